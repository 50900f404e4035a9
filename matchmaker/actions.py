"""Actions: what a person may do now with a row that he or she may see, and what nothing known would refuse."""

from datetime import datetime

from django.db.models import Model

from matchmaker import mappers, policies
from matchmaker.core import lifecycle
from matchmaker.core.vocabulary import JobStatus, PlanStatus, Role, Side
from matchmaker.models import (
    Commitment,
    Duplicate,
    Engagement,
    Job,
    Need,
    Offer,
    Override,
    Proposal,
    Report,
    Run,
    Scenario,
    User,
)
from matchmaker.models.needs import WITH_OWNER
from matchmaker.models.proposals import open_still


def on(user: User, row: Model, at: datetime) -> tuple[str, ...]:
    """Return what a person may do at a moment with a row that he or she may see.

    Steps are left out where the row, or what the person reads of what it rests on, tells that they would be refused.
    """
    if not user.is_authenticated:
        return ()
    roles = policies.roles_on(user, row)
    found = list(lifecycle.offered(row._meta.model_name, row.status, roles)) if hasattr(row, "status") else []
    if isinstance(row, Need):
        return tuple(_of_need(user, row, at, found))
    if isinstance(row, Offer):
        return tuple(action for action in found if action != "publish" or row.end >= at.date())
    if isinstance(row, Report):
        found = _of_report(user, row)
    elif isinstance(row, Scenario | Override | Run | Duplicate):
        found = _of_coordinators(user, row, found) if roles else []
    elif isinstance(row, Engagement):
        told_by_hand = row.report_id is None and row.commitment_id is None
        records = told_by_hand and policies.records_help(user, row.state, row.givers)
        found = ["correct"] if records else []
    elif isinstance(row, Job):
        found = ["apply"] if row.status == JobStatus.READY else []
    elif isinstance(row, Proposal) and found:
        found = _of_proposal(user, row, at, found)
    elif isinstance(row, Commitment):
        found = _of_sides(found, policies.sides_of(user, row.proposal), row)
        if (due := row.follow_up_due) is not None and at.date() < due:
            found = [action for action in found if action != "follow_up"]
    return tuple(found)


def _of_need(user: User, row: Need, at: datetime, found: list[str]) -> list[str]:
    """Keep and add what its State and coordinators do with a need."""
    if "circulate" in found and (last := row.objection_ends) is not None and at.date() <= last:
        found.remove("circulate")
    if policies.owns_need(user, row):
        found += ["show", *(["split"] if row.status in WITH_OWNER else [])]
        if not row.joinable:
            found = [action for action in found if action != "join"]
    return found


def _of_report(user: User, row: Report) -> list[str]:
    """Return what its State does with a report, and with its cycle whoever received it."""
    own = ["add_need", *([] if row.confirmed else ["confirm"])] if user.speaks_for(row.state) else []
    corrected = row.superseded_by_id is None and policies.corrects_cycle(user, row) and not row.sent
    return [*own, *(["correct"] if corrected else [])]


def _of_coordinators(user: User, row: Model, found: list[str]) -> list[str]:
    """Keep and add what a coordinator does with what only coordinators see."""
    if isinstance(row, Scenario):
        return ["revise", "copy", "pin", "forbid", *(["release"] if row.pins or row.forbids else [])]
    if isinstance(row, Override):
        # What is decided on a proposal is confirmed by endorsing it, and taken back in its scenario.
        decides = row.scenario_id and row.asked_by_id != user.pk
        apart = policies.has_interest(user, row.need.state, row.offer.provider, codes=row.need.members)
        return [action for action in found if action != "release" and decides and not apart]
    if isinstance(row, Duplicate):
        own = row.judged_by_id == user.pk
        steps = [*([] if row.own_state else ["judge"]), *(["take_back"] if own else [])]
        return steps if row.superseded_by_id is None else []
    idle = {"unpublish"} if row.published_at is None else {"publish", *(["unpublish"] if row.answered else [])}
    found = [action for action in found if action not in idle]
    if "publish" in found and (row.scenario.what_if or row.unconfirmed):
        found.remove("publish")
    found += ["repair"] if row.published_at is not None else []
    return [*found, *(["price"] if row.plan_status not in ("", PlanStatus.PINS_CONFLICT) else [])]


