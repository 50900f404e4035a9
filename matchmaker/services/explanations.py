"""Explanations for the sides of the published plan: made of what their reader may see, and of nothing else.

Not the plan's own words with something cut out: the rows that a reader may see are read first, as a problem of their
own, and what is told is what follows from them. Of the plan itself enters only the reader's own row: how much is
missing, and the reason. A need that is hidden from the reader can so change that row, but never a word beside it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from matchmaker import mappers, policies, queries
from matchmaker.core.assignment import mend, pair, smallest_changes, solve
from matchmaker.core.entities.plans import Plan
from matchmaker.core.entities.problems import AssignmentInput, PreviousAllocation
from matchmaker.core.entities.problems import Scenario as Wishes
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Unit, UnmetReason, Visibility
from matchmaker.models import Commitment, Duplicate, Engagement, Need, Offer, Party, Proposal, User

from . import duplicates, problems

SECONDS = 2.0
"""For what is solved while a person waits: one State's needs, or one provider's offers."""
MORE_MONEY = Decimal("0.1")
"""One unit of a currency tells nothing: of money, so large a part of the offer is tried as more."""
_COMPETING = (UnmetReason.CAPACITY, UnmetReason.TIE)
_OFFERED = (OfferStatus.PUBLISHED, OfferStatus.EXHAUSTED)
_OPEN = (NeedStatus.CIRCULATED, NeedStatus.PARTLY_MET)


@dataclass(frozen=True, slots=True)
class NeedTold:
    """Why the published plan leaves a need, or the part of it for one State, without all it asks for.

    Attributes
    ----------
    evidence, change
        As in a plan, from what the reader may see; empty and None where the reason lies in what it may not.
    offers : tuple of str
        Public ids of the visible offers that no rule keeps from the need.
    more : Decimal or None
        How much more of one of them would be enough, where they are full.
    """

    member: str
    missing: Decimal
    reason: UnmetReason
    evidence: Sequence[Mapping[str, object]]
    change: Mapping[str, object] | None
    offers: tuple[str, ...]
    more: Decimal | None


@dataclass(frozen=True, slots=True)
class Gain:
    """What a visible need would get of one more unit of an offer."""

    need: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class OfferTold:
    """What the published plan takes from an own offer, and what more of it would do for the needs one may see."""

    taken: Decimal
    more: Decimal
    gains: tuple[Gain, ...]


def of_need(*, need: Need, by: User) -> tuple[NeedTold, ...]:
    """Tell the State that asks why its need is not met by the published plan; nothing to anybody else."""
    run = queries.published_run()
    if run is None or not policies.owns_need(by, need):
        return ()
    rows = list(run.unmet.filter(need=need).order_by("member"))
    if not rows:
        return ()
    view = View.of_state(need.state, run.scenario.cycle, by)
    plan = solve(view.problem, time_limit=SECONDS, seed=run.seed, isolated=False)
    lines = [mappers.problem_id(need, row.member) for row in rows]
    known = {row.id for row in view.problem.needs}
    plan = smallest_changes(view.problem, plan, time_limit=SECONDS, needs=[line for line in lines if line in known])
    return tuple(
        view.told(plan, line, row.member, row.missing, UnmetReason(row.reason), row.evidence)
        for line, row in zip(lines, rows, strict=True)
    )


def of_offer(*, offer: Offer, by: User) -> OfferTold | None:
    """Tell a provider what the published plan takes from its offer, and what more would do; nothing to anybody else."""
    run = queries.published_run()
    if run is None or not policies.gives(by, offer) or offer.status not in _OFFERED:
        return None
    own = Proposal.objects.visible_to(by).filter(offer=offer, run=run)
    taken = own.exclude(status="withdrawn").aggregate(total=Sum("used"))["total"] or Decimal(0)
    more = (offer.capacity * MORE_MONEY).quantize(Decimal(1)) if offer.unit == Unit.MONEY else Decimal(1)
    view = View.of_provider(offer.provider, run.scenario.cycle, by)
    name = mappers.problem_id(offer)
    before = solve(view.problem, time_limit=SECONDS, seed=run.seed, isolated=False)
    kept = tuple(PreviousAllocation(row.need, row.offer, row.quantity) for row in before.allocations)
    larger = tuple(replace(row, capacity=row.capacity + more) if row.id == name else row for row in view.problem.offers)
    wishes = replace(view.problem.scenario, previous=kept)
    after = mend(replace(view.problem, offers=larger, scenario=wishes), time_limit=SECONDS, seed=run.seed)
    return OfferTold(taken, more, view.gains(before, after) if after else ())


@dataclass(frozen=True, slots=True)
class View:
    """What a reader may see, as a problem, with the rows of which it is made.

    Attributes
    ----------
    public
        The public id behind each name of the problem.
    needs, offers
        The row of each need and offer by its name.
    states
        The States that are to be helped, by their codes.
    helped : list of Engagement
        Help that the reader may know of, from commitments too.
    """

    problem: AssignmentInput
    public: Mapping[str, str]
    needs: Mapping[str, Need]
    offers: Mapping[str, Offer]
    states: Mapping[str, Party]
    helped: Sequence[Engagement]

    @classmethod
    def of_state(cls, state: Party, cycle: int, by: User) -> "View":
        """Read a State's own needs, its own help, its own answers, and the offers that it may see."""
        needs = Need.objects.owned_by(by).filter(state=state, status__in=_OPEN)
        offers = Offer.objects.visible_to(by).filter(status__in=_OFFERED, browse_only=False)
        helped = Engagement.objects.owned_by(by).told_still().filter(state=state)
        given: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        own = Commitment.objects.visible_to(by).filter(need__in=needs).order_by()
        for need, member, quantity in own.values_list("need", "proposal__member").annotate(total=Sum("quantity")):
            given[need, member] = quantity
        answers = Proposal.objects.visible_to(by).filter(need__in=needs, status="declined")
        # What others were promised is not the State's to know.
        return cls._made(needs, offers, helped, answers, cycle, by, given, {})

    @classmethod
    def of_provider(
        cls,
        provider: Party,
        cycle: int,
        by: User,
        offers: Sequence[Offer] | None = None,
        *,
        compared: bool = False,
    ) -> "View":
        """Read the needs whose facts a provider may see, and its own offers, unless they are read already."""
        needs = Need.objects.visible_to(by).filter(status__in=_OPEN).exclude(visibility=Visibility.COORDINATORS)
        own = Offer.objects.owned_by(by).filter(provider=provider, status__in=_OFFERED)
        answers = Proposal.objects.visible_to(by).filter(offer__in=own, status="declined")
        if offers is not None:
            own = [row for row in offers if row.provider_id == provider.pk]
        helped = Engagement.objects.visible_to(by).told_still()
        return cls._made(needs, own, helped, answers, cycle, by, problems.taken(by), None, compared=compared)

    @classmethod
    def of_pairs(
        cls, needs: QuerySet[Need], offers: QuerySet[Offer], cycle: int, by: User, used: Mapping[int, Decimal] | None
    ) -> "View":
        """Read what pairs of some needs and offers are checked against when somebody shows interest in them."""
        helped = Engagement.objects.visible_to(by).told_still()
        # A pair that was declined may be shown again.
        answers = Proposal.objects.none()
        return cls._made(needs, offers, helped, answers, cycle, by, problems.taken(by), used)

    @classmethod
    def _made(
        cls,
        needs: QuerySet[Need],
        offers: QuerySet[Offer] | Sequence[Offer],
        helped: QuerySet[Engagement],
        answers: QuerySet[Proposal],
        cycle: int,
        by: User,
        given: Mapping[tuple[int, str], Decimal],
        used: Mapping[int, Decimal] | None,
        *,
        compared: bool = False,
    ) -> "View":
        """Make the problem; `used` says what the reader knows to be taken of each offer, None that its row says it.

        Where a reader is not told what was judged of the needs, they are `compared` by what is read of them.
        """
        asked = needs.stood_by().filter(cycle__lte=cycle, cycle__gte=cycle - 2).select_related("state", "report")
        asked = asked.prefetch_related("passages") if compared else asked
        rows = list(asked.defer("report__text").order_by("pk"))
        if isinstance(offers, QuerySet):
            offers = offers.select_related("provider")
        offered = sorted(offers, key=lambda row: row.pk)
        help_known = list(helped.select_related("state").prefetch_related("providers").order_by("pk"))
        # What a commitment gives counts as given already, not once more as help of others.
        engagements = [row for row in help_known if row.commitment_id is None]
        for offer in offered if used is not None else ():
            offer.committed = used.get(offer.pk, Decimal(0))
        day = date(cycle, 6, 1)
        money = mappers.rates(day)
        lines, _ = mappers.problem_needs(rows, money, given, {})
        public = {mappers.problem_id(row): str(row.public_id) for row in (*rows, *offered, *engagements)}
        names: dict[str, list[str]] = defaultdict(list)
        for name in (*(line.id for line in lines), *(mappers.problem_id(row) for row in (*offered, *engagements))):
            names[public[name.partition("-")[0]]].append(name)
        home = {line.id: line.state for line in lines}
        home |= {mappers.problem_id(row): row.state.code if row.state else None for row in engagements}
        judged = Duplicate.objects.standing().visible_to(by).order_by("pk")
        alike = duplicates.restated_in_sight(rows) if compared else []
        said = mappers.verdicts([*alike, *judged], names, home)
        newest = mappers.published_again(offered, said)
        entering = mappers.offers_told_once(offered, newest, {}, money)
        full = [row for row in offered if row.status == OfferStatus.EXHAUSTED and mappers.problem_id(row) not in newest]
        entering += map(mappers.problem_offer, full)
        said = mappers.said_of_newest(said, newest, {row.id for row in entering})
        covering, sparing = mappers.covering(engagements, lines, said)
        judgements = mappers.judgements(said, lines)
        keys = {line.id for line in lines}, {mappers.row_of(row.id)[0] for row in entering}
        answers = answers.select_related("need", "offer").prefetch_related("answers").order_by("pk")
        asking = Party.objects.filter(code__in={line.state for line in lines}).prefetch_related("group_memberships")
        states = {party.code: party for party in asking}
        problem = AssignmentInput(
            as_of=day,
            rates=money,
            states=mappers.recipient_states(states.values(), day),
            providers=mappers.providers({offer.provider.code: offer.provider for offer in offered}.values()),
            needs=tuple(mappers.latest_wording_stands(lines, judgements)),
            offers=tuple(entering),
            engagements=tuple(covering),
            judgements=(*judgements, *sparing),
            scenario=mappers.with_decisions(Wishes(), answers, *keys),
        )
        by_name = {mappers.problem_id(row): row for row in rows}, {mappers.problem_id(row): row for row in offered}
        return cls(problem, public, *by_name, states, help_known)

    def told(
        self,
        plan: Plan,
        line: str,
        member: str,
        missing: Decimal,
        reason: UnmetReason,
        stored: Sequence[Mapping[str, object]],
    ) -> NeedTold:
        """Tell the own row, with what the visible rows say of the same reason."""
        open_to = sorted(row.offer for row in pair(self.problem).candidates() if row.need == line)
        offers = tuple(self.public[offer] for offer in open_to)
        if reason == UnmetReason.INCOMPLETE and stored and "left_out" in stored[0]:
            return NeedTold(member, missing, reason, stored[:1], None, offers, None)
        seen = next((row for row in plan.unmet if row.need == line and row.reason == reason), None)
        if seen is not None:
            evidence = [row for row in seen.evidence if "opens" not in row]
            told = mappers.with_public_ids([*evidence, seen.smallest_change], self.public)
            return NeedTold(member, missing, reason, told[:-1], told[-1], offers, None)
        more = missing if reason in _COMPETING and offers else None
        return NeedTold(member, missing, reason, (), None, offers, more)

    def gains(self, before: Plan, after: Plan) -> tuple[Gain, ...]:
        """Return what each need gets more in the second plan."""
        given: dict[str, Decimal] = defaultdict(Decimal)
        for sign, plan in ((-1, before), (1, after)):
            for row in plan.allocations:
                given[row.need.partition("-")[0]] += sign * row.quantity
        return tuple(Gain(self.public[name], more) for name, more in sorted(given.items()) if more > 0)
