"""Digests: what newly waits for a person, in one mail a day at most; twice a day, or after a crash, changes nothing.

What waits is read under the person's own rights. A digest and the notices that it tells are written before it is sent;
whoever sends it claims it first, so that of two processes one does, and a claim whose holder died is taken over.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from matchmaker.core.vocabulary import CommitmentStatus, Relation, Role, Topic
from matchmaker.models import AuditEntry, Commitment, Digest, Duplicate, Need, Notice, Proposal, User

from . import mail, waiting
from .waiting import Task, Waiting

LAPSES_SOON = timedelta(days=7)
CLAIM_LASTS = timedelta(minutes=10)
TOPICS = {
    Task.REVIEW: Topic.NEED_TO_CONFIRM,
    Task.MEND: Topic.NEED_RETURNED,
    Task.OBJECT: Topic.OBJECTION_ENDS,
    Task.AUTHENTICATE: Topic.NEED_TO_AUTHENTICATE,
    Task.ENDORSE: Topic.PROPOSAL_TO_ENDORSE,
    Task.ANSWER: Topic.PROPOSAL_TO_ANSWER,
    Task.NAME_IMPLEMENTER: Topic.PROPOSAL_TO_ANSWER,
    Task.CONFIRM: Topic.DELIVERY_TO_CONFIRM,
    Task.FOLLOW_UP: Topic.FOLLOW_UP_DUE,
    Task.RENEW: Topic.OFFER_TO_RENEW,
}
"""What of a person's tasks is told by mail; the rest follows from what he or she has just done."""

Told = tuple[Topic, str]


def send_digests(*, at: datetime) -> dict[str, int]:
    """Tell everybody what newly waits, and send what an earlier process left behind; returns how many of each."""
    counts = {"written": 0, "sent": 0, "failed": 0}
    people = User.objects.filter(is_active=True, digests=True, memberships__isnull=False).exclude(email="").distinct()
    for user in people.order_by("pk"):
        counts["written"] += _write(user, at)
    left = Digest.objects.filter(sent_at=None, user__is_active=True, user__digests=True).select_related("user")
    for digest in left.order_by("pk"):
        if _claim(digest, at):
            counts["sent" if _send(digest, at) else "failed"] += 1
    return counts


def waits_for(user: User, at: datetime) -> set[Told]:
    """Return what waits for a person, each under a key that changes where it begins to wait anew."""
    found = [
        *(waiting.for_requesting(user, at) if user.holds(Role.FOCAL_POINT) else ()),
        *(waiting.for_donor(user, at) if user.holds(Role.PROVIDER) else ()),
        *(waiting.for_coordinator(user, at) if user.holds(Role.COORDINATOR) else ()),
    ]
    told = {(TOPICS[each.task], key) for each, key in _keyed(found) if each.task in TOPICS}
    told |= {
        (Topic.PROPOSAL_LAPSES, key)
        for each, key in _keyed(found)
        if each.task in (Task.ANSWER, Task.NAME_IMPLEMENTER) and each.until - at.date() <= LAPSES_SOON
    }
    agreed = Commitment.objects.filter(reverses=None, status=CommitmentStatus.AGREED)
    mine = agreed.filter(proposal__in=Proposal.objects.of_parties(user))
    told |= {(Topic.COMMITMENT_AGREED, str(name)) for name in mine.values_list("public_id", flat=True)}
    if user.holds(Role.COORDINATOR):
        doubtful = Duplicate.objects.visible_to(user).standing().filter(judged_by=None, relation=Relation.UNSURE)
        told |= {(Topic.DUPLICATE_TO_JUDGE, str(name)) for name in doubtful.values_list("public_id", flat=True)}
    return told


def _keyed(found: list[Waiting]) -> Iterator[tuple[Waiting, str]]:
    """Yield tasks with their keys; a need that came back or was authenticated again is told of again."""
    needs = [each.row.public_id for each in found if isinstance(each.row, Need)]
    steps = AuditEntry.objects.filter(object_id__in=needs, action__in=["submit", "return", "object", "authenticate"])
    last = dict(steps.order_by("id").values_list("object_id", "id"))
    for each in found:
        mark = last.get(each.row.public_id, "") if isinstance(each.row, Need) else each.until or ""
        yield each, f"{each.row.public_id}:{mark}"


@transaction.atomic
def _write(user: User, at: datetime) -> bool:
    """Write down what a person is to be told, unless nothing is new or today's digest is written already."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if Digest.objects.filter(user=user, day=at.date()).exists():
        return False
    waits = waits_for(user, at)
    known = set(Notice.objects.filter(user=user).values_list("topic", "key"))
    fresh = sorted(waits - {(Topic(topic), key) for topic, key in known})
    if not fresh:
        return False
    digest = Digest.objects.create(user=user, day=at.date(), counts=Counter(topic for topic, _ in waits))
    Notice.objects.bulk_create([Notice(digest=digest, user=user, topic=topic, key=key) for topic, key in fresh])
    return True


def _claim(digest: Digest, at: datetime) -> bool:
    """Take a digest for oneself, unless it is sent or somebody is at it."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - CLAIM_LASTS)
    return bool(Digest.objects.filter(free, pk=digest.pk, sent_at=None).update(claimed_at=at))


def _send(digest: Digest, at: datetime) -> bool:
    """Send a digest; one that the server of mail refuses waits for the next time."""
    try:
        mail.send_digest(digest)
    except OSError:
        Digest.objects.filter(pk=digest.pk).update(claimed_at=None)
        return False
    Digest.objects.filter(pk=digest.pk).update(sent_at=at)
    return True
