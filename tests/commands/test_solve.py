"""solve: a plan on standard output, refusals in one sentence; the same plan for shuffled rows; an interrupt keeps it."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from matchmaker.core.assignment import write_problem
from matchmaker.core.assignment.instances import realistic
from matchmaker.core.gazetteer import FIXTURES
from matchmaker.settings import BASE_DIR

COURSES = FIXTURES / "problems" / "two_courses.json"


def solved(capsys, path, *options: str) -> dict[str, object]:
    call_command("solve", str(path), *options)
    return json.loads(capsys.readouterr().out)


def refused(capsys, *arguments: str) -> dict[str, str]:
    """The error object of a refusal, which is also one sentence on standard error, with exit status 2."""
    with pytest.raises(SystemExit) as leaving:
        call_command("solve", *arguments)
    shown = capsys.readouterr()
    error = json.loads(shown.out)["error"]
    assert leaving.value.code == 2
    assert shown.err == error["message"] + "\n"
    assert "Traceback" not in shown.err
    return error


def changed(tmp_path, change) -> Path:
    problem = json.loads(COURSES.read_text())
    change(problem)
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem))
    return path


def test_a_plan_has_what_the_format_says_and_no_more(capsys):
    plan = solved(capsys, COURSES)
    assert list(plan) == ["format", "status", "input_digest", "solver", "stages", "allocations", "unmet"]
    assert plan["status"] == "optimal"
    assert set(plan["solver"]) == {"name", "version", "seed", "seconds"}
    assert {tuple(row) for row in plan["unmet"]} == {("need", "missing", "reason", "evidence", "smallest_change")}
    assert all(row["smallest_change"] for row in plan["unmet"])


def test_explain_adds_every_pair_and_prices_every_candidate(capsys):
    plan = solved(capsys, COURSES, "--explain", "--prices")
    pairs = [(row["need"], row["offer"]) for row in plan["candidates"]]
    assert len(pairs) + len(plan["refusals"]) == 2 * 3
    assert [(row["need"], row["offer"]) for row in plan["prices"]] == pairs
    assert all(float(row["low"]) <= float(row["high"]) for row in plan["prices"])


def test_shuffled_rows_give_the_same_plan(capsys, tmp_path):
    def shuffle(problem):
        for table in ("states", "providers", "needs", "offers"):
            random.Random(4).shuffle(problem[table])

    first, second = solved(capsys, COURSES), solved(capsys, changed(tmp_path, shuffle))
    assert first["input_digest"] != second["input_digest"]
    for key in ("status", "stages", "allocations", "unmet"):
        assert first[key] == second[key]


def test_the_seed_draws_the_lot(capsys, tmp_path):
    def twins(problem):
        need = problem["needs"][0] | {"quantity": "15", "minimum": "15"}
        problem["offers"] = problem["offers"][1:2]
        problem["needs"] = [need | {"id": name, "beneficiary": name} for name in ("n1", "n2", "n3", "n4")]

    path = changed(tmp_path, twins)
    first = solved(capsys, path)["allocations"][0]["need"]
    assert any(solved(capsys, path, "--seed", str(seed))["allocations"][0]["need"] != first for seed in range(1, 8))


def test_contradictory_pins_are_named_and_the_plan_stands(capsys, tmp_path):
    def pin(problem):
        problem["scenario"]["pins"] = [
            {"need": "n1", "offer": "o1", "quantity": "20"},
            {"need": "n1", "offer": "o2", "quantity": None},
            {"need": "n2", "offer": "o3", "quantity": None},
        ]

    plan = solved(capsys, changed(tmp_path, pin), "--prices")
    assert plan["status"] == "pins_conflict"
    assert [(row["need"], row["offer"]) for row in plan["conflicts"]] == [("n1", "o1"), ("n1", "o2")]
    assert plan["prices"] == []
    kept = {(row["need"], row["offer"]) for row in plan["allocations"]}
    assert len(kept & {("n1", "o1"), ("n1", "o2"), ("n2", "o3")}) == 2


def test_a_change_for_one_need_is_found_on_demand_in_a_problem_of_many(capsys, tmp_path):
    path = tmp_path / "problem.json"
    path.write_bytes(write_problem(realistic(70, 20, seed=3)))
    plan = solved(capsys, path, "--time-limit", "20")
    rows = {row["need"]: row for row in plan["unmet"] if row["missing"] != "0"}
    assert {row["searched"] for row in rows.values()} == {False}
    name = next(need for need, row in rows.items() if row["reason"] == "capacity")
    plan = solved(capsys, path, "--time-limit", "20", "--explain-need", name)
    (row,) = [row for row in plan["unmet"] if row["need"] == name]
    assert "searched" not in row
    assert row["smallest_change"]["from"] != row["smallest_change"]["to"]


REFUSED = {
    "no JSON": (lambda path: path.write_text("{"), "not_json"),
    "no text": (lambda path: path.write_bytes(b"\xff\xfe\x00"), "not_json"),
    "a list": (lambda path: path.write_text("[]"), "bad_type"),
    "empty": (lambda path: path.write_text(""), "not_json"),
    "too deep": (lambda path: path.write_text("[" * 100_000), "not_json"),
    "another format": (lambda path: path.write_text(COURSES.read_text().replace("problem/1", "problem/9")), "bad_format"),
    "a folder": (lambda path: path.mkdir(), "unreadable_file"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_bad_files_are_refused_in_one_sentence(capsys, tmp_path, name):
    write, code = REFUSED[name]
    path = tmp_path / "problem.json"
    write(path)
    assert refused(capsys, str(path))["code"] == code


def test_a_field_that_is_wrong_is_named(capsys, tmp_path):
    path = changed(tmp_path, lambda problem: problem["needs"][0].update(quantity=3))
    message = refused(capsys, str(path))["message"]
    assert message == 'needs "n1": "quantity" must be a decimal string in quotes, not 3.'
    assert refused(capsys, str(COURSES), "--explain-need", "n9")["code"] == "unknown_need"


def manage(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "solve", *arguments],
        cwd=BASE_DIR,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    "arguments", [[], ["a.json", "--time-limit", "0"], ["a.json", "--seed", "x"], ["a.json", "--nope"]]
)
def test_bad_arguments_are_refused_like_everything_else(arguments):
    process = manage(*arguments)
    out, err = process.communicate()
    assert process.returncode == 2
    assert json.loads(out)["error"] == {"code": "bad_argument", "message": err.strip()}
    assert err.count("\n") == 1


def test_no_database_is_needed():
    process = manage(str(COURSES), DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["status"] == "optimal"


def test_an_interrupt_ends_the_search_and_keeps_the_best_plan_so_far(tmp_path, capsys):
    path = tmp_path / "problem.json"
    path.write_bytes(write_problem(realistic(500, 100, seed=1)))
    before = signal.getsignal(signal.SIGINT)

    def interrupt() -> None:
        while signal.getsignal(signal.SIGINT) is before:
            time.sleep(0.05)
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    plan = solved(capsys, path, "--time-limit", "600")
    assert plan["status"] == "feasible"
    assert plan["allocations"]
    assert plan["solver"]["seconds"] < 300
    assert all(float(stage["gap"]) >= 0 for stage in plan["stages"])
    assert signal.getsignal(signal.SIGINT) is before


def test_a_time_limit_gives_the_best_plan_so_far(tmp_path, capsys):
    path = tmp_path / "problem.json"
    path.write_bytes(write_problem(realistic(300, 80, seed=2)))
    plan = solved(capsys, path, "--time-limit", "1.5")
    assert plan["allocations"]
    assert plan["status"] == ("optimal" if all(stage["proved"] for stage in plan["stages"]) else "feasible")
    assert all(float(stage["bound"]) >= float(stage["value"]) for stage in plan["stages"])
