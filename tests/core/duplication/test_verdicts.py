"""People's verdicts: the latest counts, they outrank the machine, they spread where logic allows and say so."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from matchmaker.core.duplication import Index, screen_one
from matchmaker.core.duplication.verdicts import settle, standing
from matchmaker.core.entities.records import RecordSet, Verdict
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import Relation

from .made import RATES, REGIONAL, a_day, engagement, need, screened

RESTATED, OVERLAPPING, COMPLEMENTARY, RENEWAL, UNSURE, UNRELATED = (
    Relation.RESTATED,
    Relation.OVERLAPPING,
    Relation.COMPLEMENTARY,
    Relation.RENEWAL,
    Relation.UNSURE,
    Relation.UNRELATED,
)
DAY = date(2026, 5, 1)


def said(a, b, relation, *, by="A. Person", at=DAY, why="seen the file"):
    return Verdict(a, b, relation, by, at, why)


def judged(records, *verdicts):
    return {(pair.a, pair.b): pair for pair in screened(*records, verdicts=verdicts).pairs if pair.judged}


def three(**changed):
    """Three requests of three agencies: the machine holds no two of them related."""
    agencies = {"a": "police", "b": "army", "c": "navy"}
    return [need(id=name, beneficiary=agency, text="", **changed) for name, agency in agencies.items()]


def test_without_verdicts_the_three_are_unrelated():
    assert screened(*three()).pairs == ()


def test_of_several_verdicts_the_latest_counts_in_whatever_order_the_pair_is_named():
    verdicts = [
        said("b", "a", RENEWAL, at=date(2026, 6, 1), by="B. Later"),
        said("a", "b", RESTATED, at=date(2026, 5, 1)),
        said("a", "b", UNRELATED, at=date(2026, 4, 1)),
    ]
    for given in (verdicts, verdicts[::-1]):
        pair = judged(three(), *given)["a", "b"]
        assert pair.relation is RENEWAL
        assert "B. Later" in pair.reasons[0].detail


def test_of_one_day_the_last_given_counts():
    kept = standing([said("a", "b", RESTATED), said("b", "a", UNSURE)])
    assert kept["a", "b"].relation is UNSURE


def test_the_earlier_verdicts_of_a_chain_leave_no_trace():
    chain = [said("a", "b", RESTATED, at=date(2026, 1, day)) for day in (1, 2)]
    chain += [said("b", "c", RESTATED, at=date(2026, 1, 3)), said("a", "b", UNRELATED, at=date(2026, 1, 4))]
    found = judged(three(), *chain)
    assert {pair: each.relation for pair, each in found.items()} == {
        ("a", "b"): UNRELATED,
        ("a", "c"): UNRELATED,  # b and c are one, and a is not b
        ("b", "c"): RESTATED,
    }
    assert screened(*three(), verdicts=tuple(chain)).clusters == (("b", "c"),)


@pytest.mark.parametrize("relation", Relation)
def test_a_verdict_stands_for_what_the_machine_says_and_says_who_when_why(relation):
    pair = judged([need(id="a"), need(id="b", cycle=2018)], said("b", "a", relation))["a", "b"]
    assert pair.relation is relation
    assert pair.reasons[0].field == "verdict"
    for word in ("A. Person", "2026-05-01", "seen the file"):
        assert word in pair.reasons[0].detail


def test_a_pair_judged_unrelated_joins_no_cluster():
    records = [need(id="a"), need(id="b", cycle=2018)]
    assert screened(*records).clusters == (("a", "b"),)
    assert screened(*records, verdicts=(said("a", "b", UNRELATED),)).clusters == ()


def test_a_verdict_on_records_that_no_block_brings_together_is_printed():
    records = [need(id="a"), need(id="b", state="KEN")]
    assert judged(records, said("a", "b", OVERLAPPING))["a", "b"].relation is OVERLAPPING


SPREADS = {
    RESTATED: True,
    COMPLEMENTARY: True,
    UNRELATED: True,
    OVERLAPPING: True,
    RENEWAL: True,
    UNSURE: False,
}


@pytest.mark.parametrize("relation", SPREADS)
def test_a_verdict_spreads_to_what_people_judged_to_be_the_same(relation):
    found = judged(three(), said("a", "b", RESTATED), said("b", "c", relation))
    if not SPREADS[relation]:
        assert ("a", "c") not in found
        return
    pair = found["a", "c"]
    assert pair.relation is relation
    assert "follows, since people judged" in pair.reasons[0].detail
    assert "to be one" in pair.reasons[0].detail
    assert "A. Person on 2026-05-01" in pair.reasons[0].detail


@pytest.mark.parametrize("relation", [OVERLAPPING, RENEWAL])
def test_what_overlaps_or_renews_one_says_nothing_of_the_same_thing_in_another_time(relation):
    records = three()
    records[0] = replace(records[0], start=a_day("2003-01-01"), end=a_day("2004-01-01"))
    assert ("a", "c") not in judged(records, said("a", "b", RESTATED), said("b", "c", relation))


@pytest.mark.parametrize("relation", [OVERLAPPING, RENEWAL, COMPLEMENTARY, UNRELATED])
def test_nothing_spreads_through_what_is_not_the_same(relation):
    """A belongs to B and B to C: of A and C that says nothing."""
    assert ("a", "c") not in judged(three(), said("a", "b", relation), said("b", "c", relation))


def test_a_verdict_does_not_spread_through_what_only_the_machine_holds_to_be_one():
    records = [need(id="a"), need(id="b", cycle=2018), need(id="c", beneficiary="navy", text="")]
    assert screened(*records).clusters == (("a", "b"),)
    assert set(judged(records, said("b", "c", COMPLEMENTARY))) == {("b", "c")}


def test_a_members_verdict_does_not_spread_through_its_region():
    """What is said of Rwanda's line is not said of Kenya's, though both are part of one request."""
    region = need(id="region", state="RECSA", beneficiary=None)
    members = [need(id="kenya", state="KEN"), need(id="rwanda", state="RWA")]
    other = need(id="other", state="KEN", beneficiary="navy", text="")
    verdicts = (
        said("kenya", "region", RESTATED),
        said("rwanda", "region", RESTATED),
        said("kenya", "other", COMPLEMENTARY),
    )
    found = judged([region, *members, other], *verdicts)
    assert set(found) == {("kenya", "region"), ("region", "rwanda"), ("kenya", "other")}


def test_a_long_chain_of_verdicts_is_one_cluster_and_one_spread():
    names = [f"n{number:02}" for number in range(20)]
    records = [need(id=name, state=None, text="", beneficiary=f"office {name}") for name in names]
    records.append(need(id="other", beneficiary="navy", text=""))
    verdicts = [said(a, b, RESTATED) for a, b in pairwise(names)]
    found = screened(*records, verdicts=(*verdicts, said("n00", "other", UNRELATED)))
    assert found.clusters == (tuple(names),)
    assert sum(pair.relation is UNRELATED and "other" in (pair.a, pair.b) for pair in found.pairs) == 20
    assert found.contradictions == ()


def test_a_is_b_and_b_is_c_but_a_is_not_c_names_the_three():
    verdicts = (said("a", "b", RESTATED), said("b", "c", RESTATED), said("a", "c", UNRELATED))
    (against,) = screened(*three(), verdicts=verdicts).contradictions
    assert set(against.records) == {"a", "b", "c"}
    for word in ("a = b", "b = c", "a ≠ c", "A. Person"):
        assert word in against.detail


def test_the_machine_may_contradict_itself_and_says_so():
    """One request names no agency, the two others name two: it cannot be both."""
    records = [
        need(id="a", beneficiary="police", text="two marking machines asked for in Kigali", site="Kigali"),
        need(id="b", beneficiary=None, cycle=2018, text="two marking machines asked for in Kigali", site="Kigali"),
        need(id="c", beneficiary="army", cycle=2020, text="two marking machines asked for in Kigali", site="Kigali"),
    ]
    found = screened(*records)
    assert found.clusters == (("a", "b", "c"),)
    (against,) = found.contradictions
    assert set(against.records) == {"a", "b", "c"}
    assert "machine" in against.detail


def test_verdicts_that_give_one_pair_two_relations_are_a_contradiction_and_neither_spreads():
    verdicts = (said("a", "b", RESTATED), said("a", "c", COMPLEMENTARY), said("b", "c", RENEWAL))
    found = screened(*three(), verdicts=verdicts)
    assert {pair.relation for pair in found.pairs if "c" in (pair.a, pair.b)} == {COMPLEMENTARY, RENEWAL}
    assert found.contradictions
    for against in found.contradictions:
        assert set(against.records) == {"a", "b", "c"}


def test_no_contradiction_where_all_verdicts_agree():
    verdicts = (said("a", "b", RESTATED), said("b", "c", RESTATED), said("a", "c", RESTATED))
    assert screened(*three(), verdicts=verdicts).contradictions == ()


def test_settling_nothing_settles_nothing():
    assert settle({}, one_level=lambda *_: True, one_time=lambda *_: True) == ({}, ())


def test_one_incoming_record_meets_the_verdicts_of_the_index():
    records = [need(id="a"), need(id="b", cycle=2018)]
    index = Index.of(RecordSet(tuple(records), REGIONAL, RATES, (said("a", "b", RENEWAL),)), Gazetteer.default())
    (pair,) = screen_one(records[1], index)
    assert (pair.relation, pair.judged) == (RENEWAL, True)


def test_two_accounts_of_one_delivery_are_one_cluster_and_a_need_it_covers_is_not_in_it():
    records = [
        engagement(id="told", text="two marking machines given"),
        engagement(id="again", text="deux machines de marquage reçues", language="fr"),
        need(id="wish"),
    ]
    found = screened(*records)
    assert found.clusters == (("again", "told"),)
    assert {(pair.a, pair.b): pair.relation for pair in found.pairs} == {
        ("again", "told"): RESTATED,
        ("again", "wish"): OVERLAPPING,
        ("told", "wish"): OVERLAPPING,
    }
