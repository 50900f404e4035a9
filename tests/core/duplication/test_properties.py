"""What holds of every screening, whatever the records are."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.core.duplication import Index, screen_one
from matchmaker.core.duplication.classification import classify
from matchmaker.core.duplication.comparison import COMPARATORS, Comparison
from matchmaker.core.duplication.together import hopeless
from matchmaker.core.entities.records import Record, RecordSet, Verdict
from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.vocabulary import Item, Kind, RecordType, Relation, Theme

from .made import RATES, REGIONAL, screened

TEXTS = (
    "two marking machines for the police",
    "deux machines de marquage pour la police",
    "dos máquinas de marcaje para la policía",
    "refresher course for ten officers of the army in Kigali",
    "phase II of the programme, funded by Norway",
    "formation de vingt agents des douanes",
    "",
)
RECORDS = st.builds(
    Record,
    id=st.just(""),
    type=st.sampled_from(RecordType),
    text=st.sampled_from(TEXTS),
    state=st.sampled_from(["RWA", "KEN", "RECSA", None]),
    beneficiary=st.sampled_from(["police", "army", "wildlife", None]),
    theme=st.sampled_from([Theme.MARKING, Theme.TRACING, None]),
    kind=st.sampled_from([*Kind, None]),
    item=st.sampled_from([Item.MARKING_MACHINE, Item.COMPUTER, None]),
    quantity=st.sampled_from([Decimal(2), Decimal(10), None]),
    amount=st.none(),
    start=st.sampled_from([date(2014, 1, 1), date(2016, 3, 1), None]),
    end=st.sampled_from([date(2016, 6, 30), date(2019, 1, 1), None]),
    site=st.sampled_from(["Kigali", "Huye", None]),
    provider=st.sampled_from(["USA", "Norvège", "UNREC", None]),
    cycle=st.sampled_from([2014, 2016, 2018, None]),
    status=st.sampled_from(["open", "met", "running", "delivered", None]),
    requested=st.sampled_from([date(2016, 4, 1), None]),
    language=st.sampled_from(["en", "fr", "es", None]),
)
LISTS = st.lists(RECORDS, min_size=2, max_size=7).map(
    lambda rows: tuple(replace(row, id=f"r{number}") for number, row in enumerate(rows))
)


def facts_of(*records: Record):
    index = Index.of(RecordSet(records, REGIONAL, RATES), Gazetteer.default())
    return [index.blocks[record.id] for record in records]


@given(LISTS)
@settings(max_examples=150, deadline=None)
def test_comparing_is_symmetric_and_every_score_lies_between_zero_and_one(records):
    one, other = facts_of(*records[:2])
    there, back = Comparison(one, other), Comparison(other, one)
    for name in COMPARATORS:
        assert 0 <= getattr(there, name).score <= 1
        assert (getattr(there, name).sense, getattr(there, name).score) == (
            getattr(back, name).sense,
            getattr(back, name).score,
        )
    assert classify(one, other, there).relation is classify(other, one, back).relation


@given(LISTS)
@settings(max_examples=150, deadline=None)
def test_what_is_left_out_at_once_would_be_found_unrelated(records):
    one, other = facts_of(*records[:2])
    if hopeless(one, other):
        assert classify(one, other, Comparison(one, other)).relation is Relation.UNRELATED


@given(LISTS, st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_the_order_of_rows_changes_nothing_and_screening_twice_is_screening_once(records, dice):
    first = screened(*records)
    assert screened(*records) == first
    shuffled = list(records)
    dice.shuffle(shuffled)
    assert screened(*shuffled) == first


@given(LISTS)
@settings(max_examples=120, deadline=None)
def test_every_related_pair_is_printed_once_and_blocking_loses_none(records):
    """The check compares all pairs, without blocks."""
    facts = {each.id: each for each in facts_of(*records)}
    expected = {
        (a, b): classify(facts[a], facts[b], Comparison(facts[a], facts[b])).relation
        for a in facts
        for b in facts
        if a < b
    }
    related = {pair: relation for pair, relation in expected.items() if relation is not Relation.UNRELATED}
    printed = screened(*records).pairs
    assert {(pair.a, pair.b): pair.relation for pair in printed} == related
    assert [(pair.a, pair.b) for pair in printed] == sorted(related)


@given(LISTS)
@settings(max_examples=120, deadline=None)
def test_a_need_and_an_offer_are_never_a_pair(records):
    types = {record.id: record.type for record in records}
    for pair in screened(*records).pairs:
        assert {types[pair.a], types[pair.b]} != {RecordType.NEED, RecordType.OFFER}


@given(LISTS, RECORDS)
@settings(max_examples=120, deadline=None)
def test_one_more_record_changes_no_pair_of_the_others(records, added):
    before = screened(*records).pairs
    after = screened(*records, replace(added, id="added")).pairs
    assert tuple(pair for pair in after if "added" not in (pair.a, pair.b)) == before


@given(LISTS)
@settings(max_examples=120, deadline=None)
def test_one_incoming_record_is_held_against_the_others_as_it_would_be_among_them(records):
    incoming, others = records[0], records[1:]
    index = Index.of(RecordSet(others, REGIONAL, RATES), Gazetteer.default())
    at_once = screen_one(incoming, index)
    together = tuple(pair for pair in screened(*records).pairs if incoming.id in (pair.a, pair.b))
    assert at_once == together
    index.add(incoming)
    assert screen_one(incoming, index) == together


@given(LISTS)
@settings(max_examples=80, deadline=None)
def test_a_cluster_holds_only_what_restated_pairs_join(records):
    found = screened(*records)
    joined = {frozenset((pair.a, pair.b)) for pair in found.pairs if pair.relation is Relation.RESTATED}
    for cluster in found.clusters:
        assert len(cluster) > 1
        reached, left = {cluster[0]}, set(cluster[1:])
        while more := {each for each in left if any(frozenset((each, other)) in joined for other in reached)}:
            reached |= more
            left -= more
        assert not left
    assert {each for pair in joined for each in pair} == {each for cluster in found.clusters for each in cluster}


@given(LISTS, st.sampled_from(Relation))
@settings(max_examples=120, deadline=None)
def test_a_verdict_outranks_whatever_the_machine_finds(records, relation):
    verdict = Verdict("r0", "r1", relation, "A. Person", date(2026, 5, 1), "seen on the spot")
    pair = next(pair for pair in screened(*records, verdicts=(verdict,)).pairs if (pair.a, pair.b) == ("r0", "r1"))
    assert (pair.relation, pair.judged, pair.confidence) == (relation, True, 1)
    assert "A. Person" in pair.reasons[0].detail
    assert "seen on the spot" in pair.reasons[0].detail


def test_two_processes_say_the_same_to_the_last_letter():
    """Sets iterate in another order in each process; of what is printed nothing may hang on it."""
    code = (
        "from matchmaker.core.duplication import screen, screening_to_json\n"
        "from matchmaker.core.duplication.benchmark import World, made_up\n"
        "from matchmaker.core.gazetteer import Gazetteer\n"
        'print(screening_to_json(screen(made_up(250, World("narrow", 2, 2, 2))[0], Gazetteer.default())))'
    )
    root = Path(__file__).parents[3]
    said = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert b"but" in said[0]


WILD = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "٢٠ آلة وسم للشرطة",
            "двадцать мест на курсе",
            "两台打标机",
            "phase phase II of the the of 1,5 1.000.000 USD $ € 12a b12 0 00 -3",
            "deux cent mille mille cent douze et vingt et un quatre-vingt-dix-neuf",
            "'" * 40 + "\u0000\u2028 1e9 ½ ²",
        ]
    ),
)


@given(st.lists(st.tuples(RECORDS, WILD, WILD, WILD, WILD), min_size=2, max_size=4))
@settings(max_examples=120, deadline=None)
def test_no_text_of_whatever_script_breaks_screening(rows):
    records = tuple(
        replace(record, id=f"r{number}", text=text, beneficiary=agency, site=site, provider=provider, item=site)
        for number, (record, text, agency, site, provider) in enumerate(rows)
    )
    found = screened(*records)
    assert found == screened(*records[::-1])
    for pair in found.pairs:
        assert pair.a < pair.b
        assert all(0 <= reason.score <= 1 for reason in pair.reasons)
