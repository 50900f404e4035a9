"""Public totals of a plan: right, and nothing small can be told from them."""

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.core.withholding import FEWEST, without_small_cells
from matchmaker.models import Allocation, Unmet
from matchmaker.queries import Line, published_plan

from_counts = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(st.lists(from_counts, max_size=8))
def test_no_cell_is_small_and_nothing_can_be_subtracted(counts):
    lines = [Line(str(number), served + missed, served) for number, (served, missed) in enumerate(counts)]
    shown = without_small_cells(lines)
    assert all(line.served >= FEWEST and line.needs - line.served >= FEWEST for line in shown)
    hidden = [line for line in lines if line not in shown]
    if shown and hidden:
        # What is missing from the totals above the table is no single line, and nothing small.
        served, needs = sum(line.served for line in hidden), sum(line.needs for line in hidden)
        assert len(hidden) > 1
        assert served >= FEWEST
        assert needs - served >= FEWEST


@given(st.lists(st.tuples(st.integers(3, 12), st.integers(3, 12)), max_size=8))
def test_large_cells_stay_as_they_are(counts):
    lines = [Line(str(number), served + missed, served) for number, (served, missed) in enumerate(counts)]
    assert set(without_small_cells(lines)) == set(lines)


def test_small_lines_are_withheld_with_the_smallest_large_one():
    shown = without_small_cells([Line("a", 20, 10), Line("b", 8, 4), Line("c", 2, 1)])
    assert shown == (Line("a", 20, 10),)


def test_too_little_for_any_total_shows_none(world, client_of):
    totals = published_plan()
    assert (totals.needs, totals.served, totals.states, totals.themes, totals.kinds) == (2, None, None, (), ())
    html = client_of("anonymous").get("/plan/").content.decode()
    assert "too few needs" in html


def test_the_public_sees_totals_only_and_the_same_as_everybody(many, client_of):
    pages = [client_of(persona).get("/plan/") for persona in ("anonymous", "provider")]
    tables = [[row for table in page.context["tables"] for row in table["rows"]] for page in pages]
    assert tables[0] == tables[1]
    # Every need of one theme is served and every one of the others is not: by theme, nothing can be shown.
    assert [(row.label, row.needs, row.served) for row in tables[0]] == [("Africa", 62, 31)]
    html = pages[0].content.decode()
    assert "Togo" not in html
    assert "Sierra Leone" not in html
    assert "Training" in html


def test_a_need_for_coordinators_only_changes_no_public_total(many, client_of):
    secret = many.needs["secret"]
    Unmet.objects.filter(need=secret).delete()
    before = published_plan()
    Unmet.objects.create(run=many.run, need=secret, missing=1, reason="no_offer")
    Allocation.objects.create(run=many.run, need=secret, offer=many.offers["public"], quantity=1, fit=1, terms={})
    after = published_plan()
    assert (before.needs, before.served, before.themes, before.regions) == (
        after.needs,
        after.served,
        after.themes,
        after.regions,
    )
