"""Tables taken in through the API: looked at first, then written, and nothing twice."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from matchmaker.models import AuditEntry, Cycle, Engagement, Job, Need, Offer
from matchmaker.services import imports, jobs
from tests import factories as make
from tests import personas
from tests.api.bodies import actions
from tests.api.test_fundamentals import Caller, caller  # noqa: F401 - a fixture
from tests.api.test_problems import problem

API = "/api/v1/"
NEED = {"external_id": "17", "state": "SLE", "cycle": 2026, "theme": "marking", "kind": "equipment", "quantity": "2"}
OFFER = {
    "external_id": "A-1",
    "provider": "UNREC",
    "title": "Machines",
    "text": "Two machines.",
    "themes": ["marking"],
    "kinds": ["equipment"],
    "capacity": "2",
    "start": "2027-01-01",
    "end": "2027-12-31",
}
HELP = {
    "external_id": "H1",
    "state": "SLE",
    "providers": ["UNREC"],
    "direction": "provided",
    "theme": "marking",
    "kind": "training",
    "text": "A course",
    "status": "delivered",
}


@pytest.fixture(autouse=True)
def cycle(db):
    return Cycle.objects.create(year=2026, meeting="Ninth Biennial Meeting of States")


def as_json(rows):
    return "rows.json", json.dumps(rows).encode()


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows([{k: ";".join(v) if isinstance(v, list) else v for k, v in row.items()} for row in rows])
    return "rows.csv", out.getvalue().encode()


def as_xlsx(rows):
    book, out = Workbook(), io.BytesIO()
    heads = list(dict.fromkeys(name for row in rows for name in row))
    book.active.append(heads)
    for row in rows:
        book.active.append([";".join(v) if isinstance(v := row.get(head), list) else v for head in heads])
    book.save(out)
    return "rows.xlsx", out.getvalue()


def send(who, noun, file, source="sys", **headers):
    body = {"file": SimpleUploadedFile(*file), "noun": noun, "source": source}
    named = {"Authorization": f"Bearer {who.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Client(raise_request_exception=False).post(f"{API}imports/", body, headers=named)


def looked_at(who, noun, rows, form=as_json):
    asked = send(who, noun, form(rows))
    assert asked.status_code == 202, asked.content
    jobs.work_off()
    return who("get", asked.headers["Location"])


def applied(who, seen):
    job = seen.json()
    asked = who("post", f"{API}imports/{job['public_id']}/apply/", {}, If_Match=seen.headers["ETag"])
    assert asked.status_code == 202, asked.content
    assert asked.headers["Location"].endswith(f"/api/v1/jobs/{job['public_id']}/")
    jobs.work_off()
    return who("get", f"{API}jobs/{job['public_id']}/").json()


def rows_of(who, job, query=""):
    return who("get", f"{API}imports/{job['public_id']}/rows/{query}").json()["results"]


def counts(job):
    return {name: n for name, n in job["result"]["counts"].items() if n}


@pytest.mark.parametrize(
    ("form", "who", "noun", "row", "model"),
    [
        (as_xlsx, "owner", "needs", NEED, Need),
        (as_csv, "provider", "offers", OFFER, Offer),
        (as_json, "owner", "engagements", HELP, Engagement),
    ],
)
def test_the_same_table_twice_changes_nothing(world, caller, form, who, noun, row, model):  # noqa: F811
    who, before = caller[who], model.objects.count()
    seen = looked_at(who, noun, [row], form)
    assert (seen.json()["status"], counts(seen.json())) == ("ready", {"new": 1}), rows_of(who, seen.json())
    assert actions(seen.json()) == ["apply"]
    assert model.objects.count() == before
    done = applied(who, seen)
    assert (done["status"], counts(done), done["result"]["applied"]) == ("finished", {"new": 1}, True)
    held = model.objects.get(public_id=rows_of(who, done)[0]["record"])
    assert held.external_id.endswith(f"sys:{row['external_id']}")
    entries = AuditEntry.objects.count()
    again = looked_at(who, noun, [row], form)
    assert counts(again.json()) == {"same": 1}
    assert counts(applied(who, again)) == {"same": 1}
    assert (model.objects.count(), AuditEntry.objects.count()) == (before + 1, entries)
    assert Job.objects.filter(data__isnull=False, status="finished").count() == 0


def test_what_differs_is_shown_and_then_changed(world, caller):  # noqa: F811
    owner = caller["owner"]
    applied(owner, looked_at(owner, "needs", [NEED]))
    changed = looked_at(owner, "needs", [NEED | {"quantity": "3", "beneficiary": "police"}])
    row, *_ = rows_of(owner, changed.json(), "?outcome=changed")
    assert row["changes"] == {"quantity": {"old": "2", "new": "3"}, "beneficiary": {"old": "", "new": "police"}}
    applied(owner, changed)
    need = Need.objects.get(external_id="sys:17")
    assert (need.quantity, need.beneficiary, need.status) == (3, "police", "draft")


def test_an_offer_keeps_its_currency(world, caller):  # noqa: F811
    giver = caller["provider"]
    money = {**OFFER, "kinds": ["funding"], "capacity": "50000", "currency": "USD"}
    applied(giver, looked_at(giver, "offers", [money]))
    silent = {name: value for name, value in money.items() if name != "currency"}
    rows = rows_of(giver, looked_at(giver, "offers", [silent]).json())
    assert [row["outcome"] for row in rows] == ["same"], rows
    (row,) = rows_of(giver, looked_at(giver, "offers", [money | {"currency": "EUR"}]).json())
    assert [each["code"] for each in row["problems"]] == ["currency_fixed"]


def test_an_empty_cell_empties_a_fact_and_a_column_left_out_leaves_it(world, caller):  # noqa: F811
    owner = caller["owner"]
    applied(owner, looked_at(owner, "needs", [NEED | {"beneficiary": "police", "site": "Kenema"}]))
    applied(owner, looked_at(owner, "needs", [NEED | {"beneficiary": None}]))
    need = Need.objects.get(external_id="sys:17")
    assert (need.beneficiary, need.site) == ("", "Kenema")


WRONG = [
    ({"theme": "guns"}, "theme", "unknown_value"),
    ({"theme": ""}, "theme", "required"),
    ({"quantity": "two"}, "quantity", "invalid"),
    ({"quantity": "-2"}, "quantity", "bad_number"),
    ({"quantity": "9" * 30}, "quantity", "invalid"),
    ({"start": "01/02/2027"}, "start", "invalid"),
    ({"start": "2027-02-30"}, "start", "invalid"),
    ({"start": "2027-02-01", "end": "2027-01-01"}, "end", "bad_dates"),
    ({"cycle": "2031"}, "cycle", "unknown_cycle"),
    ({"cycle": "2026.5"}, "cycle", "invalid"),
    ({"state": "JAM"}, "state", "not_allowed"),
    ({"state": "XXX"}, "state", "unknown_party"),
    ({"colour": "red"}, "colour", "unknown_column"),
    ({"text": "a\x00b"}, "text", "control_characters"),
    ({"text": "x" * 20_001}, "text", "too_long"),
    ({"text": ["a"]}, "text", "invalid"),
    ({"amount": "5"}, "currency", "currency_missing"),
    ({"required": "perhaps"}, "required", "invalid"),
    ({"external_id": ""}, "external_id", "required"),
]


def test_each_row_that_cannot_be_taken_says_where_and_why(world, caller):  # noqa: F811
    owner = caller["owner"]
    rows = [NEED | {"external_id": f"w{number}"} | wrong for number, (wrong, _, _) in enumerate(WRONG)]
    seen = looked_at(owner, "needs", rows)
    assert counts(seen.json()) == {"refused": len(WRONG)}
    told = [row["problems"][0] for row in rows_of(owner, seen.json())]
    assert [(row["field"], row["code"]) for row in told] == [(field, code) for _, field, code in WRONG]
    assert all(row["detail"].endswith(".") for row in told)
    assert counts(applied(owner, seen)) == {"refused": len(WRONG)}


def test_good_rows_are_taken_beside_bad_ones(world, caller):  # noqa: F811
    owner = caller["owner"]
    rows = [NEED, NEED, NEED | {"external_id": "18", "theme": "guns"}, NEED | {"external_id": "19"}]
    done = applied(owner, looked_at(owner, "needs", rows))
    assert counts(done) == {"new": 2, "refused": 2}
    assert [row["row"] for row in rows_of(owner, done, "?outcome=refused")] == [2, 3]


def test_a_formula_is_refused_and_an_escaped_text_is_read_as_it_was(world, caller):  # noqa: F811
    owner = caller["owner"]
    book, out = Workbook(), io.BytesIO()
    book.active.append(list(NEED))
    book.active.append([*list(NEED.values())[:-1], "=1+1"])
    book.save(out)
    for file in (("f.xlsx", out.getvalue()), as_csv([NEED | {"quantity": "=1+1"}])):
        asked = send(owner, "needs", file)
        jobs.work_off()
        (row,) = rows_of(owner, asked.json())
        assert [each["code"] for each in row["problems"]] == ["formula"]
    applied(owner, looked_at(owner, "needs", [NEED | {"text": "'=SUM(two machines)"}], as_csv))
    assert Need.objects.get(external_id="sys:17").text == "=SUM(two machines)"


def test_a_file_that_is_no_table_is_refused_in_a_sentence(world, caller):  # noqa: F811
    asked = send(caller["owner"], "needs", ("a.xlsx", b"PK\x03\x04broken"))
    assert asked.status_code == 202
    jobs.work_off()
    told = caller["owner"]("get", asked.headers["Location"]).json()
    assert (told["status"], told["code"]) == ("refused", "import_not_read"), told
    assert told["detail"].endswith(".")


def test_what_is_too_large_or_not_ones_to_import_is_refused_at_once(world, caller):  # noqa: F811
    assert problem(send(caller["owner"], "needs", ("a.csv", b"x" * (5 * 2**20 + 1))), 400)["code"] == "import_too_large"
    assert problem(send(caller["owner"], "offers", as_json([OFFER])), 403)["code"] == "not_allowed"
    assert problem(send(caller["auditor"], "engagements", as_json([HELP])), 403)["code"] == "not_allowed"
    assert problem(send(caller["owner"], "states", as_json([NEED])), 400)["code"] == "invalid_choice"
    assert problem(send(caller["owner"], "needs", as_json([NEED]), source="a:b"), 400)


def test_a_record_that_changed_since_the_dry_run_is_left_alone(world, caller):  # noqa: F811
    owner = caller["owner"]
    applied(owner, looked_at(owner, "needs", [NEED]))
    changed = looked_at(owner, "needs", [NEED | {"quantity": "3"}])
    Need.objects.filter(external_id="sys:17").update(quantity=9, version=5)
    done = applied(owner, changed)
    (row,) = rows_of(owner, done)
    assert [each["code"] for each in row["problems"]] == ["changed_since"]
    assert Need.objects.get(external_id="sys:17").quantity == 9


def test_a_key_makes_one_import_and_an_import_is_applied_once(world, caller):  # noqa: F811
    owner, file = caller["owner"], as_json([NEED])
    first = send(owner, "needs", file, Idempotency_Key="one")
    assert send(owner, "needs", file, Idempotency_Key="one").content == first.content
    assert problem(send(owner, "needs", as_json([HELP]), Idempotency_Key="one"), 422)
    jobs.work_off()
    seen = owner("get", first.headers["Location"])
    apply = f"{API}imports/{seen.json()['public_id']}/apply/"
    assert problem(owner("post", apply, {}), 428)
    assert problem(owner("post", apply, {}, If_Match='"99"'), 412)
    done = applied(owner, seen)
    assert problem(owner("post", apply, {}, If_Match=f'"{done["version"]}"'), 409)["code"] == "wrong_status"
    assert Need.objects.filter(external_id="sys:17").count() == 1


def test_a_job_that_comes_again_after_a_crash_writes_nothing_twice(world, caller):  # noqa: F811
    owner = caller["owner"]
    seen = looked_at(owner, "needs", [NEED])
    job = Job.objects.get(public_id=seen.json()["public_id"])
    data = bytes(job.data)
    applied(owner, seen)
    # The worker died after the rows were written and before the job's own row was.
    Job.objects.filter(pk=job.pk).update(status="running", data=data)
    imports.work(str(job.public_id))
    assert counts(owner("get", f"{API}jobs/{job.public_id}/").json()) == {"same": 1}
    assert Need.objects.filter(external_id="sys:17").count() == 1


def test_names_that_another_gives_its_records_are_not_to_be_learnt(world, caller):  # noqa: F811
    other = make.OrganisationFactory(code="OTHER")
    theirs = Caller(personas.provider(other))
    hidden = HELP | {"providers": ["OTHER"], "visibility": "coordinators"}
    applied(theirs, looked_at(theirs, "engagements", [hidden]))
    mine = looked_at(caller["provider"], "engagements", [HELP])
    assert counts(mine.json()) == {"new": 1}
    assert counts(applied(caller["provider"], mine)) == {"new": 1}


def test_others_know_of_no_job_of_mine(world, caller):  # noqa: F811
    job = looked_at(caller["owner"], "needs", [NEED]).json()
    for name in ("coordinator", "auditor", "other_state"):
        for path in ("jobs/{}/", "imports/{}/rows/"):
            gone = path.format("00000000-0000-4000-8000-000000000000")
            assert problem(caller[name]("get", API + path.format(job["public_id"])), 404) == problem(
                caller[name]("get", API + gone), 404
            )
        assert caller[name]("get", f"{API}jobs/").json()["count"] == 0
    assert caller["owner"]("get", f"{API}jobs/?kind=import&status=ready").json()["count"] == 1


@pytest.mark.parametrize("noun", ["needs", "offers", "engagements"])
def test_the_template_can_be_sent_as_it_is(world, noun):
    for code in ("DEU", "MLI"):
        make.PartyFactory(code=code)
    givers = Caller(personas.provider(make.PartyFactory(code="DEU")))
    who = Caller(world.users["owner"]) if noun == "needs" else givers
    seen = send(who, noun, ("t.csv", Client().get(f"{API}imports/template/?noun={noun}").content))
    jobs.work_off()
    rows = rows_of(who, seen.json())
    assert [row["outcome"] for row in rows] == ["new"], rows
