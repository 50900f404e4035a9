"""The floors of screening on the judged pairs, and that the figures themselves count what they say."""

import json
from functools import cache

import pytest

from matchmaker.core.duplication.figures import LEGITIMATE, REPORTED, figures_of, main, mistakes, report
from matchmaker.core.duplication.gold import Answer, answers_of, gold_files, read_gold
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Relation

FILES = gold_files()
SETS = {
    "tuned": [each for each in FILES if not each.held_out],
    "held aside": [each for each in FILES if each.held_out],
}


@cache
def figures_for(name):
    return figures_of(SETS[name])


def test_the_set_is_large_hard_and_a_third_of_it_is_kept_aside():
    judged = {name: sum(len(each.answers) for each in files) for name, files in SETS.items()}
    assert sum(judged.values()) >= 400
    assert judged["held aside"] >= sum(judged.values()) / 3
    for files in SETS.values():
        found = {fair[0] for each in files for fair in each.answers.values()}
        assert found >= {*REPORTED, Relation.UNRELATED}
        languages = {record.language for each in files for record in each.records.records}
        assert languages >= {"en", "fr", "es"}


@pytest.mark.parametrize("name", SETS)
def test_the_floors_hold(name):
    figures = figures_for(name)
    assert figures.joint_precision.share >= 0.95
    assert figures.joint_recall.share >= 0.90
    assert figures.blocked == 0
    assert figures.unsure.share <= 0.10
    assert figures.blocking.share == 1.0


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("relation", REPORTED)
def test_no_relation_is_bought_with_another(name, relation):
    figures = figures_for(name)
    assert figures.precision[relation].share >= 0.9
    assert figures.recall[relation].share >= 0.9


def gold(tmp_path, pairs):
    """A gold file of four records: a request twice, a delivery after it, another agency's request."""
    row = {"type": "need", "state": "RWA", "theme": "marking", "kind": "equipment", "item": "marking_machine"}
    again = {**row, "beneficiary": "police", "quantity": "2", "text": "two marking machines for the police"}
    records = [
        {**again, "id": "r1", "cycle": 2014},
        {**again, "id": "r2", "cycle": 2016},
        {**again, "id": "r3", "type": "engagement", "start": "2011-01-01", "end": "2012-01-01", "status": "delivered"},
        {**row, "id": "r4", "cycle": 2016, "beneficiary": "navy", "text": "two marking machines for the navy"},
    ]
    path = tmp_path / "made.json"
    path.write_text(json.dumps({"format": "matchmaker.pairs/1", "held_out": False, "records": records, "pairs": pairs}))
    return path


def judged(a, b, relation, *also):
    return {"a": a, "b": b, "relation": relation, "also_ok": list(also)}


RIGHT = [judged("r1", "r2", "restated"), judged("r1", "r3", "renewal"), judged("r3", "r2", "renewal")]


def test_all_right_is_all_ones(tmp_path):
    figures = figures_of([read_gold(gold(tmp_path, RIGHT))])
    assert (figures.pairs, figures.blocked, figures.unsure.right) == (3, 0, 0)
    assert {rate.share for rate in (*figures.precision.values(), *figures.recall.values())} == {1.0}


@pytest.mark.parametrize(
    ("pairs", "counted"),
    [
        (RIGHT[1:], lambda f: f.joint_precision.right == 0 and f.joint_precision.all == 1),
        ([*RIGHT, judged("r2", "r4", "overlapping")], lambda f: (f.joint_recall.right, f.joint_recall.all) == (1, 2)),
        ([*RIGHT, judged("r2", "r4", "overlapping", "unrelated")], lambda f: f.joint_recall.all == 1),
        ([judged("r1", "r2", "renewal"), *RIGHT[1:]], lambda f: f.blocked == 1),
        ([judged("r1", "r2", "overlapping"), *RIGHT[1:]], lambda f: f.joint_precision.share == 1 and f.blocked == 0),
        (
            [judged("r1", "r2", "overlapping"), *RIGHT[1:]],
            lambda f: f.recall[Relation.OVERLAPPING].share == f.precision[Relation.RESTATED].share == 0,
        ),
        ([*RIGHT, judged("r2", "r4", "renewal")], lambda f: (f.blocking.right, f.blocking.all) == (3, 4)),
    ],
    ids=["unlisted", "missed", "also-fair", "blocked", "jointly-right", "strictly-wrong", "in-no-common-block"],
)
def test_every_mistake_is_counted(tmp_path, pairs, counted):
    assert counted(figures_of([read_gold(gold(tmp_path, pairs))]))


def test_an_answer_that_is_just_as_fair_is_right(tmp_path):
    answers = answers_of(read_gold(gold(tmp_path, [judged("r1", "r2", "unsure", "restated"), *RIGHT[1:]])))
    assert answers[0] == Answer(("r1", "r2"), Relation.RESTATED, Relation.RESTATED, judged=True)


@pytest.mark.parametrize(
    ("pair", "named"),
    [
        (judged("r1", "r9", "restated"), "r9"),
        (judged("r1", "r1", "restated"), "two records"),
        (judged("r2", "r1", "restated"), "judged once"),
        (judged("r2", "r4", "same"), "same"),
    ],
)
def test_a_pair_that_cannot_be_judged_is_refused(tmp_path, pair, named):
    with pytest.raises(MatchmakerError, match=named):
        read_gold(gold(tmp_path, [RIGHT[0], pair]))


def test_the_command_prints_each_file_and_both_sets(capsys):
    assert main([]) == 0
    out = capsys.readouterr().out
    for name in [*(each.name for each in FILES), "tuned, by relation", "held aside, by relation", *LEGITIMATE]:
        assert name in out
    assert main(["--all"]) == 2
    assert "--mistakes" in capsys.readouterr().err


def test_mistakes_of_what_is_held_aside_are_never_shown(tmp_path):
    wrong = read_gold(gold(tmp_path, [judged("r1", "r2", "renewal"), *RIGHT[1:]]))
    assert mistakes([wrong]) == "made: r1 and r2: judged renewal, found restated"
    path = gold(tmp_path, [judged("r1", "r2", "renewal")])
    path.write_text(path.read_text().replace('"held_out": false', '"held_out": true'))
    assert mistakes([read_gold(path)]) == ""
    assert "held aside" in report([read_gold(path)])
