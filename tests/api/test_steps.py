"""From a report to what was delivered, through the API alone; each by whose step it is, and by nobody else."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from knox.models import AuthToken

from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import Visibility
from matchmaker.models import Commitment, Cycle, Need, Offer, Proposal, Run
from matchmaker.services import jobs
from tests import factories as make
from tests import personas
from tests.api.bodies import actions, offer_body
from tests.api.test_fundamentals import Caller, address, caller  # noqa: F401 - a fixture
from tests.api.test_problems import problem

API = "/api/v1/"


def many(row):
    noun = row._meta.model_name
    return f"{API}{noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}/{row.public_id}/"


def take(who, row, action, body=None):
    """Take a step as people do: read, then decide on what was read."""
    tag = who("get", many(row)).headers.get("ETag", '"0"')
    return who("post", f"{many(row)}{action}/", body or {}, If_Match=tag)


@pytest.fixture
def pair(world):
    """A circulated need and a published offer that fit, and a coordinator of neither."""
    Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")
    Need.objects.filter(pk=world.needs["public"].pk).update(quantity=2)
    return world.needs["public"], world.offers["public"]


def test_from_interest_to_the_answer_after_twelve_months(world, caller, pair):  # noqa: F811
    need, offer = pair
    owner, giver, chair, stranger = (caller[name] for name in ("owner", "provider", "coordinator", "other_state"))
    asked = {"need": str(need.public_id), "offer": str(offer.public_id), "quantity": "2"}
    assert problem(stranger("post", f"{API}proposals/", asked), 403)["code"] == "not_allowed"
    assert problem(owner("post", f"{API}proposals/", asked | {"need": str(world.states["SLE"].pk)}), 400)
    made = owner("post", f"{API}proposals/", asked, Idempotency_Key="interest")
    assert made.status_code == 201, made.content
    assert owner("post", f"{API}proposals/", asked, Idempotency_Key="interest").content == made.content
    assert problem(giver("post", f"{API}proposals/", asked), 409)["code"] == "proposed_already"
    row = Proposal.objects.get()
    for hidden in (stranger, Caller(personas.auditor())):
        assert problem(hidden("get", many(row)), 404) == problem(
            hidden("get", f"{API}proposals/{need.public_id}/"), 404
        )
    assert take(giver, row, "name-implementer", {"implementer": "UNREC"}).json()["implementer"]["code"] == "UNREC"
    assert take(chair, row, "endorse").json()["status"] == "endorsed"
    assert problem(take(owner, row, "accept", {"side": "provider"}), 403)["code"] == "not_allowed"
    assert actions(take(owner, row, "accept", {"side": "recipient"}).json()) == ["decline"]
    done = take(giver, row, "accept", {"side": "provider"})
    assert (done.json()["status"], actions(done.json())) == ("committed", [])
    held = Commitment.objects.get()
    assert stranger("get", many(held)).status_code == 404
    assert take(giver, held, "start").json()["status"] == "in_delivery"
    given = take(giver, held, "deliver", {"quantity": "2", "people": 4, "women": 2})
    assert given.json()["quantity"] == "2"
    assert owner("get", f"{API}deliveries/{given.json()['public_id']}/").json() == given.json()
    assert actions(take(owner, held, "confirm").json()) == ["release"]
    answers = dict.fromkeys(("in_use", "adequate", "effective", "sustainable"), True)
    assert problem(take(owner, held, "follow-up", answers), 409)["code"] == "too_early"
    Commitment.objects.update(confirmed_at=datetime.now(UTC) - timedelta(days=400))
    assert take(owner, held, "follow-up", answers).json()["in_use"] is True
    for side in (owner, giver):
        assert take(side, held, "release").status_code == 200
    shown = Client().get(many(held)).json()
    assert (shown["state"]["code"], shown["provider"]["code"], shown["quantity"]) == ("SLE", "UNREC", "2")
    assert [shown[name] for name in ("need", "offer", "proposal", "version")] == [None] * 4
    feed = owner("get", f"{API}changes/").json()["results"]
    assert {entry["action"] for entry in feed} >= {"propose", "commit", "deliver", "confirm", "follow_up"}
    assert all(
        entry["noun"] not in {"proposal", "delivery"} for entry in stranger("get", f"{API}changes/").json()["results"]
    )


def test_a_token_endorses_while_the_sign_in_that_it_was_made_for_is_fresh(world, caller, pair):  # noqa: F811
    need, offer = pair
    asked = {"need": str(need.public_id), "offer": str(offer.public_id), "quantity": "2"}
    assert caller["owner"]("post", f"{API}proposals/", asked).status_code == 201
    row, chair, now = Proposal.objects.get(), caller["coordinator"], datetime.now(UTC)
    held = AuthToken.objects.filter(user=world.users["coordinator"])
    held.update(created=now - timedelta(minutes=16))
    assert problem(take(chair, row, "endorse"), 403)["code"] == "sign_in_again"
    assert problem(chair("post", f"{API}me/tokens/", {}), 403)["code"] == "sign_in_again"
    held.update(created=now - timedelta(minutes=14))
    made = chair("post", f"{API}me/tokens/", {}).json()
    assert AuthToken.objects.get(token_key=made["token_key"]).created == now - timedelta(minutes=14)
    assert take(chair, row, "endorse").json()["status"] == "endorsed"


def test_a_report_from_upload_to_circulated_needs(world, caller, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    khm = make.PartyFactory(code="KHM", names={"en": "Cambodia"})
    owner = Caller(personas.owner(khm))

    def upload(who, data=None, **fields):
        path = FIXTURES / "reports" / "khm-2026.txt"
        file = SimpleUploadedFile("../khm-2026.txt", data or path.read_bytes())
        headers = {"Authorization": f"Bearer {who.token}"}
        return Client(raise_request_exception=False).post(f"{API}reports/", {"file": file, **fields}, headers=headers)

    def read(who, data=None, **fields):
        asked = upload(who, data, **fields)
        assert (asked.status_code, asked.json()["status"]) == (202, "queued"), asked.content
        jobs.work_off()
        return who("get", asked.headers["Location"]).json()

    assert problem(upload(caller["provider"]), 403)["code"] == "not_allowed"
    assert problem(upload(owner, state="XXX"), 400)["code"] == "unknown_state"
    stranger = read(caller["other_state"])
    assert (stranger["status"], stranger["code"]) == ("refused", "not_allowed")
    broken = read(owner, b"%PDF-1.4 broken")
    assert (broken["status"], broken["code"]) == ("refused", "report_damaged"), broken
    assert "The file khm-2026.txt is" in broken["detail"]  # and not where it lay while it was read
    assert "20480 kB" in problem(upload(owner, b"x" * (20 * 2**20 + 1)), 413)["detail"]
    assert problem(owner("post", f"{API}reports/", {"file": "x"}), 415)
    first, again = read(owner), read(owner)
    assert (first["status"], first["filename"], first["result"]["new"]) == ("finished", "khm-2026.txt", True)
    assert again["result"] == first["result"] | {"new": False}
    report = owner("get", f"{API}reports/{first['result']['report']}/").json()
    assert len(report["needs"]) == first["result"]["needs"] > 3
    row = Need.objects.get(public_id=report["needs"][0])
    assert problem(caller["other_state"]("get", f"{API}reports/{report['public_id']}/"), 404)
    assert take(owner, row, "confirm").json()["confirmed_at"]
    assert take(owner, row, "submit").json()["status"] == "submitted"


def test_a_scenario_from_its_writing_to_its_published_plan(world, caller, pair, settings):  # noqa: F811
    settings.JOBS = "worker"
    need, offer = pair
    chair = Caller(personas.coordinator())
    body = {"name": "Spring", "cycle": 2026}
    assert problem(caller["owner"]("post", f"{API}scenarios/", body), 403)
    made = chair("post", f"{API}scenarios/", body)
    assert made.status_code == 201, made.content
    place = made.headers["Location"]
    decided = {"need": str(need.public_id), "offer": str(offer.public_id), "reason": "as agreed"}
    pinned = chair("post", f"{place}pin/", decided, If_Match=made.headers["ETag"])
    assert [pin["reason"] for pin in pinned.json()["pins"]] == ["as agreed"]
    assert problem(chair("post", f"{place}forbid/", decided, If_Match=made.headers["ETag"]), 412)
    freed = chair("post", f"{place}release/", decided, If_Match=pinned.headers["ETag"])
    assert freed.json()["pins"] == []
    named = chair("patch", place, {"name": "Summer"}, If_Match=freed.headers["ETag"])
    assert named.json()["name"] == "Summer"
    started = chair("post", f"{API}runs/", {"scenario": made.json()["public_id"]}, Idempotency_Key="run")
    assert (started.status_code, started.json()["status"]) == (202, "queued")
    watched = started.headers["Location"]
    assert problem(caller["owner"]("get", watched), 404)
    jobs.work_off()
    run = Run.objects.get()
    assert chair("get", watched).json()["plan_status"] == "optimal"
    lines = chair("get", f"{watched}allocations/?limit=5").json()
    assert [(row["need"]["public_id"], row["quantity"]) for row in lines["results"]] == [(str(need.public_id), "2")]
    assert chair("get", f"{watched}unmet/").json()["count"] == run.unmet.count()
    assert problem(chair("get", f"{watched}unmet/?need={offer.public_id}"), 400)["code"] == "does_not_exist"
    assert chair("get", f"{watched}refusals/").json()["count"] == len(run.refusals)
    assert chair("get", f"{watched}compare/?before={run.public_id}").json()["same_input"] is True
    assert problem(chair("get", f"{watched}compare/?before=x"), 400)["code"] == "does_not_exist"
    assert actions(take(chair, run, "publish").json()) == ["unpublish", "repair", "price"]
    assert Proposal.objects.get().need == need
    assert take(chair, run, "unpublish", {"reason": "too soon"}).json()["published_at"] is None


def test_a_judgement_is_given_and_taken_back(world, caller):  # noqa: F811
    chair, owner = Caller(personas.coordinator()), caller["owner"]
    judged = make.judged(world.needs["public"], world.needs["closed"])
    verdict = {"relation": "unrelated", "why": "two machines, one law"}
    assert problem(caller["other_state"]("post", f"{many(judged)}judge/", verdict), 404)
    assert problem(owner("post", f"{many(judged)}judge/", verdict), 403)
    given = chair("post", f"{many(judged)}judge/", verdict).json()
    assert (given["relation"], given["judged_by"] is not None) == ("unrelated", True)
    assert problem(chair("post", f"{many(judged)}judge/", verdict), 409)["code"] == "judged_meanwhile"
    assert chair("get", f"{API}duplicates/?judged=true").json()["count"] == 1
    back = chair("post", f"{API}duplicates/{given['public_id']}/take-back/", {})
    assert back.status_code == 200


def test_assistance_is_recorded_by_who_takes_part(world, caller):  # noqa: F811
    body = {
        "state": "SLE",
        "providers": ["UNREC"],
        "direction": "received",
        "theme": "marking",
        "kind": "training",
        "quantity": "20",
        "text": "A course",
        "status": "delivered",
        "site": "canary-site",
        "external_id": "e1",
    }
    assert problem(caller["other_state"]("post", f"{API}engagements/", body), 403)
    made = caller["owner"]("post", f"{API}engagements/", body)
    assert (made.status_code, made.json()["site"]) == (201, "canary-site")
    assert problem(caller["owner"]("post", f"{API}engagements/", body), 409)["code"] == "conflict"
    assert problem(
        caller["owner"]("post", f"{API}engagements/", body | {"start": "2026-05-01", "end": "2026-04-01"}), 400
    )
    assert caller["other_state"]("get", made.headers["Location"]).json()["site"] is None
    assert Client().get(made.headers["Location"]).status_code == 404


def test_the_trail_and_the_feed(world, caller):  # noqa: F811
    give, owner = caller["provider"], caller["owner"]
    for title in ("one", "two"):
        made = give("post", f"{API}offers/", offer_body(world.giver, title=title))
        take(give, Offer.objects.get(public_id=made.json()["public_id"]), "publish")
    take(owner, world.needs["draft"], "submit")
    entries = give("get", f"{API}audit/?action=publish").json()
    assert entries["count"] == 2
    refused = problem(give("get", f"{API}audit/?action=polish"), 400)
    assert (refused["code"], refused["errors"][0]["field"]) == ("invalid_choice", "action")
    assert "canary" not in json.dumps(owner("get", f"{API}changes/").json())
    public = Client().get(f"{API}changes/").json()
    assert [(entry["noun"], entry["action"]) for entry in public["results"]] == [("offer", "publish")] * 2
    first = Client().get(f"{API}changes/?limit=1").json()
    assert Client().get(f"{API}changes/?limit=5&cursor={first['next']}").json()["results"] == public["results"][1:]
    assert problem(Client().get(f"{API}changes/?cursor=x"), 400)["code"] == "unknown_cursor"
    hidden = give("get", f"{API}changes/").json()["results"][0]["public_id"]
    assert problem(Client().get(f"{API}changes/?cursor={hidden}"), 400)["code"] == "unknown_cursor"
    assert caller["auditor"]("get", f"{API}audit/").json()["count"] >= 7
    assert caller["other_state"]("get", f"{API}audit/?noun=offer").json()["count"] == 0
    assert not Need.objects.filter(visibility=Visibility.PUBLIC, status="draft").exists()
