"""Tokens for programs, on the page of the person in whose name they act."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from matchmaker.core.vocabulary import Role
from matchmaker.services import tokens
from tests.conftest import signed_in
from tests.factories import PartyFactory
from tests.personas import person

pytestmark = pytest.mark.django_db
PAGE = "/accounts/tokens/"


def at_home(user):
    client = Client()
    client.force_login(user)
    return client


def whoever(token):
    return Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {token}"})


def test_a_token_is_shown_once_serves_a_program_and_ends_when_it_is_revoked():
    user = person(Role.FOCAL_POINT, PartyFactory())
    client = at_home(user)
    assert "You hold no token" in client.get(PAGE).content.decode()
    made = client.post(f"{PAGE}make/", {"days": 30})
    words = re.search(r'<code dir="ltr" class="text-break">(\w+)</code>', made.content.decode()).group(1)
    assert made["Cache-Control"] == "private, no-store"
    assert whoever(words).json()["username"] == user.username
    row = AuthToken.objects.get()
    assert timedelta(days=29) < row.expiry - timezone.now() <= timedelta(days=30)
    page = client.get(PAGE).content.decode()
    assert row.token_key in page
    assert words not in page
    stranger = at_home(person(Role.PROVIDER, PartyFactory()))
    assert row.token_key not in stranger.get(PAGE).content.decode()
    stranger.post(f"{PAGE}{row.token_key}/revoke/")
    assert whoever(words).status_code == 200
    client.post(f"{PAGE}{row.token_key}/revoke/")
    assert whoever(words).status_code == 401


def test_a_stale_sign_in_makes_no_token_and_a_wrong_number_of_days_stands_at_its_field():
    user = person(Role.FOCAL_POINT, PartyFactory())
    client = at_home(user)
    assert "365" in client.post(f"{PAGE}make/", {"days": 999}).content.decode()
    signed_in(client, at=0.0)
    assert client.post(f"{PAGE}make/", {"days": 30}).url.startswith("/accounts/reauthenticate/")
    assert not AuthToken.objects.exists()


def test_tokens_that_are_over_are_not_listed():
    user = person(Role.FOCAL_POINT, PartyFactory())
    row, _ = tokens.issue(by=user, at=timezone.now() - timedelta(days=2), days=1)
    assert row.token_key not in at_home(user).get(PAGE).content.decode()
