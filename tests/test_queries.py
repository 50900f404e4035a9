"""Two reports of one engagement count once in every total: under way by theme, in the plan, and on the desk."""

from decimal import Decimal

import pytest
from django.test import Client

from matchmaker import feed, mappers, queries
from matchmaker.core.assignment import pair, read_problem
from matchmaker.core.vocabulary import Direction, Kind, Relation
from matchmaker.models import AuditEntry
from matchmaker.services import problems
from tests import factories as make
from tests import personas
from tests.factories import EngagementFactory, NeedFactory, PartyFactory, RunFactory, ScenarioFactory, judged

pytestmark = pytest.mark.django_db


@pytest.fixture
def told_twice():
    """A need, a delivery as its giver and its State tell it, and another one of the same theme."""
    state, giver = PartyFactory(code="KEN"), PartyFactory(code="DEU")
    need = NeedFactory(state=state, quantity=9)
    given = EngagementFactory(state=state, direction=Direction.PROVIDED, quantity=2, amount=1000, currency="EUR")
    received = EngagementFactory(state=state, quantity=2, amount=None, text="Two machines from Germany")
    other = EngagementFactory(state=state, quantity=1, amount=500, currency="USD")
    EngagementFactory(state=None, direction=Direction.OFFERED, kind=Kind.TRAINING, item="")
    for row in (given, received):
        row.providers.add(giver)
    return need, given, received, other


def totals(user):
    return [(row.theme, row.engagements, row.accounts, row.money) for row in queries.assistance(user)]


def left(need):
    problem = read_problem(problems.prepare(ScenarioFactory()).data)
    return next(row.left for row in pair(problem).demands if row.need.id == mappers.problem_id(need))


def test_each_engagement_counts_once_and_twice_where_people_say_that_it_is_two(told_twice):
    need, given, received, _ = told_twice
    chair = personas.coordinator()
    euro = Decimal(mappers.rates().values["EUR"])
    held = judged(given, received)
    RunFactory()
    once = Decimal(round(1000 * euro + 500))
    assert totals(chair) == [("marking", 2, 3, once)]
    assert left(need) == 9 - 2 - 1
    client = Client()
    client.force_login(chair)
    row = (
        client.get("/desk/coordinator/").content.decode().partition('id="assistance"')[2].partition("</tr></tbody>")[0]
    )
    assert [f">{number}</td>" in row for number in ("2", "1", f"USD {once:,}")] == [True, True, True]
    type(held).objects.filter(pk=held.pk).update(relation=Relation.UNRELATED)
    assert totals(chair) == [("marking", 3, 3, once)]
    assert left(need) == 9 - 2 - 2 - 1


def test_a_party_counts_what_it_may_see(told_twice):
    _, given, received, other = told_twice
    judged(given, received)
    for row in (given, received, other):
        type(row).objects.filter(pk=row.pk).update(visibility="coordinators")
    assert [row[1:3] for row in totals(personas.provider(given.providers.get()))] == [(1, 2)]
    assert [row[1:3] for row in totals(personas.owner(given.state))] == [(2, 3)]
    assert totals(personas.provider()) == []


def test_changes_are_found_stretch_by_stretch(db, django_assert_max_num_queries):
    sle, jam = make.PartyFactory(code="SLE"), make.PartyFactory(code="JAM")
    owner, chair = personas.owner(sle), personas.coordinator(jam)
    hidden, own = (make.NeedFactory(state=state, status="draft") for state in (jam, sle))
    other = make.NeedFactory(state=jam)
    rows = [hidden] * 30 + [own, hidden, other] + [hidden] * 5 + [own]
    entries = AuditEntry.objects.bulk_create(
        AuditEntry(
            at=make.NOW, by=owner, action="read" if n % 7 == 3 else "circulate", noun="need", object_id=row.public_id
        )
        for n, row in enumerate(rows)
    )
    whole = [entry for entry, row in zip(entries, rows, strict=True) if row is own and entry.action != "read"]
    with django_assert_max_num_queries(12):
        assert feed.after(owner, 0, 1) == whole[:1]
        assert feed.after(owner, 0, 50)[-1:] == whole[-1:]
    assert feed.after(owner, entries[-1].pk, 5) == []
    found, place = [], 0
    while page := feed.after(owner, place, 1):
        found, place = [*found, *page], page[-1].pk
    assert found == feed.after(owner, 0, 200)
    assert set(whole) <= set(found)
    assert {entry.object_id for entry in feed.after(chair, 0, 200)} == {other.public_id}
    cursor = feed.cursor_behind(owner, whole[0])
    assert feed.place_of(owner, cursor) == whole[0].pk
    assert feed.place_of(chair, cursor) is feed.place_of(owner, str(whole[0].public_id)) is None
