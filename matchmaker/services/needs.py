"""The life of a need: each step asks the table of transitions, writes, and is audited."""

from datetime import datetime

from django.db import transaction

from matchmaker import policies
from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Visibility
from matchmaker.models import AuditEntry, Need, User

from . import audit


@transaction.atomic
def advance(*, need: Need, action: str, by: User, at: datetime, reason: str = "") -> Need:
    """Take a need one step further, or refuse with the reason."""
    locked = Need.objects.select_for_update(of=("self",)).select_related("state").get(pk=need.pk)
    row = lifecycle.transition("need", action, locked.status, policies.roles_for(by, locked.state), reason)
    if action == "circulate":
        _check_objection_is_over(locked, at)
    old = locked.status
    Need.objects.filter(pk=locked.pk).update(status=row.target, version=locked.version + 1)
    audit.record(by=by, at=at, action=action, of=locked, old={"status": old}, new={"status": row.target}, reason=reason)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def show_to(*, need: Need, visibility: Visibility, by: User, at: datetime) -> Need:
    """Let the State that asks decide who may see its need."""
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if not policies.owns_need(by, locked):
        raise MatchmakerError("not_allowed", "Only the State that asks decides who sees its need: ask its focal point.")
    Need.objects.filter(pk=locked.pk).update(visibility=visibility, version=locked.version + 1)
    audit.record(
        by=by, at=at, action="show", of=locked, old={"visibility": locked.visibility}, new={"visibility": visibility}
    )
    locked.refresh_from_db()
    return locked


def _check_objection_is_over(need: Need, at: datetime) -> None:
    entry = AuditEntry.objects.filter(object_id=need.public_id, action="authenticate").order_by("-id").first()
    if entry and at.date() < lifecycle.objection_ends(entry.at.date()):
        day = lifecycle.objection_ends(entry.at.date())
        raise MatchmakerError(
            "objection_open", f"The State may object until {day:%d %B %Y}: circulate the need from then on."
        )
