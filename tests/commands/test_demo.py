"""The way through: from the sample reports to a published plan, by command."""

import json
import socket
from decimal import Decimal

import pytest
from django.core.management import call_command

from matchmaker.core.assignment import avoided, read_problem, solve, without
from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import NeedStatus, Relation, RunStatus
from matchmaker.mappers.ids import row_of
from matchmaker.models import Allocation, AuditEntry, Duplicate, Engagement, Need, Offer, Report, Run

pytestmark = pytest.mark.django_db
BY_ROLE = {"focal_point": 3, "provider": 2, "coordinator": 2, "auditor": 1, "administrator": 1}


def test_reports_become_a_published_plan_and_a_second_time_changes_nothing(capsys, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("bootstrap_demo", "--json")
    told = json.loads(capsys.readouterr().out)
    for role, least in BY_ROLE.items():
        assert len([u for u in told["users"] if u["role"] == role]) >= least
    assert {"role", "party", "username", "password", "totp_secret", "token"} == set(told["users"][0])
    assert all(len(user["token"]) == 64 for user in told["users"])
    states = {u["party"] for u in told["users"] if u["role"] == "focal_point"}
    assert states & {u["party"] for u in told["users"] if u["role"] == "coordinator"}

    assert Report.objects.count() == 15
    assert Offer.objects.count() >= 24
    run = Run.objects.get()
    assert run.status == RunStatus.FINISHED
    assert run.published_at
    assert run.allocations.count() > 20
    for need in Need.objects.filter(status=NeedStatus.CIRCULATED):
        for passage in need.passages.all():
            assert need.report.text[passage.start : passage.end] == passage.quote
    assert not Allocation.objects.filter(need__state__code="SLE", offer__provider__code="SLE").exists()
    what_is_planted_is_found_and_avoided(run)
    all_that_was_avoided_comes_back(run)
    entries = AuditEntry.objects.count()

    call_command("demo", "--no-server")
    words = capsys.readouterr().out
    assert "its plan stands" in words
    assert "THE PLAN:" in words
    assert "Duplicates avoided:" in words
    assert "In part, Cambodia 2026, “Training for 35 police officers" in words
    assert "Not asked for a second time: USD" in words
    assert "another record" not in words
    assert Run.objects.count() == 1
    assert AuditEntry.objects.count() == entries


def labelled(record):
    """The row of the world that a label of the demonstration's duplicates names."""
    asked = {name: value for name, value in record.items() if name != "type"}
    if record["type"] == "need":
        return Need.objects.get(**{("state__code" if name == "state" else name): v for name, v in asked.items()})
    return {"engagement": Engagement, "offer": Offer}[record["type"]].objects.get(**asked)


def what_is_planted_is_found_and_avoided(run):
    """Each labelled pair is judged as labelled, and the plan avoids what the label says."""
    for label in json.loads((FIXTURES / "demo" / "duplicates.json").read_text(encoding="utf-8")):
        sides = {side: labelled(label[side]) for side in "ab"}
        a, b = sorted(sides.values(), key=lambda row: row.public_id)
        judged = Duplicate.objects.standing().filter(a_id=a.public_id, b_id=b.public_id).first()
        assert (judged.relation if judged else Relation.UNRELATED) == label["relation"], label["why"]
        if label["avoided"]:
            (stored,) = [each for each in run.avoided if each["need"] == str(sides[label["avoided"]].public_id)]
            named = {str(piece.get("need") or piece["engagement"]) for piece in stored["evidence"]}
            other = sides["b" if label["avoided"] == "a" else "a"]
            told_of_it = {str(other.public_id), *same_as(other)}
            assert named & told_of_it, label["why"]
    older, newer = (Offer.objects.get(title=title) for title in ("Sponsorship of delegates", "Parrainage de délégués"))
    assert {"offer": str(older.public_id), "stands_in": str(newer.public_id)} in run.assumptions


def same_as(row):
    """The public ids of what is judged one with a row."""
    told = Duplicate.objects.standing().filter(relation=Relation.RESTATED)
    return {name for each in told if str(row.public_id) in each.pair for name in each.pair}


def all_that_was_avoided_comes_back(run):
    """Each duplicate that the plan avoided, taken out of the judgements, is in the plan again."""
    problem = read_problem(bytes(run.problem))
    plan = solve(problem, isolated=False)
    rows = avoided(problem, plan)
    needs = {row.need: Need.objects.get(pk=row_of(row.need)[0]) for row in rows}
    stored = {row["need"]: row for row in run.avoided}
    assert len(rows) == len(stored) == 14
    back = []
    for row in rows:
        need = needs[row.need]
        told = stored[str(need.public_id)]
        assert (told["relation"], Decimal(told["quantity"])) == (row.relation, row.quantity)
        assert row.quantity > 0
        freed = solve(without(problem, row), isolated=False)
        assert given(freed, row.need) > given(plan, row.need), told
        back.append(row.relation)
    assert (back.count(Relation.RESTATED), back.count(Relation.OVERLAPPING)) == (4, 10)


def given(plan, need):
    return sum(row.quantity for row in plan.allocations if row.need == need)


def test_a_port_in_use_is_said_in_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as left:
            call_command("demo", f"--port={port}")
    out, err = capsys.readouterr()
    assert left.value.code == 2
    assert err.count("\n") == 1
    assert str(port) in err
    assert json.loads(out)["error"]["code"] == "port_in_use"
    assert not Report.objects.exists()


def test_the_demo_world_is_refused_in_production(capsys, settings):
    settings.PRODUCTION = True
    with pytest.raises(SystemExit):
        call_command("bootstrap_demo", "--json")
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_in_production"
