"""A newer version of a report: its State sees what is new, gone and changed, coordinators the answers that differ."""

import pytest
from django.utils import timezone

from matchmaker.models import Need, Passage, Report

REVIEW, DESK = "/desk/requesting/reports/", "/desk/coordinator/reports/"


def line(quote, start, **facts):
    plain = {"theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": "2", "unit": "item"}
    return plain | {"amount": None, "currency": None, "quote": quote, "page": 2, "start": start} | facts


@pytest.fixture
def newer(world):
    """A second version of the world's report: the machines are three now, a course is new, two needs are gone."""
    before, text = world.report, "The police ask for three marking machines and a course.\n"
    course, three = ("a course", text.index("a course")), ("three marking machines", text.index("three"))
    old = {name: world.needs[name].passages.get() for name in ("public", "draft", "submitted")}
    changed = {
        "old": line("two marking machines", old["public"].start),
        "new": line(three[0], three[1], quantity="3"),
        "fields": [
            {"field": "quantity", "old": "2", "new": "3"},
            {"field": "members", "old": [], "new": ["KEN", "SLE"]},
            {"field": "end", "old": None, "new": "2027-12-31"},
        ],
    }
    gone = [line(old[name].quote, old[name].start, theme="tracing") for name in ("draft", "submitted")]
    report = Report.objects.create(
        **{name: getattr(before, name) for name in ("state", "cycle", "media_type", "language", "generation", "pages")},
        filename="second.pdf",
        sha256="second",
        text=text,
        page_starts=[0],
        received_by=before.received_by,
        received_at=before.received_at,
        revision={
            "of": str(before.public_id),
            "one_report": True,
            "kept": "0.974",
            "answers": [{"question": "7.4", "old": ["two marking machines"], "new": [three[0]]}],
            "added": [line(*course, kind="training", item=None, unit="place", quantity="20")],
            "removed": gone,
            "changed": [changed],
        },
    )
    Report.objects.filter(pk=before.pk).update(superseded_by=report)
    Need.objects.filter(pk=world.needs["draft"].pk).update(status="superseded")
    facts = {"state": before.state, "report": report, "cycle": 2026, "requested": world.needs["public"].requested}
    new = Need.objects.create(theme="marking", kind="training", unit="place", quantity=20, **facts)
    Passage.objects.create(need=new, order=0, page=1, quote=course[0], start=course[1], end=course[1] + len(course[0]))
    return report, new


def test_the_state_sees_what_is_new_gone_and_changed_and_what_was_kept(world, newer, client_of):
    report, new = newer
    html = client_of("focal_point").get(f"{REVIEW}{report.public_id}/").content.decode()
    for words in (
        "A newer version of SLE.pdf, received on 1 June 2026: 97 of 100 of its words stay.",
        f'<a href="#item-{new.public_id}">Marking: Training, 20 places</a>',
        "Quantity: 2 before, 3 now",
        "States: nothing before, Kenya, Sierra Leone now",
        "Wanted until: nothing before, 31 December 2027 now",
        "It gave way: nobody had worked on it.",
        "1 answer reads otherwise",
        "From the version before: it stays",
        "It stays, since people had worked on it",
        f'id="item-{world.needs["submitted"].public_id}"',
    ):
        assert words in html, words
    assert f'id="item-{world.needs["draft"].public_id}"' not in html


def test_what_was_rejected_before_is_said_with_the_reason_beside_what_is_said_again_and_beside_what_asks_otherwise(
    world, newer, client_of
):
    report, new = newer
    gone = world.needs["submitted"]
    client = client_of("focal_point")
    client.post(f"/desk/requesting/needs/{gone.public_id}/reject/", {"reason": "We have them since May."})
    Report.objects.filter(pk=report.pk).update(received_at=timezone.now())
    Need.objects.filter(pk=new.pk).update(rejected_before=gone)
    html = client.get(f"{REVIEW}{report.public_id}/").content.decode()
    assert "Rejected before, with your reason" not in html
    assert "An earlier version asked otherwise, and you rejected it:" in html
    assert 'Your reason: <q dir="auto">We have them since May.</q>' in html
    # Said again, it stands among the needs of the newer version, and what to do with it is told.
    Need.objects.filter(pk=gone.pk).update(report=report)
    html = client.get(f"{REVIEW}{report.public_id}/").content.decode()
    assert "Rejected before, with your reason" in html
    assert f'id="item-{gone.public_id}"' in html
    assert "Should you ask for it after all, add it below with its words." in html


def test_an_act_on_what_was_kept_leads_back_to_the_report_that_stands(world, newer, client_of):
    report, _ = newer
    need = world.needs["submitted"]
    Need.objects.filter(pk=need.pk).update(status="draft")
    client = client_of("focal_point")
    answer = client.post(f"/desk/requesting/needs/{need.public_id}/reject/", {"reason": "no longer"}, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"{REVIEW}{report.public_id}/#")
    assert "Rejected." in answer.content.decode()
    assert client.get(f"/desk/requesting/needs/{world.needs['public'].public_id}/").status_code == 200


def test_a_coordinator_sees_the_finding_and_the_answers_but_no_draft(world, newer, client_of):
    report, new = newer
    client = client_of("coordinator")
    html = client.get(f"{DESK}{report.public_id}/").content.decode()
    for words in ("97 of 100 of its words stay", "1 answer reads otherwise", "three marking machines"):
        assert words in html, words
    assert str(new.public_id) not in html
    assert "Training, 20 places" not in html
    html = client.get(f"{DESK}{world.report.public_id}/").content.decode()
    assert f'href="{DESK}{report.public_id}/"' in html


def test_what_is_nearly_the_report_of_another_cycle_is_said(newer, client_of):
    report, _ = newer
    Report.objects.filter(pk=report.pk).update(revision=report.revision | {"one_report": False})
    html = client_of("focal_point").get(f"{REVIEW}{report.public_id}/").content.decode()
    assert "Nearly the report for 2026 (SLE.pdf, received on 1 June 2026)" in html


@pytest.mark.parametrize("persona", ["other_focal_point", "provider", "coordinator"])
def test_to_others_there_is_no_such_page(newer, client_of, persona):
    assert client_of(persona).get(f"{REVIEW}{newer[0].public_id}/").status_code == 404
