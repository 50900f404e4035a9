"""The one table of transitions: which action takes what from where to where, by whom, and what it needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .errors import MatchmakerError
from .vocabulary import NeedStatus, OfferStatus, Role, RunStatus

OBJECTION_WORKING_DAYS = 5
"""How long a State may object between authentication and circulation (practice of the 1540 Committee)."""


class Requirement(StrEnum):
    """What an action needs beside the right to it."""

    REASON = "reason"
    DATE = "date"
    SECOND_PERSON = "second_person"


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


_N, _O, _R = NeedStatus, OfferStatus, RunStatus
_OWNER, _GIVER, _CHAIR = (Role.FOCAL_POINT,), (Role.PROVIDER,), (Role.COORDINATOR,)
_REASON = (Requirement.REASON,)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("need", "submit", (_N.DRAFT, _N.RETURNED), _N.SUBMITTED, _OWNER),
    Transition("need", "receive", (_N.DRAFT,), _N.SUBMITTED, _CHAIR),
    Transition("need", "authenticate", (_N.SUBMITTED,), _N.AUTHENTICATED, _CHAIR),
    Transition("need", "return", (_N.SUBMITTED,), _N.RETURNED, _CHAIR, _REASON),
    Transition("need", "circulate", (_N.AUTHENTICATED,), _N.CIRCULATED, _CHAIR),
    Transition("need", "merge", (_N.SUBMITTED, _N.AUTHENTICATED, _N.CIRCULATED), _N.MERGED, _CHAIR, _REASON),
    Transition("need", "supersede", (_N.SUBMITTED, _N.AUTHENTICATED, _N.CIRCULATED), _N.SUPERSEDED, _CHAIR, _REASON),
    Transition("need", "replace", (_N.DRAFT,), _N.SUPERSEDED, (Role.FOCAL_POINT, Role.COORDINATOR)),
    Transition(
        "need",
        "withdraw",
        (_N.DRAFT, _N.RETURNED, _N.SUBMITTED, _N.AUTHENTICATED, _N.CIRCULATED),
        _N.WITHDRAWN,
        _OWNER,
        _REASON,
    ),
    Transition("offer", "publish", (_O.DRAFT,), _O.PUBLISHED, _GIVER),
    Transition("offer", "withdraw", (_O.DRAFT, _O.PUBLISHED), _O.WITHDRAWN, _GIVER, _REASON),
    Transition("offer", "close", (_O.PUBLISHED, _O.EXHAUSTED), _O.CLOSED, _GIVER),
    Transition("run", "start", (_R.QUEUED,), _R.RUNNING, _CHAIR),
    Transition("run", "finish", (_R.RUNNING,), _R.FINISHED, _CHAIR),
    Transition("run", "fail", (_R.QUEUED, _R.RUNNING), _R.FAILED, _CHAIR, _REASON),
    Transition("run", "cancel", (_R.QUEUED, _R.RUNNING), _R.CANCELLED, _CHAIR),
    Transition("run", "publish", (_R.FINISHED,), _R.FINISHED, _CHAIR),
    Transition("run", "unpublish", (_R.FINISHED,), _R.FINISHED, _CHAIR, _REASON),
)
"""Every transition that a service makes; docs/lifecycle.md shows the same rows."""


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
        raise MatchmakerError("unknown_action", f"Nothing called '{action}' can be done to a {noun}.")
    row = rows[0]
    if not set(row.roles) & set(roles):
        names = " or ".join(role.replace("_", " ") for role in row.roles)
        raise MatchmakerError("not_allowed", f"To {action} this {noun} takes the role of {names}: ask one of them.")
    if status not in row.sources:
        wanted = ", ".join(row.sources)
        raise MatchmakerError(
            "wrong_status", f"A {noun} that is {status} cannot be taken to {row.target}: it must be {wanted}."
        )
    if Requirement.REASON in row.needs and not reason.strip():
        raise MatchmakerError("reason_missing", f"To {action} this {noun} needs a reason: say why in a sentence.")
    return row


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
