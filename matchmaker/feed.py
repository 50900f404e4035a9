"""The feed of changes: what befell rows that a person may see, found stretch by stretch of the trail.

A page of the feed looks up the rows of its stretch alone; asking which of all rows a person may see, for fifty entries
of the trail, took most of its time.

It goes as far as the trail is whole: no transaction is under way that could still write before that place. So nothing
is passed over by whoever goes on behind what was read, and nothing has to be told twice.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from matchmaker.core.vocabulary import Role
from matchmaker.models import (
    AuditEntry,
    Commitment,
    Delivery,
    Engagement,
    Need,
    Offer,
    Override,
    Proposal,
    Report,
    Run,
    Scenario,
    User,
    prepared,
)
from matchmaker.models.needs import CIRCULATED
from matchmaker.models.offers import OPEN

_OPENS = ("circulate", "publish")
_TOLD = ("theme", "kind", "item", "beneficiary", "quantity", "amount", "currency", "minimum", "start", "end", "status")
_TOLD += ("title", "text", "themes", "kinds", "items", "capacity", "eligible_states", "excluded_states", "visibility")
_TOLD_OF_HELP = (*_TOLD, "direction", "providers")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the trail, with the ids of what it is about by noun; a long one names none, but may be about all."""

    after: int
    upto: int
    named: Mapping[str, Collection[UUID]] | None

    def entries(self) -> QuerySet[AuditEntry]:
        """Return what befell rows in it; readings are no changes."""
        return AuditEntry.objects.filter(id__gt=self.after, id__lte=self.upto).exclude(action="read")

    def about(self, model: type[Model], rows: Callable[[], QuerySet]) -> Q:
        """Return the condition that an entry is about one of some rows; those of other nouns are not written down."""
        noun = model._meta.model_name
        if self.named is None:
            within = Q(public_id__in=self.entries().filter(noun=noun).order_by().values("object_id"))
        elif noun in self.named:
            # Told how many there are, the database looks each up; else it may read the whole table instead.
            within = Q(public_id__one_of=self.named[noun])
        else:
            return Q(pk__in=[])
        return Q(noun=noun, object_id__in=rows().filter(within).values("public_id"))


_STRETCHES = (1, 8, 64)
"""How many times a page the stretches are; the last goes to the end."""


_WHOLE_UPTO = """
SELECT least(
    (SELECT coalesce(max(id), 0) FROM matchmaker_auditentry),
    (SELECT min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 48) - 1)) FROM pg_locks
     WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = 21586
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND pid IS DISTINCT FROM pg_backend_pid()))
"""
"""Up to where no other transaction can still write: before its first entry each takes a lock that names the last number
given out by then (the migration `audit_on_its_way`). The statement sees the rows of its beginning and the locks of
later: who wrote before a row that it sees, and is not seen, has such a lock still or is seen by the next statement."""


def _whole_upto() -> int | None:
    """Return up to which place the trail is whole; None where it all is, since one writes at a time."""
    if connection.vendor != "postgresql":
        return None
    ((place,),) = prepared.asked(_WHOLE_UPTO)
    return place


def after(user: User | AnonymousUser, place: int, limit: int) -> list[AuditEntry]:
    """Return, oldest first, the next changes after a place in the trail that show in rows that a person may see."""
    found: list[AuditEntry] = []
    upto = _whole_upto()
    whole = Q() if upto is None else Q(id__lte=upto)
    for times in (*_STRETCHES, None):
        entries = AuditEntry.objects.filter(whole, id__gt=place).exclude(action="read").order_by("id")
        told = entries.values_list("id", "noun", "object_id")
        page = list(told[: times * limit]) if times else list(told.order_by("-id")[:1])
        if not page:
            break
        stretch = _Stretch(place, page[-1][0], _by_noun(page) if times else None)
        found += _seen_in(stretch, user)[: limit - len(found)]
        place = stretch.upto
        if len(found) == limit or (times and len(page) < times * limit):
            break
    return found


def cursor_behind(user: User | AnonymousUser, entry: AuditEntry) -> str:
    """Return where a person who was told of a change goes on.

    It is sealed for that person, and so stays good when the row is seen no longer, without telling of other entries.
    """
    return _seal(user).sign(str(entry.public_id))


def place_of(user: User | AnonymousUser, cursor: str) -> int | None:
    """Return the place in the trail that a cursor of that person names; None where it is none."""
    try:
        public_id = UUID(_seal(user).unsign(cursor))
    except (BadSignature, ValueError):
        return None
    return AuditEntry.objects.filter(public_id=public_id).values_list("pk", flat=True).first()


def _seal(user: User | AnonymousUser) -> Signer:
    return Signer(salt=f"feed of {user.get_username() or 'anybody'}", sep=".")


def _by_noun(told: Iterable[tuple[int, str, UUID]]) -> dict[str, set[UUID]]:
    named: dict[str, set[UUID]] = {}
    for _, noun, object_id in told:
        named.setdefault(noun, set()).add(object_id)
    return named


def _seen_in(stretch: _Stretch, user: User | AnonymousUser) -> QuerySet[AuditEntry]:
    """Return what changed in rows that a person may see, as far as the change shows in them.

    Whose rows they are, coordinators and sides learn of each change; others of those that alter what they read.
    """
    known = user.is_authenticated and user.holds(Role.COORDINATOR)
    participates = user.is_authenticated and user.holds(Role.FOCAL_POINT, Role.PROVIDER, Role.COORDINATOR)
    about = stretch.about

    def needs() -> QuerySet[Need]:
        seen = Need.objects.visible_to(user)
        return seen if participates else seen.filter(status__in=CIRCULATED)

    def sided(model: type[Model]) -> QuerySet:
        seen = model.objects.visible_to(user)
        if model is Commitment and not known:
            return seen.filter(proposal__in=Proposal.objects.of_parties(user))
        return seen

    shown = Q()
    if not participates:
        # Of a need that is open to participants the public learns that it is there, and when.
        shown = Q(action__in=_OPENS)
    elif not known:
        opened = AuditEntry.objects.filter(object_id=OuterRef("object_id"), action__in=_OPENS, id__lt=OuterRef("id"))
        shown = Q(new__status__in=[*CIRCULATED, *OPEN]) | (Q(new__has_any_keys=_TOLD) & Exists(opened))
    seen = shown & (about(Need, needs) | about(Offer, lambda: Offer.objects.visible_to(user)))
    assistance_seen = about(Engagement, lambda: Engagement.objects.visible_to(user))
    seen |= assistance_seen & (Q(action="record") | Q(action="correct", new__has_any_keys=_TOLD_OF_HELP))
    if user.is_authenticated:
        for model in (Proposal, Commitment, Delivery, Scenario, Run, Override):
            seen |= about(model, partial(sided, model))
    if user.is_authenticated and user.holds(Role.FOCAL_POINT, Role.PROVIDER):
        for model in (Need, Offer, Engagement, Report):
            seen |= about(model, partial(model.objects.owned_by, user))
    return stretch.entries().filter(seen).order_by("id")
