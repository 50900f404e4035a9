"""Problems: what a run of a scenario would solve, from the rows as they stand now."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import F, Model, Q, QuerySet, Sum

from matchmaker import mappers, queries
from matchmaker.core.assignment import conflicting_pins, pair, read_problem, write_problem
from matchmaker.core.entities import problems
from matchmaker.core.entities.money import Money, Rates
from matchmaker.core.entities.problems import AssignmentInput, Pin
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import (
    MINOR_UNITS,
    CommitmentStatus,
    Kind,
    NeedStatus,
    OfferStatus,
    ProposalStatus,
    Relation,
)
from matchmaker.models import Commitment, Duplicate, Engagement, Need, Offer, Party, Proposal, Scenario, User

from .duplicates import STANDING_OFFERS


@dataclass(frozen=True, slots=True)
class Prepared:
    """A problem as canonical bytes, what was assumed or left out, and the public id behind each of its names."""

    data: bytes
    assumptions: list[dict[str, object]]
    public: dict[str, str]


def prepare(scenario: Scenario, *, browsed: Offer | None = None, seen_by: User | None = None) -> Prepared:
    """Write the problem of a scenario: needs of its cycle and the one before, offers to be matched, help under way.

    An offer that is only to be browsed enters where somebody asks for it. For somebody who is told what follows from
    the problem, it holds what he or she may see and nothing else.
    """

    def told(model: type[Model]) -> QuerySet:
        return model.objects.all() if seen_by is None else model.objects.visible_to(seen_by)

    rows = told(Need).filter(status__in=[NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET], cycle__lte=scenario.cycle)
    rows = rows.filter(cycle__gte=scenario.cycle - 2).select_related("state", "report").order_by("pk")
    if not scenario.what_if:
        rows = rows.stood_by()
    matched = Q(browse_only=False) | Q(pk=browsed.pk if browsed else None)
    offers = list(told(Offer).filter(matched, status__in=STANDING_OFFERS).select_related("provider").order_by("pk"))
    engagements = list(
        told(Engagement)
        .told_still()
        .select_related("state", "commitment__need")
        .prefetch_related("providers")
        .order_by("pk")
    )
    day = date(scenario.cycle, 6, 1)
    money = mappers.rates(day)
    served = _served(scenario.cycle) if seen_by is None else {}
    lines, assumptions = mappers.problem_needs(rows, money, taken(seen_by), served)
    if seen_by is not None:
        used = used_in_sight(seen_by)
        for offer in offers:
            # That nothing is left of it everybody may read in its status.
            gone = offer.status == OfferStatus.EXHAUSTED
            offer.committed = offer.capacity if gone else used.get(offer.pk, Decimal(0))

    public = {mappers.problem_id(row): str(row.public_id) for row in (*rows, *offers, *engagements)}
    names: dict[str, list[str]] = defaultdict(list)
    for name in (*(line.id for line in lines), *(mappers.problem_id(row) for row in (*offers, *engagements))):
        names[public[name.partition("-")[0]]].append(name)

    at_home = {line.id: line.state for line in lines}
    at_home |= {mappers.problem_id(row): row.state.code if row.state else None for row in engagements}
    said = mappers.verdicts(told(Duplicate).standing().order_by("pk"), names, at_home)
    for row in engagements:
        if row.commitment_id:
            # Its own need is already less by what is committed to it.
            own = names.get(str(row.commitment.need.public_id), [])
            said |= {frozenset((mappers.problem_id(row), name)): Relation.UNRELATED for name in own}
    newest = mappers.published_again(offers, said)
    entering = mappers.offers_told_once(offers, newest, _endorsed(told(Proposal)), money)
    entered = {offer.id for offer in entering}
    for old, new in newest.items():
        assumptions.append({"offer": public[old], "stands_in": public[new]})
        names[public[old]] = [name for name in (old if old in entered else new,) if name in entered]
    said = mappers.said_of_newest(said, newest, entered)
    judgements = mappers.judgements(said, lines)
    covering, judged = mappers.covering(engagements, lines, said)
    wishes, gone = mappers.scenario(scenario, names)
    wishes = mappers.with_decisions(
        wishes, _decided(told(Proposal)), {line.id for line in lines}, {mappers.row_of(name)[0] for name in entered}
    )
    if scenario.repairs_id:
        lines_before = scenario.repairs.allocations.select_related("need", "offer").order_by("pk")
        wishes = replace(wishes, previous=tuple(map(mappers.previous_line, lines_before)))
    states = Party.objects.filter(code__in={line.state for line in lines}).prefetch_related("group_memberships")
    problem = AssignmentInput(
        as_of=day,
        rates=money,
        states=mappers.recipient_states(states, day),
        providers=mappers.providers(Party.objects.filter(code__in={offer.provider for offer in entering})),
        needs=tuple(mappers.latest_wording_stands(lines, judgements)),
        offers=tuple(entering),
        engagements=tuple(covering),
        judgements=(*judgements, *judged),
        scenario=wishes,
    )
    return Prepared(write_problem(problem), [*assumptions, *gone], public)


def taken(seen_by: User | None = None) -> dict[tuple[int, str], Decimal]:
    """Return what is committed to each need, and to each member of one that was split.

    What was endorsed from offers that are only browsed is taken as well: their pairs cannot be pinned. To somebody
    who is told what follows, that alone is taken in which he or she has a side: sums would tell what others agreed.
    """
    made: QuerySet = Commitment.objects.all()
    browsed: QuerySet = Proposal.objects.filter(status=ProposalStatus.ENDORSED, offer__browse_only=True)
    if seen_by is not None:
        own = Proposal.objects.of_parties(seen_by)
        made, browsed = made.filter(proposal__in=own), browsed.filter(pk__in=own)

    def sums(rows: QuerySet, member: str) -> QuerySet:
        totals = rows.order_by().values("need", part=F(member)).annotate(total=Sum("quantity"))
        return totals.values_list("need", "part", "total")

    found: Counter[tuple[int, str]] = Counter()
    for need, part, total in sums(made, "proposal__member").union(sums(browsed, "member"), all=True):
        found[need, part] += total
    return found


def used_in_sight(user: User) -> dict[int, Decimal]:
    """Return what is used of each offer by commitments in which a person has a side."""
    rows = Commitment.objects.filter(proposal__in=Proposal.objects.of_parties(user)).order_by()
    return dict(rows.values_list("offer").annotate(total=Sum("used")))


def _endorsed(proposals: QuerySet) -> dict[int, Decimal]:
    """Return what endorsed ones among some proposals would use of each offer."""
    rows = proposals.filter(status=ProposalStatus.ENDORSED).order_by()
    return dict(rows.values_list("offer").annotate(total=Sum("used")))


def _served(cycle: int) -> dict[str, int]:
    """Return the number of commitments confirmed to each State in the two cycles before."""
    done = Commitment.objects.filter(
        status__in=[CommitmentStatus.CONFIRMED, CommitmentStatus.FOLLOWED_UP],
        need__cycle__lt=cycle,
        need__cycle__gte=cycle - 4,
    )
    served: Counter[str] = Counter()
    for code, member in done.values_list("need__state__code", "proposal__member"):
        served[member or code] += 1
    return served


def _decided(proposals: QuerySet) -> QuerySet:
    """Return of some proposals those that bind the next run: what is endorsed is pinned, what was declined kept out."""
    bound = Q(status=ProposalStatus.ENDORSED) | Q(status=ProposalStatus.DECLINED)
    return proposals.filter(bound).select_related("need", "offer").prefetch_related("answers").order_by("pk")


def check_pair(
    scenario: Scenario,
    need: Need,
    offer: Offer,
    quantity: Decimal | None,
    *,
    member: str = "",
    browsed: bool = False,
    seen_by: User | None = None,
) -> Money | None:
    """Refuse a pair that no plan of a scenario can hold, by the rules of its problem as it would be solved now.

    What stands against it only in rows that somebody may not see is no refusal for him or her: coordinators endorse.
    Returns what the quantity costs: in the offer's currency where money pays, else in the need's, where it is known.
    """
    prepared = prepare(scenario, browsed=offer if browsed else None, seen_by=seen_by)
    return _checked(prepared, mappers.problem_id(need, member), offer, quantity)[0]


def check_pin(scenario: Scenario, need: Need, offer: Offer, quantity: Decimal | None) -> None:
    """Refuse a pin that no plan of a scenario can hold, alone or together with the pins that stand."""
    prepared = prepare(scenario)
    lines, problem = _checked(prepared, mappers.problem_id(need), offer, quantity)[1:]
    if quantity is not None and len(lines) > 1:
        raise MatchmakerError("pin_refused", "This need is asked for several States: pin it without a quantity.")
    fresh = tuple(Pin(line, mappers.problem_id(offer), quantity) for line in lines)
    pairs = {(pin.need, pin.offer) for pin in fresh}
    standing = tuple(pin for pin in problem.scenario.pins if (pin.need, pin.offer) not in pairs)
    wishes = replace(problem.scenario, pins=(*standing, *fresh), forbids=_without(problem, pairs))
    conflict = conflicting_pins(replace(problem, scenario=wishes))
    if not set(conflict) & set(fresh):
        return
    others = [pin for pin in conflict if pin not in fresh]
    if not others:
        raise MatchmakerError(
            "pin_refused", "No plan can hold this pair: a limit of the offer or the bundle forbids it."
        )
    ids = {name: prepared.public[name.partition("-")[0]] for pin in others for name in (pin.need, pin.offer)}
    names = queries.record_names(set(ids.values()))
    said = "; ".join(f"{names[ids[pin.need]]} from {names[ids[pin.offer]]}" for pin in others)
    raise MatchmakerError(
        "pin_refused", "This pin contradicts what is pinned or endorsed already: %(said)s.", said=said
    )


def _checked(
    prepared: Prepared, need: str, offer: Offer, quantity: Decimal | None
) -> tuple[Money | None, list[str], AssignmentInput]:
    """Return a pair's cost, the lines of the need, one for each State, and the problem; refuse a pair out of rule."""
    problem, name = read_problem(prepared.data), mappers.problem_id(offer)
    lines = [row.id for row in problem.needs if need in (row.id, row.id.partition("-")[0])]
    # A forbid of the same pair is replaced by what is decided now.
    forbids = _without(problem, {(line, name) for line in lines})
    pairing = pair(replace(problem, scenario=replace(problem.scenario, forbids=forbids)))
    i = next((i for i, row in enumerate(pairing.problem.needs) if row.id in lines), None)
    j = next((j for j, row in enumerate(pairing.problem.offers) if row.id == name), None)
    again = any(row.get("offer") == str(offer.public_id) for row in prepared.assumptions if "stands_in" in row)
    if j is None and again:
        raise MatchmakerError(
            "pin_refused", "This offer was published again and counts once: take the newer one, which stands in for it."
        )
    if i is None or j is None:
        raise MatchmakerError(
            "pin_refused", "The need or the offer does not enter this scenario: it is not circulated or not published."
        )
    rules = pairing.rules(i, j)
    if rules:
        raise MatchmakerError(
            "pin_refused", "This pair cannot be in any plan: it breaks the rules %(rules)s.", rules=tuple(rules)
        )
    row, other = pairing.problem.needs[i], pairing.problem.offers[j]
    step = pairing.demands[i].step
    least, most = step * pairing.measures.unit[i], step * pairing.measures.most(i, j)
    if quantity is not None and not (least <= quantity <= most and quantity % step == 0):
        raise MatchmakerError(
            "pin_refused",
            "The pair can carry at least %(least)s and at most %(most)s, in steps of %(step)s: give such a quantity.",
            **{name: _counted(each, row) for name, each in (("least", least), ("most", most), ("step", step))},
        )
    return _cost(row, other, quantity, problem.rates), lines, problem


def _counted(value: Decimal, need: problems.Need) -> Decimal | Money:
    """Return so much of what a need counts, with its currency where that is money."""
    return Money(value, need.unit_cost.currency) if need.kind == Kind.FUNDING and need.unit_cost else value


def _without(problem: AssignmentInput, pairs: set[tuple[str, str]]) -> tuple[problems.Forbid, ...]:
    return tuple(forbid for forbid in problem.scenario.forbids if (forbid.need, forbid.offer) not in pairs)


def _cost(need: problems.Need, offer: problems.Offer, quantity: Decimal | None, rates: Rates) -> Money | None:
    if need.unit_cost is None or quantity is None:
        return None
    currency = offer.currency or need.unit_cost.currency
    exact = rates.convert(quantity * need.unit_cost.amount, need.unit_cost.currency, currency)
    digits = MINOR_UNITS[currency]
    return Money(Decimal(round(exact * 10**digits)).scaleb(-digits), currency)
