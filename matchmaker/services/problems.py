"""Problems: what a run of a scenario would solve, from the rows as they stand now."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from matchmaker import mappers
from matchmaker.core.assignment import write_problem
from matchmaker.core.entities.problems import AssignmentInput
from matchmaker.core.vocabulary import NeedStatus, OfferStatus
from matchmaker.models import Duplicate, Engagement, Need, Offer, Party, Scenario


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem as canonical bytes, what was assumed or left out, and the public id behind each of its names."""

    data: bytes
    assumptions: list[dict[str, object]]
    public: dict[str, str]


def prepare(scenario: Scenario) -> Prepared:
    """Write the problem of a scenario: needs of its cycle and the one before, offers to be matched, help under way."""
    rows = Need.objects.filter(status__in=[NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET], cycle__lte=scenario.cycle)
    rows = rows.filter(cycle__gte=scenario.cycle - 2).select_related("state", "report").order_by("pk")
    if not scenario.what_if:
        rows = rows.exclude(report__confirmed=False)
    offers = list(
        Offer.objects.filter(status=OfferStatus.PUBLISHED, browse_only=False).select_related("provider").order_by("pk")
    )
    engagements = list(
        Engagement.objects.told_still().select_related("state").prefetch_related("providers").order_by("pk")
    )
    day = date(scenario.cycle, 6, 1)
    money = mappers.rates(day)
    lines, assumptions = mappers.problem_needs(rows, money)

    public = {mappers.problem_id(row): str(row.public_id) for row in (*rows, *offers, *engagements)}
    names: dict[str, list[str]] = defaultdict(list)
    for name in (*(line.id for line in lines), *(mappers.problem_id(row) for row in (*offers, *engagements))):
        names[public[name.partition("-")[0]]].append(name)

    at_home = {line.id: line.state for line in lines}
    at_home |= {mappers.problem_id(row): row.state.code if row.state else None for row in engagements}
    said = mappers.verdicts(Duplicate.objects.standing().order_by("pk"), names, at_home)
    judgements = mappers.judgements(said, lines)
    covering, judged = mappers.covering(engagements, lines, said)
    wishes, gone = mappers.scenario(scenario, names)
    states = Party.objects.filter(code__in={line.state for line in lines}).prefetch_related("group_memberships")
    problem = AssignmentInput(
        as_of=day,
        rates=money,
        states=mappers.recipient_states(states, day),
        providers=mappers.providers(Party.objects.filter(pk__in={offer.provider_id for offer in offers})),
        needs=tuple(mappers.latest_wording_stands(lines, judgements)),
        offers=tuple(mappers.problem_offer(offer) for offer in offers),
        engagements=tuple(covering),
        judgements=(*judgements, *judged),
        scenario=wishes,
    )
    return Prepared(write_problem(problem), [*assumptions, *gone], public)
