"""The flow picture: as thick as what it stands for, mirrored, narrowed by links, and nothing small in public."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.models import Allocation
from matchmaker.queries import Line, PlanTotals
from matchmaker.web import plan_flow
from matchmaker.web.flows import PICTURE, Column, narrowed
from tests.factories import NeedFactory, OfferFactory, RunFactory

COLUMNS = (
    Column("provider", "Providers", {"DEU": "Germany", "JPN": "Japan"}, "given", {}),
    Column("theme", "Themes", {"marking": "Marking", "tracing": "Tracing"}, "planned", {}),
    Column("state", "States", {"SLE": "Sierra Leone", "TGO": "Togo"}, "asked", {}),
)
ROWS = [(("DEU", "marking", "SLE"), 3), (("DEU", "tracing", "TGO"), 1), (("JPN", "marking", "TGO"), 2)]
keys = st.tuples(*(st.sampled_from(sorted(column.words)) for column in COLUMNS))


def drawn(rows=ROWS, *, mirrored=False, **chosen):
    return narrowed(COLUMNS, rows, chosen, mirrored=mirrored)


def test_bars_and_rows_hold_what_goes_through_them():
    flow = drawn()
    numbers = {stop.words: stop.number for _tone, stops in flow.columns for stop in stops}
    assert numbers == {"Germany": 4, "Japan": 2, "Marking": 5, "Tracing": 1, "Sierra Leone": 3, "Togo": 3}
    assert [band.words for band in flow.bands][:2] == ["Germany → Marking: 3", "Japan → Marking: 2"]
    assert flow.rows[0] == (("Germany", "Marking", "Sierra Leone"), 3)


def test_a_link_narrows_and_the_same_link_takes_it_back():
    flow = drawn(provider="DEU", state="nowhere")
    assert {words[0] for words, _ in flow.rows} == {"Germany"}
    assert flow.chosen == (("Providers", "Germany", "?#flow"),)
    stops = {stop.words: stop for _tone, stops in flow.columns for stop in stops}
    assert (stops["Germany"].url, stops["Germany"].chosen) == ("?#flow", True)
    assert stops["Togo"].url == "?provider=DEU&state=TGO#flow"
    assert "Japan" not in stops


def test_right_to_left_is_the_mirror_image():
    plain, turned = ([(s.x, s.label_x) for _t, stops in drawn(mirrored=it).columns for s in stops] for it in (0, 1))
    assert [(988 - x, f"{100 - float(label[:-1]) - 30:.1f}%") for x, label in plain] == turned


@given(st.lists(st.tuples(keys, st.integers(1, 400)), max_size=12))
def test_bars_never_overlap_and_stay_in_the_picture(rows):
    flow = drawn(rows)
    for _tone, stops in flow.columns:
        spans = [(float(stop.y), float(stop.y) + float(stop.height)) for stop in stops]
        assert all(a[1] <= b[0] + 0.2 for a, b in pairwise(spans))
        assert all(top >= 0 and end <= float(flow.height) + 0.6 for top, end in spans)
        assert sum(end - top for top, end in spans) <= PICTURE + 1


def totals(themes, regions, *, needs, served):
    return PlanTotals(run=None, needs=needs, served=served, states=3, themes=themes, regions=regions, kinds=())


def test_in_public_what_is_withheld_is_drawn_together(db):
    flow = plan_flow.of_totals(totals((Line("marking", 16, 11),), (Line("Africa", 58, 40),), needs=88, served=63))
    numbers = [[(stop.words, stop.number) for stop in stops] for _tone, stops in flow.columns]
    assert numbers[0] == [("Marking", 16), ("Other themes", 72)]
    assert numbers[1] == [("would get help", 63), ("still open", 25)]
    assert numbers[2] == [("Africa", 58), ("Other regions", 30)]
    assert plan_flow.of_totals(totals((), (), needs=9, served=4)) is None
    assert plan_flow.of_totals(totals((Line("marking", 16, 11),), (), needs=16, served=None)) is None


@pytest.fixture
def plan(world):
    run = RunFactory()
    for theme in ("marking", "tracing"):
        need, offer = NeedFactory(theme=theme), OfferFactory()
        Allocation.objects.create(run=run, need=need, offer=offer, quantity=1, fit=1, terms={})
    return run


def test_the_run_is_narrowed_with_its_list_and_a_part_stands_under_its_own_state(plan, client_of, world):
    chair, member = client_of("coordinator"), world.needs["closed"].state
    line = Allocation.objects.filter(run=plan).first()
    Allocation.objects.filter(pk=line.pk).update(member=member.code)
    address = f"/desk/coordinator/runs/{plan.public_id}/"
    assert len(chair.get(address).context["rows"]) == 2
    page = chair.get(address, {"state": member.code})
    assert [row["need"].theme for row in page.context["rows"]] == ["marking"]
    assert [words[2] for words, _ in page.context["flow"].rows] == ["Togo"]
    assert len(chair.get(address, {"theme": "nothing\x00", "state": "no such"}).context["rows"]) == 2


def test_the_picture_costs_no_query_a_line(plan, client_of, django_assert_max_num_queries):
    for _ in range(20):
        need, offer = NeedFactory(), OfferFactory()
        Allocation.objects.create(run=plan, need=need, offer=offer, quantity=1, fit=1, terms={})
    chair = client_of("coordinator")
    with django_assert_max_num_queries(15):
        assert chair.get(f"/desk/coordinator/runs/{plan.public_id}/").status_code == 200