def _of_proposal(user: User, row: Proposal, at: datetime, found: list[str]) -> list[str]:
    """Keep of the steps of a proposal those against which nothing stands that the person reads."""
    said = {answer.side for answer in row.said if answer.stands}
    mine = policies.sides_of(user, row)
    shut = set()
    if not (open_still(row.need, row.offer) and row.stands_on_its_grounds):
        shut |= {"endorse", "accept", "accept_on_paper"}
    if row.answer_by is not None and row.answer_by < at.date():
        shut |= {"accept", "accept_on_paper"}
    for action, sides in (("accept", mine - said), ("accept_on_paper", set(Side) - said)):
        if action in found and action not in shut and not any(_takes(user, row, side, said) for side in sides):
            shut.add(action)
    if "counter" in found and (Side.PROVIDER not in mine or not _may_be_countered(user, row)):
        shut.add("counter")
    return [action for action in found if action not in shut and not _takes_another(user, row, action)]


def _takes(user: User, row: Proposal, side: Side, said: set[str]) -> bool:
    """Whether a yes of a side that has not spoken is taken: with the last one, as far as the person knows of room."""
    if side == Side.IMPLEMENTER and row.implementer_id is None:
        return False
    if not row.settled_by({*said, side}):
        return True
    need, offer = row.need, row.offer
    if policies.reads_ceiling(user, offer) and row.used > offer.capacity - offer.committed:
        return False
    if offer.capped and not _within_caps(user, row):
        return False
    wanted = mappers.asked(need)
    return wanted is None or not policies.reads_site(user, need) or need.committed + row.quantity <= wanted


def _within_caps(user: User, row: Proposal) -> bool:
    """Whether the caps of an offer leave room for a State, as far as the person knows who gets what of it."""
    offer, state = row.offer, row.member or row.need.state.code
    all_of_it = policies.reads_ceiling(user, offer)
    if not (all_of_it or (state in user.codes(Role.FOCAL_POINT) and policies.reads_offer(user, offer))):
        return True
    given = Commitment.objects.given([offer.pk])[offer.pk] if row.given is None else row.given
    reached = offer.cap_reached(given, state, row.used)
    # How many other States get something of it, whoever gets it cannot know.
    return not reached or (reached == "recipients_full" and not all_of_it)


def _may_be_countered(user: User, row: Proposal) -> bool:
    """Whether the provider could propose another quantity: the pair is open and in sight, and another one fits it."""
    need, offer = row.need, row.offer
    return (
        open_still(need, offer)
        and policies.knows_need(user, need)
        and mappers.another_fits(need, row.member, offer, row.quantity)
    )


def _takes_another(user: User, row: Proposal, action: str) -> bool:
    """Whether a step takes a coordinator beside the one who asked, and it is the same one, or there is none."""
    if action == "endorse":
        return row.asker == user.pk
    return action in {"accept_on_paper", "decline_on_paper"} and not row.two_apart(user.fellow_coordinators)


_STEPS_OF = {
    "start": {Side.PROVIDER},
    "deliver": {Side.PROVIDER},
    "confirm": {Side.RECIPIENT},
    "follow_up": {Side.RECIPIENT},
    "cancel": {Side.PROVIDER, Side.RECIPIENT},
}


def _of_sides(found: list[str], sides: set[Side], row: Commitment) -> list[str]:
    """Keep of the steps of a commitment those that a person's side takes, and its release where that is still open."""
    kept = [action for action in found if _STEPS_OF.get(action, sides) & sides]
    mine = sides & {Side.PROVIDER, Side.RECIPIENT}
    return [*kept, *(["release"] if any(not getattr(row, f"released_by_{side}") for side in mine) else [])]
