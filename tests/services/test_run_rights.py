"""Who cancels, publishes and takes back a run: each cell of action x status x role, against a copy written by hand."""

import pytest

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Role, RunStatus
from matchmaker.models import AuditEntry, Run
from matchmaker.services import runs
from tests import personas
from tests.factories import NOW, RunFactory

pytestmark = pytest.mark.django_db

# action: {(from, whether published): to}, from the statuses of the workflow and not from the table of transitions.
BY_HAND = {
    "cancel": {("queued", False): "cancelled", ("running", False): "running"},
    "publish": {("finished", False): "finished", ("finished", True): "finished"},
    "unpublish": {("finished", True): "finished"},
}
PEOPLE = {
    "coordinator": personas.coordinator,
    "focal point": personas.other_state,
    "provider": personas.provider,
    "auditor": personas.auditor,
    "administrator": lambda: personas.person(Role.ADMINISTRATOR, None),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("action", BY_HAND)
def test_every_cell_of_the_table(action, who):
    by = PEOPLE[who]()
    cases = [(status, published) for status in RunStatus for published in (False, status == "finished")]
    for status, published in dict.fromkeys(cases):
        run = RunFactory(status=status, published_at=NOW if published else None)

        def act(run=run):
            more = {"reason": "too soon"} if action == "unpublish" else {}
            return getattr(runs, action)(run=run, by=by, at=NOW, **more)

        before = AuditEntry.objects.count()
        if who == "coordinator" and (status, published) in BY_HAND[action]:
            after = act()
            assert after.status == BY_HAND[action][status, published]
            assert (after.published_at is not None) == (action == "publish")
        else:
            with pytest.raises(MatchmakerError) as refused:
                act()
            assert refused.value.code in {"not_allowed", "wrong_status", "not_published"}, status
            assert Run.objects.get(pk=run.pk).status == status
            assert AuditEntry.objects.count() == before
