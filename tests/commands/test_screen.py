"""screen: a records file in, pairs out, without a database; what is refused is told in one sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT.parents[0] / "shared" / "examples" / "screening"
NEED = {"type": "need", "state": "RWA", "beneficiary": "police", "theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": "2", "text": "two marking machines"}  # fmt: skip
GOOD = {
    "format": "matchmaker.records/1",
    "records": [
        {**NEED, "id": "r1", "cycle": 2014},
        {**NEED, "id": "r2", "cycle": 2016, "text": "deux machines de marquage", "language": "fr"},
        {**NEED, "id": "r3", "cycle": 2016, "beneficiary": "navy"},
        {**NEED, "id": "r4", "cycle": 2016, "state": "KEN"},
    ],
    "judgements": [{"a": "r1", "b": "r3", "relation": "renewal", "by": "A. Person", "at": "2016-05-01"}],
}


def screened(tmp_path, capsys, content):
    path = tmp_path / "records.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    call_command("screen", str(path))
    return json.loads(capsys.readouterr().out)


def test_pairs_clusters_and_contradictions_are_printed_as_the_format_says(tmp_path, capsys):
    out = screened(tmp_path, capsys, GOOD)
    assert list(out) == ["format", "pairs", "clusters", "contradictions"]
    assert out["format"] == "matchmaker.screening/1"
    assert [(p["a"], p["b"], p["relation"], p["judged"]) for p in out["pairs"]] == [
        ("r1", "r2", "restated", False),
        ("r1", "r3", "renewal", True),
    ]
    assert out["clusters"] == [["r1", "r2"]]
    assert out["contradictions"] == []
    for pair in out["pairs"]:
        assert list(pair) == ["a", "b", "relation", "confidence", "judged", "reasons"]
        assert 0 <= pair["confidence"] <= 1
        for reason in pair["reasons"]:
            assert list(reason) == ["field", "score", "detail"]
            assert 0 <= reason["score"] <= 1


def test_contradictions_name_their_records(tmp_path, capsys):
    rows = [("r1", "r2", "restated"), ("r2", "r3", "restated"), ("r1", "r3", "unrelated")]
    judged = [{"a": a, "b": b, "relation": relation, "by": "A", "at": "2016-05-01"} for a, b, relation in rows]
    (against,) = screened(tmp_path, capsys, {**GOOD, "judgements": judged})["contradictions"]
    assert set(against["records"]) == {"r1", "r2", "r3"}
    assert against["detail"]


def test_no_records_is_an_answer(tmp_path, capsys):
    assert screened(tmp_path, capsys, {**GOOD, "records": [], "judgements": []})["pairs"] == []


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        ("{", "not_json", "line 1"),
        (json.dumps({**GOOD, "format": "x"}), "unknown_format", "matchmaker.records/1"),
        (json.dumps({**GOOD, "records": [{**NEED, "id": "r1", "theme": "tanks"}]}), "unknown_theme", "tanks"),
        (json.dumps({**GOOD, "records": GOOD["records"][:1]}), "unknown_id", "r3"),
        (b"\xff\xfe", "not_utf8", "UTF-8"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_status_two(tmp_path, capsys, content, code, named):
    path = tmp_path / "records.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SystemExit) as left:
        call_command("screen", str(path))
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert json.loads(out)["error"]["code"] == code
    assert json.loads(out)["error"]["message"] == err.strip()
    assert err.count("\n") == 1
    assert named in err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(SystemExit) as left:
            call_command("screen", str(path))
        assert left.value.code == 2
        assert str(path) in capsys.readouterr().err


def test_no_database_is_needed(tmp_path):
    path = tmp_path / "records.json"
    path.write_text(json.dumps(GOOD))
    done = subprocess.run(
        [sys.executable, "manage.py", "screen", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PATH": "/usr/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["pairs"]) == 2


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the published examples are not here")
def test_the_published_examples_are_answered_as_a_coordinator_would(tmp_path, capsys):
    call_command("screen", str(EXAMPLES / "records.json"))
    pairs = json.loads(capsys.readouterr().out)["pairs"]
    found = {frozenset((p["a"], p["b"])): p["relation"] for p in pairs}
    gold = {frozenset((g["a"], g["b"])): g for g in json.loads((EXAMPLES / "gold.json").read_text())}
    blocked = {"restated", "overlapping"}
    for pair, relation in found.items():
        fair = [gold[pair]["relation"], *gold[pair].get("also_ok", [])] if pair in gold else ["unrelated"]
        assert relation in fair, (sorted(pair), relation, fair)
    wanted = [pair for pair, g in gold.items() if g["relation"] in blocked and "unrelated" not in g.get("also_ok", [])]
    assert wanted
    assert [sorted(pair) for pair in wanted if found.get(pair) not in blocked | {"unsure"}] == []
