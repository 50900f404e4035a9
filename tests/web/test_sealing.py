"""Secrets of one-time codes: never in clear in the database, opened by the keys of the settings and by no others."""

from importlib import import_module

import pytest
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import connection
from django.test import Client

from matchmaker.services import sealing
from tests.conftest import SECRET
from tests.personas import coordinator
from tests.web.test_sign_in import code, enter

pytestmark = pytest.mark.django_db
OLD, NEW = "an old key of more than thirty-two letters", "a new key of more than thirty-two letters!"
migration = import_module("matchmaker.migrations.0016_second_factors_sealed")


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return " ".join(str(row) for (row,) in cursor.fetchall())


def opens(user):
    client = Client()
    enter(client, user)
    answer = client.post("/accounts/2fa/authenticate/", {"code": code(SECRET)})
    return answer.status_code == 302


def test_neither_the_secret_nor_the_seed_stands_in_the_database_and_both_serve(monkeypatch):
    user = coordinator()
    TOTP.activate(user, SECRET)
    monkeypatch.setattr(RecoveryCodes, "generate_seed", classmethod(lambda cls: "a-seed-in-clear"))
    recovery = RecoveryCodes.activate(user)
    assert SECRET not in stored()
    assert "a-seed-in-clear" not in stored()
    assert opens(user)
    again = RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes"))
    assert again.generate_codes() == recovery.generate_codes()


def test_without_sealing_the_secret_would_stand_there(settings):
    settings.MFA_ADAPTER = "allauth.mfa.adapter.DefaultMFAAdapter"
    assert DefaultMFAAdapter().encrypt(SECRET) == SECRET
    TOTP.activate(coordinator(), SECRET)
    assert SECRET in stored()


@pytest.mark.parametrize(("later", "known"), [([NEW, OLD], True), ([NEW], False)])
def test_a_key_is_changed_by_putting_a_new_one_first_and_without_the_old_no_code_opens(settings, later, known):
    settings.SECOND_FACTOR_KEYS = [OLD]
    user = coordinator()
    TOTP.activate(user, SECRET)
    settings.SECOND_FACTOR_KEYS = later
    assert opens(user) is known


def test_what_was_stored_in_clear_is_sealed_once_and_can_be_opened_again():
    user = coordinator()
    Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    for _ in range(2):
        migration.forwards(apps, None)
        sealed = Authenticator.objects.get().data["secret"]
        assert sealing.unseal(sealed) == SECRET
    assert SECRET not in stored()
    assert opens(user)
    migration.backwards(apps, None)
    assert Authenticator.objects.get().data["secret"] == SECRET
