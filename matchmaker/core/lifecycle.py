"""The one table of transitions: which action takes what from where to where, by whom, and what it needs."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from .errors import MatchmakerError
from .vocabulary import CommitmentStatus, NeedStatus, OfferStatus, OverrideStatus, ProposalStatus, Role, RunStatus

FOLLOW_UP_MONTHS = 12
"""How long after the recipient's confirmation a delivery is asked after."""

ANSWER_DAYS = 60
"""How long the sides have to answer an endorsed proposal; after it, silence lapses it."""

OBJECTION_WORKING_DAYS = 5
"""How long a State may object between authentication and circulation (practice of the 1540 Committee)."""


class Requirement(StrEnum):
    """What an action needs beside the right to it."""

    REASON = "reason"
    CODE = "code"
    DATE = "date"
    SECOND_PERSON = "second_person"
    FRESH_SIGN_IN = "fresh_sign_in"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    Attributes
    ----------
    noun, action : str
        ``need`` and ``submit``.
    sources : tuple of str
        Statuses from which the action leads away.
    target : str
        The status it leads to.
    roles : tuple of Role
        Who may; owners act only for their own party.
    needs : tuple of Requirement
        What must be given with it.
    """

    noun: str
    action: str
    sources: tuple[str, ...]
    target: str
    roles: tuple[Role, ...]
    needs: tuple[Requirement, ...] = ()


_N, _O, _R, _P, _C = NeedStatus, OfferStatus, RunStatus, ProposalStatus, CommitmentStatus
_V = OverrideStatus
_OWNER, _GIVER, _CHAIR = (Role.FOCAL_POINT,), (Role.PROVIDER,), (Role.COORDINATOR,)
_SIDES = (Role.FOCAL_POINT, Role.PROVIDER)
_SIDES_OR_PAPER = (Role.FOCAL_POINT, Role.PROVIDER, Role.COORDINATOR)
_REASON, _CODE, _DATE, _FRESH = (
    (each,) for each in (Requirement.REASON, Requirement.CODE, Requirement.DATE, Requirement.FRESH_SIGN_IN)
)
_SECOND = (Requirement.SECOND_PERSON,)
_ASKED = (_N.CIRCULATED, _N.PARTLY_MET)
_LIVE = (_P.PROPOSED, _P.ENDORSED)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("need", "submit", (_N.DRAFT, _N.RETURNED), _N.SUBMITTED, _OWNER),
    Transition("need", "receive", (_N.DRAFT,), _N.SUBMITTED, _CHAIR),
    Transition("need", "authenticate", (_N.SUBMITTED,), _N.AUTHENTICATED, _CHAIR),
    Transition("need", "return", (_N.SUBMITTED,), _N.RETURNED, _CHAIR, _REASON),
    Transition("need", "object", (_N.AUTHENTICATED,), _N.RETURNED, _OWNER, _REASON),
    Transition("need", "circulate", (_N.AUTHENTICATED,), _N.CIRCULATED, _CHAIR, _DATE),
    Transition("need", "merge", (_N.SUBMITTED, _N.AUTHENTICATED, _N.CIRCULATED), _N.MERGED, _CHAIR, _REASON),
    Transition("need", "supersede", (_N.SUBMITTED, _N.AUTHENTICATED, _N.CIRCULATED), _N.SUPERSEDED, _CHAIR, _REASON),
    Transition("need", "replace", (_N.DRAFT,), _N.SUPERSEDED, (Role.FOCAL_POINT, Role.COORDINATOR)),
    Transition(
        "need",
        "withdraw",
        (_N.DRAFT, _N.RETURNED, _N.SUBMITTED, _N.AUTHENTICATED, _N.CIRCULATED, _N.PARTLY_MET),
        _N.WITHDRAWN,
        _OWNER,
        _REASON,
    ),
    *(
        Transition("need", "correct", (status,), status, _OWNER)
        for status in (_N.DRAFT, _N.RETURNED, _N.CIRCULATED, _N.PARTLY_MET)
    ),
    Transition("need", "meet_in_part", (*_ASKED, _N.MET), _N.PARTLY_MET, _SIDES_OR_PAPER),
    Transition("need", "meet", _ASKED, _N.MET, _SIDES_OR_PAPER),
    Transition("need", "reopen", (_N.PARTLY_MET, _N.MET), _N.CIRCULATED, _SIDES),
    Transition("need", "expire", _ASKED, _N.EXPIRED, _CHAIR, _DATE),
    *(Transition("need", "confirm", (status,), status, _OWNER) for status in (_N.DRAFT, _N.RETURNED)),
    Transition("need", "join", (_N.DRAFT, _N.RETURNED), _N.MERGED, _OWNER),
    Transition("offer", "publish", (_O.DRAFT,), _O.PUBLISHED, _GIVER),
    Transition("offer", "amend", (_O.DRAFT,), _O.DRAFT, _GIVER),
    Transition("offer", "amend", (_O.PUBLISHED,), _O.PUBLISHED, _GIVER),
    Transition("offer", "amend", (_O.EXHAUSTED,), _O.EXHAUSTED, _GIVER),
    Transition("offer", "renew", (_O.PUBLISHED, _O.EXPIRED), _O.PUBLISHED, _GIVER, _DATE),
    Transition("offer", "withdraw", (_O.DRAFT, _O.PUBLISHED), _O.WITHDRAWN, _GIVER, _REASON),
    Transition("offer", "close", (_O.PUBLISHED, _O.EXHAUSTED), _O.CLOSED, _GIVER),
    Transition("offer", "exhaust", (_O.PUBLISHED,), _O.EXHAUSTED, _SIDES_OR_PAPER),
    Transition("offer", "reopen", (_O.EXHAUSTED,), _O.PUBLISHED, _SIDES),
    Transition("offer", "expire", (_O.PUBLISHED,), _O.EXPIRED, _CHAIR, _DATE),
    Transition("run", "start", (_R.QUEUED,), _R.RUNNING, _CHAIR),
    Transition("run", "resume", (_R.RUNNING,), _R.RUNNING, _CHAIR),
    Transition("run", "finish", (_R.RUNNING,), _R.FINISHED, _CHAIR),
    Transition("run", "fail", (_R.QUEUED, _R.RUNNING), _R.FAILED, _CHAIR, _REASON),
    Transition("run", "cancel", (_R.QUEUED, _R.RUNNING), _R.CANCELLED, _CHAIR),
    Transition("run", "publish", (_R.FINISHED,), _R.FINISHED, _CHAIR),
    Transition("run", "unpublish", (_R.FINISHED,), _R.FINISHED, _CHAIR, _REASON),
    Transition("proposal", "endorse", (_P.PROPOSED,), _P.ENDORSED, _CHAIR, _FRESH),
    Transition(
        "proposal",
        "endorse_off_plan",
        (_P.PROPOSED,),
        _P.PROPOSED,
        _CHAIR,
        (*_REASON, *_SECOND, *_FRESH),
    ),
    Transition("proposal", "name_implementer", (_P.PROPOSED,), _P.PROPOSED, (Role.PROVIDER, Role.COORDINATOR)),
    Transition("proposal", "name_implementer", (_P.ENDORSED,), _P.ENDORSED, (Role.PROVIDER, Role.COORDINATOR)),
    Transition("proposal", "accept", (_P.ENDORSED,), _P.ENDORSED, _SIDES),
    Transition(
        "proposal",
        "accept_on_paper",
        (_P.ENDORSED,),
        _P.ENDORSED,
        _CHAIR,
        (*_DATE, *_SECOND, *_FRESH),
    ),
    Transition(
        "proposal",
        "decline_on_paper",
        _LIVE,
        _P.DECLINED,
        _CHAIR,
        (*_CODE, *_DATE, *_SECOND),
    ),
    Transition("proposal", "commit", (_P.ENDORSED,), _P.COMMITTED, _SIDES_OR_PAPER),
    Transition("proposal", "decline", _LIVE, _P.DECLINED, _SIDES, _CODE),
    Transition("proposal", "counter", _LIVE, _P.DECLINED, _GIVER, _REASON),
    Transition("proposal", "lapse", _LIVE, _P.LAPSED, _CHAIR, _DATE),
    Transition("proposal", "withdraw", _LIVE, _P.WITHDRAWN, _CHAIR, _REASON),
    Transition("override", "confirm", (_V.ASKED,), _V.CONFIRMED, _CHAIR, (*_SECOND, *_FRESH)),
    Transition("override", "refuse", (_V.ASKED,), _V.REFUSED, _CHAIR, (*_REASON, *_FRESH)),
    Transition("override", "release", (_V.ASKED, _V.CONFIRMED), _V.RELEASED, _CHAIR, (*_REASON, *_FRESH)),
    Transition("commitment", "start", (_C.AGREED,), _C.IN_DELIVERY, _GIVER),
    Transition("commitment", "deliver", (_C.IN_DELIVERY,), _C.DELIVERED, _GIVER, _DATE),
    Transition("commitment", "confirm", (_C.DELIVERED,), _C.CONFIRMED, _OWNER),
    Transition("commitment", "follow_up", (_C.CONFIRMED,), _C.FOLLOWED_UP, _OWNER, _DATE),
    Transition("commitment", "cancel", (_C.AGREED, _C.IN_DELIVERY), _C.CANCELLED, _SIDES, _REASON),
)
"""Every transition that a service makes; docs/lifecycle.md shows the same rows."""

CONSEQUENCES = frozenset(
    {
        *(("need", action) for action in ("receive", "replace", "meet_in_part", "meet", "reopen", "expire")),
        *(("offer", action) for action in ("exhaust", "reopen", "expire")),
        *(("run", action) for action in ("start", "resume", "finish", "fail")),
        *(("proposal", action) for action in ("commit", "lapse", "endorse_off_plan")),
    }
)
"""What follows from commitments, reports received, deadlines and the solver: nobody does it by itself."""

BESIDE: Mapping[tuple[str, str], tuple[Requirement, ...]] = {
    **{("scenario", action): (*_REASON, *_FRESH) for action in ("pin", "forbid", "release")},
    ("duplicate", "judge"): _REASON,
}
"""What actions need that lead from no status to another."""

RECORDED = frozenset(
    {
        *(row.action for row in TRANSITIONS),
        *(action for _, action in BESIDE),
        *(
            "add",
            "ask",
            "ask_to_cancel",
            "copy",
            "create",
            "describe",
            "end_sessions",
            "grant",
            "invite",
            "issue_token",
        ),
        *("move_codes", "prioritise", "propose", "queue", "read", "record", "release", "repeat", "revise", "revoke"),
        *("revoke_token", "screen", "show", "split", "stop_mail", "take_back", "write"),
    }
)
"""What the audit trail tells: every action of the table, and what else is written down."""


def transition(noun: str, action: str, status: str, roles: Iterable[Role], reason: str = "") -> Transition:
    """Return the row that an action follows, or refuse it in one sentence.

    Parameters
    ----------
    noun, action : str
        What is done to what.
    status : str
        Where it stands.
    roles : iterable of Role
        The roles held by who acts, for the party concerned.
    reason : str
        Given where the row needs one.

    Raises
    ------
    MatchmakerError
        ``unknown_action``, ``wrong_status``, ``not_allowed`` or ``reason_missing``.

    Examples
    --------
    >>> transition("need", "authenticate", "submitted", [Role.COORDINATOR]).target
    <NeedStatus.AUTHENTICATED: 'authenticated'>
    """
    rows = [row for row in TRANSITIONS if row.noun == noun and row.action == action]
    if not rows:
        raise MatchmakerError(
            "unknown_action", "Nothing called '%(action)s' can be done to a %(noun)s.", action=action, noun=noun
        )
    row = next((each for each in rows if status in each.sources), rows[0])
    if not set(row.roles) & set(roles):
        raise MatchmakerError(
            "not_allowed",
            "To %(action)s this %(noun)s takes the role of %(names)s: ask one of them.",
            action=action,
            noun=noun,
            names=row.roles,
        )
    if status not in row.sources:
        now, wanted = type(row.target)(status), tuple(source for each in rows for source in each.sources)
        if all(each.target in each.sources for each in rows):
            raise MatchmakerError(
                "wrong_status",
                "This cannot be done to a %(noun)s that is %(status)s: it must be %(wanted)s.",
                noun=noun,
                status=now,
                wanted=wanted,
            )
        raise MatchmakerError(
            "wrong_status",
            "A %(noun)s that is %(status)s cannot be taken to %(target)s: it must be %(wanted)s.",
            noun=noun,
            status=now,
            target=row.target,
            wanted=wanted,
        )
    if {Requirement.REASON, Requirement.CODE} & set(row.needs) and not reason.strip():
        raise MatchmakerError(
            "reason_missing",
            "To %(action)s this %(noun)s needs a reason: say why in a sentence.",
            action=action,
            noun=noun,
        )
    return row


def allowed(noun: str, status: str, roles: Iterable[Role]) -> tuple[str, ...]:
    """Return the actions that roles may take on a row of a status, in the order of the table.

    Examples
    --------
    >>> allowed("need", "submitted", [Role.COORDINATOR])
    ('authenticate', 'return', 'merge', 'supersede')
    """
    return _allowed(noun, str(status), frozenset(roles))


@lru_cache(maxsize=1024)
def _allowed(noun: str, status: str, held: frozenset[Role]) -> tuple[str, ...]:
    """Look the table up; a list asks the same for each of its rows."""
    found = [r.action for r in TRANSITIONS if r.noun == noun and status in r.sources and held & set(r.roles)]
    return tuple(dict.fromkeys(found))


def offered(noun: str, status: str, roles: Iterable[Role]) -> tuple[str, ...]:
    """Return those of the allowed actions that people take by themselves.

    Examples
    --------
    >>> offered("offer", "published", [Role.PROVIDER])
    ('amend', 'renew', 'withdraw', 'close')
    """
    return tuple(action for action in allowed(noun, status, roles) if (noun, action) not in CONSEQUENCES)


def needed(noun: str, action: str) -> tuple[Requirement, ...]:
    """Return what must be given with an action, in the order of `Requirement`.

    Examples
    --------
    >>> [str(each) for each in needed("proposal", "accept_on_paper")]
    ['date', 'second_person', 'fresh_sign_in']
    """
    found = {each for row in TRANSITIONS if (row.noun, row.action) == (noun, action) for each in row.needs}
    found.update(BESIDE.get((noun, action), ()))
    return tuple(each for each in Requirement if each in found)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last where it has no such day.

    Examples
    --------
    >>> months_after(date(2024, 2, 29), FOLLOW_UP_MONTHS)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def objection_ends(authenticated: date) -> date:
    """Return the last day on which a State may object to the circulation of a need: the fifth working day after.

    From the day after it, silence circulates.

    Examples
    --------
    >>> objection_ends(date(2026, 6, 5))
    datetime.date(2026, 6, 12)
    """
    day, left = authenticated, OBJECTION_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day
