"""A report in the API: what differs from an earlier one, and no need that its reader may not know of."""

import pytest

from matchmaker.models import Report

TOLD = {"of": "0", "one_report": True, "kept": "0.9", "answers": []}
OWN = {"added": [{"quote": "canary-added"}], "removed": [], "changed": []}


@pytest.mark.parametrize(("reader", "own"), [("owner", True), ("coordinator", False)])
def test_only_the_state_reads_which_needs_a_newer_version_has(world, client_of, reader, own):
    report = world.needs["public"].report
    Report.objects.filter(pk=report.pk).update(revision=TOLD | OWN)
    told = client_of(reader).get(f"/api/v1/reports/{report.public_id}/").json()["revision"]
    assert told == (TOLD | OWN if own else TOLD)


@pytest.mark.parametrize(("reader", "names"), [("owner", {"draft"}), ("coordinator", set())])
def test_a_report_names_no_draft_to_a_coordinator(world, client_of, reader, names):
    report = world.needs["draft"].report
    found = client_of(reader).get(f"/api/v1/reports/{report.public_id}/").json()["needs"]
    assert set(found) == {str(world.needs[name].public_id) for name in names}
