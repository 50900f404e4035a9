"""The administration shows an administrator accounts, reference data, and of the workflow what everybody may see."""

import pytest
from django.contrib import admin

from matchmaker.core.vocabulary import Role
from matchmaker.models import Cycle, Need, User
from tests import personas
from tests.factories import EngagementFactory, UserFactory

NOUNS = ("need", "offer", "engagement")


def administrator():
    user = personas.person(Role.ADMINISTRATOR, None)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    return user


@pytest.fixture(params=["administrator", "superuser"])
def chief(request, client, world):
    user = administrator() if request.param == "administrator" else UserFactory(is_staff=True, is_superuser=True)
    user.refresh_from_db()
    client.force_login(user)
    return client


def test_what_is_not_for_everybody_is_in_no_list(chief, world):
    EngagementFactory(state=world.states["SLE"], visibility="public")
    EngagementFactory(state=world.states["SLE"], visibility="coordinators", beneficiary="canary-help")
    rows = {noun: chief.get(f"/admin/matchmaker/{noun}/") for noun in NOUNS}
    shown = {noun: {str(row.public_id) for row in page.context["cl"].result_list} for noun, page in rows.items()}
    assert shown["need"] == {str(world.needs[name].public_id) for name in ("public", "closed")}
    assert shown["offer"] == {str(world.offers["public"].public_id)}
    assert len(shown["engagement"]) == 1
    for noun, page in rows.items():
        words = page.content.decode()
        assert all(name in words for name in shown[noun])
        assert "canary" not in words.replace("canary-public-offer", "")


@pytest.mark.parametrize("name", ["public", "draft", "secret", "submitted"])
def test_no_row_has_a_page_under_its_number(chief, world, name):
    found = chief.get(f"/admin/matchmaker/need/{world.needs[name].pk}/change/")
    never = chief.get("/admin/matchmaker/need/987654/change/")
    assert (found.status_code, found.url) == (never.status_code, never.url) == (302, "/admin/")


def test_a_column_that_is_not_shown_is_not_asked_for_in_the_address(chief, world):
    for lookup in ("site__startswith=canary", "visibility=public", "state__needs__site__startswith=c", "status=met"):
        assert chief.get(f"/admin/matchmaker/need/?{lookup}").status_code in {302, 400}, lookup


def test_workflow_rows_are_read_and_never_written(chief, world):
    for noun in NOUNS:
        assert chief.get(f"/admin/matchmaker/{noun}/add/").status_code == 403
        assert chief.post(f"/admin/matchmaker/{noun}/", {"action": "delete_selected"}).status_code in {200, 302, 403}
    pk = world.needs["public"].pk
    for path in ("change", "delete", "history"):
        assert chief.post(f"/admin/matchmaker/need/{pk}/{path}/", {"post": "yes"}).status_code in {302, 403, 405}
    assert Need.objects.count() == len(world.needs)


def test_reference_data_is_kept_by_administrators(chief):
    facts = {"year": "2030", "meeting": "A meeting", "starts": "2030-01-01", "ends": "2030-12-31"}
    assert chief.post("/admin/matchmaker/cycle/add/", facts).status_code == 302
    assert chief.get("/admin/matchmaker/party/").status_code == 200
    assert Cycle.objects.filter(year=2030).exists()


def test_other_tables_have_no_page(chief):
    shown = {model._meta.label for model in admin.site._registry}
    assert shown == {f"matchmaker.{name}" for name in ("User", "Party", "Cycle", "Need", "Offer", "Engagement")}
    page = chief.get("/admin/").content.decode()
    assert "/admin/matchmaker/need/" in page
    for noun in ("report", "run", "scenario", "duplicate", "auditentry", "membership"):
        assert chief.get(f"/admin/matchmaker/{noun}/").status_code == 404


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR])
def test_for_others_there_is_no_administration(client, world, role):
    client.force_login(personas.auditor() if role == Role.AUDITOR else personas.coordinator())
    assert client.get("/admin/").status_code in {302, 404}
