"""The page of indicators: each figure with its definition, along each axis, and no more than its reader may know."""

import pytest

from matchmaker.core.vocabulary import Axis, Indicator
from matchmaker.models import Delivery, Need
from matchmaker.web.indicators import DEFINITIONS, SECTIONS
from tests.factories import NOW, CommitmentFactory


def test_every_indicator_has_its_words_and_its_one_section():
    shown = [indicator for _, _, members in SECTIONS for indicator in members]
    assert sorted(shown) == sorted(Indicator)
    assert list(DEFINITIONS) == list(dict.fromkeys(DEFINITIONS))
    assert set(DEFINITIONS) == set(Indicator)


@pytest.mark.parametrize("axis", Axis)
def test_coordinators_see_every_cell_and_others_no_small_one(many, client_of, axis):
    full = client_of("coordinator").get(f"/indicators/?axis={axis}")
    open_ = client_of("anonymous").get(f"/indicators/?axis={axis}")
    assert full.status_code == open_.status_code == 200
    assert full.context["sections"] or axis is Axis.GROUP  # no State of this world is in one
    for section in open_.context["sections"]:
        for line in section.get("lines", ()):
            for cell in filter(None, line["cells"]):
                assert int(cell.words.replace(",", "")) >= 3, (section["name"], line)
    page = full.content.decode()
    if axis is Axis.THEME:
        assert "Marking" in page
        assert "<svg" in page
    if axis is Axis.TOTAL:
        assert all(str(words) in page for words in map(str, DEFINITIONS.values()))


@pytest.mark.parametrize(
    ("query", "words"),
    [("?axis=moon", "Some filters could not be read"), ("?cycle=2024", "no filter called “cycle”"), ("?x=1", "“x”")],
)
def test_what_cannot_be_read_is_named(world, client_of, query, words):
    page = client_of("anonymous").get(f"/indicators/{query}").content.decode()
    assert words in page
    assert "Money pledged" in page


def test_one_cycle_by_itself_is_for_coordinators(many, client_of):
    page = client_of("coordinator").get("/indicators/?cycle=2024&axis=theme").content.decode()
    assert "Stockpile" in page
    assert "Marking" not in page[page.index("<table") :]


def test_a_lesson_is_read_by_all_where_the_recipient_lets_it_and_names_nobody_unless_both_do(world, client_of):
    need = world.needs["closed"]
    Need.objects.filter(pk=need.pk).update(state=world.needs["public"].state)
    row = CommitmentFactory(
        proposal__need=need, proposal__offer=world.offers["public"], delivered_at=NOW, status="followed_up"
    )
    facts = {"commitment": row, "quantity": 1, "recorded_by": world.users["coordinator"], "recorded_at": NOW}
    lesson = Delivery.objects.create(lesson="Train two trainers.", **facts)
    assert "Train two" not in client_of("anonymous").get("/indicators/").content.decode()
    Delivery.objects.filter(pk=lesson.pk).update(lesson_public=True)
    page = client_of("anonymous").get("/indicators/").content.decode()
    assert "Train two trainers." in page
    assert "Germany" not in page
    type(row).objects.filter(pk=row.pk).update(released_by_provider=True, released_by_recipient=True)
    page = client_of("anonymous").get("/indicators/").content.decode()
    assert "Germany" in page
    assert "Sierra Leone" in page
