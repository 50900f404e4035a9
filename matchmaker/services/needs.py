"""The life of a need: each step asks the table of transitions, writes, and is audited."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.errors import MatchmakerError, Word
from matchmaker.core.vocabulary import TIERS, Kind, NeedStatus, Visibility
from matchmaker.models import Cycle, Need, Party, User

from . import audit, commitments, duplicates, proposals
from .facts import WRITTEN, checked

STANDING = (
    NeedStatus.DRAFT,
    NeedStatus.RETURNED,
    NeedStatus.SUBMITTED,
    NeedStatus.AUTHENTICATED,
    NeedStatus.CIRCULATED,
    NeedStatus.PARTLY_MET,
)
STEPS = ("submit", "authenticate", "return", "object", "circulate", "merge", "supersede", "withdraw")
"""What people do with a need by itself; its other steps follow from reports, commitments and deadlines."""
_ASKS = ("kind", "item", "quantity", "amount")
"""What says, beside its theme, how much a need asks for."""
GONE = (NeedStatus.WITHDRAWN, NeedStatus.MERGED, NeedStatus.SUPERSEDED, NeedStatus.EXPIRED)


@transaction.atomic
def write(
    *, state: Party, cycle: int, facts: Mapping[str, object], by: User, at: datetime, external_id: str = ""
) -> Need:
    """Write a need that no report holds, as a draft of the State or regional organisation that asks."""
    clean = check_new(state=state, cycle=cycle, facts=facts, by=by)
    need = Need.objects.create(
        state=state, cycle=cycle, requested=at.date(), confirmed_at=at, external_id=external_id, **clean
    )
    audit.record(by=by, at=at, action="write", of=need, new={name: str(value) for name, value in clean.items()})
    duplicates.screen_incoming(rows=[need], by=by, at=at)
    return need


def check_new(*, state: Party, cycle: int, facts: Mapping[str, object], by: User) -> dict[str, object]:
    """Return the columns of a need that is to be written, or refuse it."""
    if not by.speaks_for(state):
        raise MatchmakerError("not_allowed", "You do not speak for %(state)s: ask its focal point.", state=state.name)
    clean = checked(facts, among=WRITTEN)
    missing = [name for name in (Word("theme"), Word("kind")) if name not in clean]
    if missing:
        raise MatchmakerError(
            "fact_missing", "A need has at least a theme and a kind of help: give the %(fact)s.", fact=missing[0]
        )
    _check_members(state, clean.get("members") or [])
    if not Cycle.objects.filter(year=cycle).exists():
        raise MatchmakerError("unknown_cycle", "%(cycle)s is no cycle of reports: choose one of the list.", cycle=cycle)
    if clean.get("end") and clean["end"].year < cycle:
        raise MatchmakerError(
            "bad_dates", "The help would end before the cycle of %(cycle)s begins: correct the day.", cycle=cycle
        )
    return clean


@transaction.atomic
def advance(*, need: Need, action: str, by: User, at: datetime, reason: str = "", into: Need | None = None) -> Need:
    """Take a need one step further, or refuse with the reason; a merge names the need that it is merged into."""
    if action not in STEPS:
        raise MatchmakerError(
            "unknown_action",
            "Nobody can %(action)s a need by itself: choose %(known)s.",
            action=action,
            known=tuple(STEPS),
        )
    locked = Need.objects.select_for_update(of=("self",)).select_related("state").get(pk=need.pk)
    roles = policies.roles_for_need(by, locked)
    policies.require_unconcerned(by, locked, action)
    row = lifecycle.transition("need", action, locked.status, roles, reason)
    if action == "circulate":
        _check_objection_is_over(locked, at)
    old, new, columns = locked.status, {"status": row.target}, {}
    if action == "merge":
        columns["merged_into"] = _whole(locked, into)
        new["merged_into"] = str(into.public_id)
    if action == "submit":
        # Whoever hands a need in stands by it, also where a coordinator received the report.
        columns |= {"submitted_at": at, "confirmed_at": locked.confirmed_at or at}
    Need.objects.filter(pk=locked.pk).update(status=row.target, version=locked.version + 1, **columns)
    audit.record(by=by, at=at, action=action, of=locked, old={"status": old}, new=new, reason=reason)
    if row.target in GONE:
        proposals.end(proposals=locked.proposals.all(), reason=f"The need is {row.target}.", by=by, at=at)
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


@transaction.atomic
def correct(*, need: Need, by: User, at: datetime, **facts: object) -> Need:
    """Let the State that asks correct its need; what was proposed on the old facts can be accepted no more."""
    locked = Need.objects.select_for_update(of=("self",)).select_related("state").get(pk=need.pk)
    changed = check_correction(need=locked, facts=facts, by=by)
    if changed:
        Need.objects.filter(pk=locked.pk).update(**changed, version=locked.version + 1)
        audit.record(
            by=by,
            at=at,
            action="correct",
            of=locked,
            old={name: str(getattr(locked, name)) for name in changed},
            new={name: str(fact) for name, fact in changed.items()},
        )
        locked.refresh_from_db()
        commitments.settle_need(locked, by, at)
        duplicates.screen_incoming(rows=[locked], by=by, at=at)
    locked.refresh_from_db()
    return locked


def check_correction(*, need: Need, facts: Mapping[str, object], by: User) -> dict[str, object]:
    """Return the columns that a correction changes, or refuse it."""
    lifecycle.transition("need", "correct", need.status, policies.roles_for(by, need.state))
    clean = checked(facts, among=WRITTEN, of=need)
    if "members" in clean:
        _check_members(need.state, clean["members"])
    changed = {name: value for name, value in clean.items() if getattr(need, name) != value}
    counted = {"unit", *(("currency",) if need.kind == Kind.FUNDING else ())}
    if need.committed and counted & set(changed):
        raise MatchmakerError(
            "committed_already",
            "Something is committed to this need: its kind of help and, of money, its currency stay as they are.",
        )
    then = Need(**{name: changed.get(name, getattr(need, name)) for name in ("theme", *_ASKS)})
    wanted = mappers.asked(then)
    if wanted is not None and wanted < need.committed:
        raise MatchmakerError(
            "below_committed",
            "%(committed)s is committed to this need: it cannot ask for less.",
            committed=mappers.counted(need.committed, need),
        )
    return changed


@transaction.atomic
def prioritise(*, state: Party, cycle: int, tiers: Mapping[Need, int], by: User, at: datetime) -> list[Need]:
    """Let a State order its standing needs of a cycle; those not named keep their tier."""
    standing = list(Need.objects.select_for_update().filter(state=state, cycle=cycle, status__in=STANDING))
    if not by.speaks_for(state):
        raise MatchmakerError("not_allowed", "Only the State that asks orders its needs: ask its focal point.")
    strangers = set(tiers) - set(standing)
    if strangers or not set(tiers.values()) <= set(TIERS):
        raise MatchmakerError(
            "not_standing",
            "Only standing needs of %(state)s for %(cycle)s can be ordered, in tiers 1 to 3.",
            state=state.name,
            cycle=cycle,
        )
    # Parts that one need was split into share one place.
    wanted = {(need.split_from_id or need.pk, tiers.get(need, need.tier)) for need in standing}
    places = Counter(tier for _, tier in wanted)
    for tier, most in TIERS.items():
        if most is not None and places[tier] > most:
            raise MatchmakerError(
                "tier_full",
                "Tier %(tier)s has room for %(most)s needs, not %(places)s: move some to a later tier.",
                tier=tier,
                most=most,
                places=places[tier],
            )
    moved = [need for need in standing if tiers.get(need, need.tier) != need.tier]
    for need in moved:
        old, need.tier, need.version = need.tier, tiers[need], need.version + 1
        Need.objects.filter(pk=need.pk).update(tier=need.tier, version=need.version)
        audit.record(by=by, at=at, action="prioritise", of=need, old={"tier": old}, new={"tier": need.tier})
    return moved


def _check_members(asks: Party, members: Sequence[str]) -> None:
    """Refuse members that are no States, a State that asks for others, and a body that names none."""
    if asks.type == Party.STATE:
        if members:
            raise MatchmakerError("not_regional", "A State asks for itself: only a regional body names members.")
        return
    if not members:
        raise MatchmakerError("members_missing", "Name the members for which the organisation asks.")
    known = set(Party.objects.filter(type=Party.STATE, code__in=members).values_list("code", flat=True))
    strange = sorted(set(members) - known)
    if strange:
        raise MatchmakerError(
            "unknown_value", "'%(value)s' is no State: give its three letters, as SLE.", value=strange[0]
        )


def _whole(part: Need, into: Need | None) -> Need:
    """Return the need that another is merged into, or refuse: it stands, is of the same State, and is another one."""
    if into is None:
        raise MatchmakerError("into_missing", "A merge needs the need that this one becomes part of: name it.")
    whole = Need.objects.select_for_update(of=("self",)).filter(pk=into.pk, status__in=STANDING).first()
    if whole is None or whole.pk == part.pk or whole.state_id != part.state_id:
        raise MatchmakerError("into_unfit", "A need is merged into another standing need of the same State: name one.")
    return whole


def _check_objection_is_over(need: Need, at: datetime) -> None:
    last = need.objection_ends
    if last and at.date() <= last:
        raise MatchmakerError(
            "objection_open",
            "The State may object up to and including %(last)s: circulate the need after it.",
            last=last,
        )
