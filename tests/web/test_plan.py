"""Public totals of a plan: right, and nothing small can be told from them."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.models import Allocation, Unmet
from matchmaker.queries import FEWEST, Line, published_plan, without_small_cells

from_counts = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(st.lists(from_counts, max_size=8))
def test_no_cell_is_small_and_nothing_can_be_subtracted(counts):
    lines = [Line(str(number), served + missed, served) for number, (served, missed) in enumerate(counts)]
    shown = without_small_cells(lines)
    assert all(line.served >= FEWEST and line.needs - line.served >= FEWEST for line in shown)
    if shown:
        # All that is asked is in the table, so the totals above it tell nothing more.
        assert sum(line.needs for line in shown) == sum(line.needs for line in lines)
        assert sum(line.served for line in shown) == sum(line.served for line in lines)
    assert sum(line.key is None for line in shown) <= 1


@given(st.lists(st.tuples(st.integers(3, 12), st.integers(3, 12)), max_size=8))
def test_large_cells_stay_as_they_are(counts):
    lines = [Line(str(number), served + missed, served) for number, (served, missed) in enumerate(counts)]
    assert set(without_small_cells(lines)) == set(lines)


def test_small_lines_are_taken_together_with_the_smallest_large_one():
    shown = without_small_cells([Line("a", 20, 10), Line("b", 8, 4), Line("c", 2, 1)])
    assert set(shown) == {Line("a", 20, 10), Line(None, 10, 5)}


def test_too_little_for_any_total_shows_none(world, client_of):
    totals = published_plan()
    assert (totals.needs, totals.served, totals.states, totals.themes, totals.kinds) == (2, None, None, (), ())
    html = client_of("anonymous").get("/plan/").content.decode()
    assert "too few needs" in html


def test_the_public_sees_totals_only_and_the_same_as_everybody(many, client_of):
    pages = [client_of(persona).get("/plan/") for persona in ("anonymous", "provider")]
    tables = [[row for table in page.context["tables"] for row in table["rows"]] for page in pages]
    assert tables[0] == tables[1]
    assert [(row.label, row.needs, row.served) for row in tables[0]] == [
        ("Other themes, together", 62, 31),
        ("Africa", 62, 31),
    ]
    html = pages[0].content.decode()
    assert "Togo" not in html
    assert "Sierra Leone" not in html
    assert "Training" in html


def test_a_need_for_coordinators_only_changes_no_public_total(many, client_of):
    before = published_plan()
    secret = many.needs["secret"]
    Unmet.objects.create(run=many.run, need=secret, missing=1, reason="no_offer")
    Allocation.objects.create(run=many.run, need=secret, offer=many.offers["public"], quantity=1, fit=1, terms={})
    after = published_plan()
    assert (before.needs, before.served, before.themes, before.regions) == (
        after.needs,
        after.served,
        after.themes,
        after.regions,
    )
