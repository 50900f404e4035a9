"""The way through: from the sample reports to a published plan, by command."""

import json
import socket
from decimal import Decimal

import pytest
from django.core.management import call_command

from matchmaker.core.assignment import avoided, read_problem, solve, without
from matchmaker.core.assignment.demands import still_needed
from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import NeedStatus, Relation, RunStatus, UnmetReason
from matchmaker.mappers.ids import problem_id
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
    """Each labelled pair is judged as labelled, and the plan avoids what the label says.

    Taken out of the judgements, every avoided need asks again in full; a labelled one is in the plan again, or is kept
    out by something else than a duplicate: an offer of 2027 comes too late for a request of 2024.
    """
    problem = read_problem(bytes(run.problem))
    plan = solve(problem, isolated=False)
    before = {demand.need.id: demand.left for demand in still_needed(problem)}
    covered = {row.need: row for row in avoided(problem, plan) if not row.evidence[0].other.startswith("o")}
    for name, row in covered.items():
        after = {demand.need.id: demand.left for demand in still_needed(without(problem, row))}
        assert after[name] > before[name] or row.quantity == 0, row
    back = set()
    for label in json.loads((FIXTURES / "demo" / "duplicates.json").read_text(encoding="utf-8")):
        sides = {side: labelled(label[side]) for side in "ab"}
        a, b = sorted(sides.values(), key=lambda row: row.public_id)
        judged = Duplicate.objects.standing().filter(a_id=a.public_id, b_id=b.public_id).first()
        assert (judged.relation if judged else Relation.UNRELATED) == label["relation"], label["why"]
        if not label["avoided"] or sides[label["avoided"]] in back:
            continue
        back.add(sides[label["avoided"]])
        row = covered[problem_id(sides[label["avoided"]])]
        (stored,) = [each for each in run.avoided if each["need"] == str(sides[label["avoided"]].public_id)]
        assert (stored["relation"], Decimal(stored["quantity"])) == (row.relation, row.quantity)
        assert all(set(piece) & {"need", "engagement"} for piece in stored["evidence"])
        freed = solve(without(problem, row), isolated=False)
        reasons = {each.need: each.reason for each in freed.unmet}
        more = given(freed, row.need) > given(plan, row.need)
        assert more or reasons[row.need] is not UnmetReason.DUPLICATE, label["why"]
        if row.relation is Relation.OVERLAPPING:
            assert more, label["why"]
    assert len(back) >= 5


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
