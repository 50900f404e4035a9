"""Needs that no report holds: what a State may write, and the one sentence for what cannot stand."""

from datetime import date
from decimal import Decimal

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.models import AuditEntry, Cycle, Need
from matchmaker.services import needs
from tests import personas
from tests.factories import NOW, NeedFactory, OrganisationFactory, PartyFactory

pytestmark = pytest.mark.django_db
FACTS = {
    "theme": "marking",
    "kind": "equipment",
    "item": "marking_machine",
    "quantity": Decimal(2),
    "beneficiary": "police",
    "text": "Two machines for the central armoury.",
    "languages": ["fr"],
    "readiness": {"women": True},
}


@pytest.fixture
def state():
    Cycle.objects.get_or_create(year=2026)
    return PartyFactory()


def test_a_state_writes_a_draft_that_only_it_sees(state):
    by = personas.owner(state)
    need = needs.write(state=state, cycle=2026, facts=FACTS, by=by, at=NOW)
    assert (need.status, need.unit, need.requested, need.confirmed_at) == ("draft", "item", NOW.date(), NOW)
    assert AuditEntry.objects.get(object_id=need.public_id).new["theme"] == "marking"
    for person in (personas.other_state(), personas.provider(), personas.coordinator()):
        assert not Need.objects.visible_to(person).exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"theme": "weapons"}, "unknown_value"),
        ({"theme": ""}, "unknown_value"),
        ({"kind": None}, "unknown_value"),
        ({"item": "machine"}, "unknown_value"),
        ({"quantity": Decimal("1.5")}, "bad_number"),
        ({"quantity": Decimal("Infinity")}, "bad_number"),
        ({"minimum": Decimal(0)}, "bad_number"),
        ({"amount": Decimal(5)}, "currency_missing"),
        ({"amount": Decimal(5), "currency": "ABC"}, "unknown_value"),
        ({"start": date(2027, 1, 2), "end": date(2027, 1, 1)}, "bad_dates"),
        ({"end": date.max}, "bad_dates"),
        ({"start": date.min}, "bad_dates"),
        ({"start": date(2025, 1, 2), "end": date(2025, 3, 1)}, "bad_dates"),
        ({"minimum": Decimal(3)}, "bad_number"),
        ({"languages": ["French"]}, "unknown_value"),
        ({"readiness": {"money": True}}, "unknown_value"),
        ({"members": ["SLE"]}, "not_regional"),
        ({"committed": Decimal(1)}, "unknown_fact"),
        ({"status": "met"}, "unknown_fact"),
    ],
)
def test_what_cannot_stand_is_refused_and_leaves_nothing(state, change, code):
    with pytest.raises(MatchmakerError) as refused:
        needs.write(state=state, cycle=2026, facts={**FACTS, **change}, by=personas.owner(state), at=NOW)
    assert refused.value.code == code
    assert not Need.objects.exists()


@pytest.mark.parametrize("again", [{}, {"kind": "funding"}])
def test_money_has_no_quantity_whether_its_kind_is_said_again_or_not(state, again):
    by, grant = (
        personas.owner(state),
        {"theme": "marking", "kind": "funding", "amount": Decimal(900), "currency": "USD"},
    )
    need = needs.write(state=state, cycle=2026, facts=grant | {"quantity": Decimal(3)}, by=by, at=NOW)
    needs.correct(need=need, by=by, at=NOW, quantity=Decimal(5), minimum=Decimal(900), **again)
    need.refresh_from_db()
    assert (need.quantity, need.amount, need.minimum) == (None, 900, 900)
    with pytest.raises(MatchmakerError, match="least that is of use"):
        needs.correct(need=need, by=by, at=NOW, minimum=Decimal(901), **again)


@pytest.mark.parametrize("facts", [{"theme": "marking"}, {"kind": "training"}])
def test_theme_and_kind_are_the_least(state, facts):
    with pytest.raises(MatchmakerError) as refused:
        needs.write(state=state, cycle=2026, facts=facts, by=personas.owner(state), at=NOW)
    assert refused.value.code == "fact_missing"


def test_only_its_focal_point_writes_and_only_for_a_cycle(state):
    for by in (personas.other_state(), personas.provider(state), personas.coordinator()):
        with pytest.raises(MatchmakerError) as refused:
            needs.write(state=state, cycle=2026, facts=FACTS, by=by, at=NOW)
        assert refused.value.code == "not_allowed"
    with pytest.raises(MatchmakerError) as refused:
        needs.write(state=state, cycle=1999, facts=FACTS, by=personas.owner(state), at=NOW)
    assert refused.value.code == "unknown_cycle"


def test_a_regional_body_names_members_that_are_states(state):
    body = OrganisationFactory()
    by = personas.owner(body)
    for members, code in (([], "members_missing"), (["XXX"], "unknown_value"), ([body.code], "unknown_value")):
        with pytest.raises(MatchmakerError) as refused:
            needs.write(state=body, cycle=2026, facts={**FACTS, "members": members}, by=by, at=NOW)
        assert refused.value.code == code
    assert needs.write(state=body, cycle=2026, facts={**FACTS, "members": [state.code]}, by=by, at=NOW).members


def test_a_correction_is_held_against_what_stands(state):
    need = NeedFactory(state=state, status="draft", start=date(2027, 1, 1), end=date(2027, 6, 1))
    by = personas.owner(state)
    for facts, code in (
        ({"start": date(2027, 7, 1)}, "bad_dates"),
        ({"amount": Decimal(9), "currency": ""}, "currency_missing"),
    ):
        with pytest.raises(MatchmakerError) as refused:
            needs.correct(need=need, by=by, at=NOW, **facts)
        assert refused.value.code == code
