"""Proposals: put before people by a published run or by interest; endorsed, answered by each side, then committed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, QuerySet

from matchmaker import policies, queries
from matchmaker.core import lifecycle
from matchmaker.core.entities.money import Money
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Decision, DeclineCode, Role, Side
from matchmaker.models import Allocation, Answer, Need, Offer, Party, Proposal, Run, Scenario, User

from . import audit, commitments, grounds, overrides, problems
from .commitments import Books


def put_forward(*, run: Run, by: User, at: datetime) -> list[Proposal]:
    """Put the allocations of a run before people.

    Proposals of earlier runs that nobody endorsed give way, except where the new plan says the same again.
    """
    earlier = _giving_way(run)
    for model, key in ((Need, "need"), (Offer, "offer")):
        # In the order in which everybody locks: needs, offers, proposals.
        keys = {*run.allocations.values_list(key, flat=True), *earlier.values_list(key, flat=True)}
        list(model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    end(proposals=earlier, reason="A newer plan was published.", by=by, at=at)
    return [_propose(line, run, by, at) for line in outlook(run=run)[0]]


def outlook(*, run: Run) -> tuple[list[Allocation], QuerySet[Proposal]]:
    """Return the lines of a run that would become proposals, and the proposals of earlier runs that would give way.

    A pair that was committed or declined after the run was asked for is not put before the same people again.
    """
    earlier = _giving_way(run)
    settled = Proposal.objects.filter(status__in=["committed", "declined"], answers__at__gte=run.created_at)
    held = Proposal.objects.live().exclude(pk__in=earlier)
    live = {pair for rows in (held, settled) for pair in rows.values_list("need", "member", "offer")}
    lines = run.allocations.select_related("need__state", "offer__provider").order_by("id")
    return [line for line in lines if (line.need_id, line.member, line.offer_id) not in live], earlier


def _giving_way(run: Run) -> QuerySet[Proposal]:
    again = set(run.allocations.values_list("need", "member", "offer", "quantity"))
    earlier = Proposal.objects.filter(run__isnull=False, status="proposed").exclude(run=run)
    same = [p.pk for p in earlier if (p.need_id, p.member, p.offer_id, p.quantity) in again]
    return earlier.exclude(pk__in=same)


def _propose(line: Allocation, run: Run, by: User, at: datetime) -> Proposal:
    money = line.offer.unit == "money"
    return _create(
        need=line.need,
        member=line.member,
        offer=line.offer,
        quantity=line.quantity,
        used=line.money if money else line.quantity,
        money=line.money,
        currency=line.currency,
        run=run,
        by=by,
        at=at,
    )


def _create(*, need: Need, offer: Offer, by: User, at: datetime, **columns: object) -> Proposal:
    proposal = Proposal.objects.create(
        need=need, offer=offer, rests_on=grounds.digest(need, offer), proposed_at=at, **columns
    )
    audit.record(by=by, at=at, action="propose", of=proposal, new={"quantity": str(proposal.quantity)})
    return proposal


@transaction.atomic
def show_interest(*, need: Need, offer: Offer, quantity: Decimal, by: User, at: datetime, member: str = "") -> Proposal:
    """Propose a pair as its provider or its State, where each may see the other; the hard rules hold as in a run.

    Of a need that a regional body asks for, interest is in the part of one member, who may show it as well.
    """
    gives, asks = policies.gives(by, offer), policies.asks(by, need, member)
    open_to_them = Need.objects.visible_to(by).filter(pk=need.pk), Offer.objects.visible_to(by).filter(pk=offer.pk)
    if not all(rows.exists() for rows in open_to_them):
        raise MatchmakerError("unknown_pair", "There is no such need or offer: name ones that you can see.")
    if not (gives or asks):
        raise MatchmakerError("not_allowed", "Interest is shown by the State that asks or the provider that gives.")
    held = Need.objects.select_for_update(of=("self",)).select_related("state").get(pk=need.pk)
    offered = Offer.objects.select_for_update(of=("self",)).select_related("provider").get(pk=offer.pk)
    _check_member(held, member)
    if Proposal.objects.live().filter(need=held, member=member, offer=offered).exists():
        raise MatchmakerError("proposed_already", "This pair is already before people: answer that proposal.")
    # Endorsed, it binds the next run: that of the latest cycle.
    scenario = Scenario(cycle=queries.latest_cycle() or held.cycle)
    money = problems.check_pair(scenario, held, offered, quantity, member=member, browsed=True, seen_by=by)
    return _create(
        need=held,
        member=member,
        offer=offered,
        quantity=quantity,
        **_paid(offered, quantity, money),
        shown_by=by,
        by=by,
        at=at,
    )


def _check_member(need: Need, member: str) -> None:
    """Refuse a part that a need does not have, and a regional need of which no part is named."""
    if need.members and member not in need.members:
        raise MatchmakerError(
            "member_missing",
            "This need is asked for several States: name one of them as its member, %(members)s.",
            members=tuple(sorted(need.members)),
        )
    if member and not need.members:
        raise MatchmakerError("no_member", "This need is asked for one State alone: leave the member out.")


def _paid(offer: Offer, quantity: Decimal, money: Money | None) -> dict[str, object]:
    """Return what a quantity uses of an offer, and what it costs where money pays."""
    used = money.amount if money and offer.unit == "money" else quantity
    return {"used": used, "money": money.amount if money else None, "currency": money.currency if money else ""}


def endorse(*, proposal: Proposal, by: User, at: datetime, reason: str = "") -> Proposal:
    """Stand behind a proposal as a coordinator whose own State has no part in it; the sides then have time for it.

    What the published plan does not hold takes two: the first says why, and what it takes from the plan is written
    down; it stays proposed until another coordinator endorses it as well.
    """
    policies.require_fresh_sign_in(by, at)
    price = _price_off_plan(proposal)
    with commitments.opened(proposal) as books:
        roles = policies.roles_in(by, books.proposal)
        policies.require_unconcerned(by, books.proposal, "endorse")
        lifecycle.transition("proposal", "endorse", books.proposal.status, roles)
        asked = books.proposal.overrides.filter(status__in=overrides.STANDING).first()
        if asked is None and price is not None:
            _ask_off_plan(books, price, reason, by, at)
            return _fresh(proposal)
        if asked is not None:
            overrides.decide(override=asked, action="confirm", by=by, at=at)
        answer_by = at.date() + timedelta(days=lifecycle.ANSWER_DAYS)
        _advance(books, "endorse", by, at, endorsed_by=by, endorsed_at=at, answer_by=answer_by)
        grounds.check(books)
    return _fresh(proposal)


def _price_off_plan(proposal: Proposal) -> overrides.Price | None:
    """Return what a proposal takes from the published plan; None where it is of that plan, or was priced already."""
    run = overrides.off_plan(proposal)
    if run is None or proposal.overrides.filter(status__in=overrides.STANDING).exists():
        return None
    need, offer = Need.objects.get(pk=proposal.need_id), Offer.objects.get(pk=proposal.offer_id)
    facts = {"member": proposal.member, "quantity": proposal.quantity}
    return overrides.priced(run, Decision.ENDORSE, need, offer, **facts)


def _ask_off_plan(books: Books, price: overrides.Price, reason: str, by: User, at: datetime) -> None:
    overrides.require_reason(reason)
    _advance(books, "endorse_off_plan", by, at, reason=reason, remembers=False)
    grounds.check(books)
    overrides.ask(
        decision=Decision.ENDORSE,
        need=books.need,
        offer=books.offer,
        reason=reason,
        price=price,
        by=by,
        at=at,
        proposal=books.proposal,
        quantity=books.proposal.quantity,
    )


def name_implementer(*, proposal: Proposal, implementer: Party, by: User, at: datetime) -> Proposal:
    """Say who is to carry it out; recipient and implementer are asked again, since their consent rests on it."""
    with commitments.opened(proposal) as books:
        old, endorser = books.proposal.implementer, books.proposal.endorsed_by
        if endorser is not None and policies.has_interest(endorser, implementer):
            raise MatchmakerError(
                "own_state", "A national of this State endorsed the proposal: withdraw it, for another one to endorse."
            )
        _advance(books, "name_implementer", by, at, implementer=implementer)
        if old != implementer:
            Answer.objects.filter(
                proposal=books.proposal, stands=True, side__in=[Side.RECIPIENT, Side.IMPLEMENTER]
            ).update(stands=False)
    return _fresh(proposal)


def accept(*, proposal: Proposal, side: Side, by: User, at: datetime) -> Proposal:
    """Say yes for a side; with the last yes the proposal is committed, in the same transaction or not at all."""
    with commitments.opened(proposal) as books:
        _check_side(books.proposal, side, by)
        _advance(books, "accept", by, at, said={"side": side})
        _yes(books, Answer(side=side, accepts=True, by=by, at=at), by, at)
    return _fresh(proposal)


def accept_on_paper(
    *, proposal: Proposal, side: Side, document: str, dated: date, second: User, by: User, at: datetime
) -> Proposal:
    """Record a yes that came on paper: a coordinator and a second one, neither of a State that has part in it."""
    policies.require_fresh_sign_in(by, at)
    with commitments.opened(proposal) as books:
        said = {"side": side, "document": document, "second": second.username}
        _advance(books, "accept_on_paper", by, at, said=said)
        answer = _paper(books.proposal, document, dated, second, by, at, side=side, accepts=True)
        _yes(books, answer, by, at)
    return _fresh(proposal)


def decline_on_paper(
    *,
    proposal: Proposal,
    side: Side,
    code: DeclineCode,
    document: str,
    dated: date,
    second: User,
    by: User,
    at: datetime,
    text: str = "",
) -> Proposal:
    """Record a no that came on paper, as `accept_on_paper` does a yes."""
    _check_is_no(code)
    with commitments.opened(proposal) as books:
        said = {"side": side, "code": code, "document": document, "second": second.username}
        _advance(books, "decline_on_paper", by, at, reason=text, code=code, said=said)
        _no(_paper(books.proposal, document, dated, second, by, at, side=side, accepts=False, code=code, text=text))
    return _fresh(proposal)


def _paper(
    proposal: Proposal, document: str, dated: date, second: User, by: User, at: datetime, **said: object
) -> Answer:
    """Return an answer that stands in a document, or refuse it."""
    if second == by or not policies.coordinates_without_interest(second, proposal):
        raise MatchmakerError(
            "second_person_missing", "An answer on paper takes a second coordinator without an interest: name one."
        )
    if not document.strip() or dated > at.date():
        raise MatchmakerError("document_missing", "Name the document that the answer stands in, and its date.")
    return Answer(proposal=proposal, by=by, at=at, document=document, dated=dated, second=second, **said)


def decline(*, proposal: Proposal, side: Side, code: DeclineCode, text: str, by: User, at: datetime) -> Proposal:
    """Say no for a side, with a code and words."""
    _check_is_no(code)
    with commitments.opened(proposal) as books:
        _check_side(books.proposal, side, by)
        _advance(books, "decline", by, at, reason=text, code=code, said={"side": side, "code": code})
        _no(Answer(proposal=books.proposal, side=side, accepts=False, code=code, text=text, by=by, at=at))
    return _fresh(proposal)


def _check_is_no(code: DeclineCode) -> None:
    """Refuse what says that another quantity is proposed and proposes none: the pair would come again unasked for."""
    if code == DeclineCode.COUNTERED:
        raise MatchmakerError("no_counter", "A counter proposes another quantity, more than zero: give one.")


def counter(*, proposal: Proposal, quantity: Decimal, text: str, by: User, at: datetime) -> Proposal:
    """Decline as the provider and propose another quantity instead; the new proposal is linked to the old one."""
    with commitments.opened(proposal) as books:
        old = books.proposal
        _check_side(old, Side.PROVIDER, by)
        _advance(books, "counter", by, at, reason=text, said={"side": Side.PROVIDER, "code": DeclineCode.COUNTERED})
        if quantity <= 0 or quantity == old.quantity:
            raise MatchmakerError("no_counter", "A counter proposes another quantity, more than zero: give one.")
        answer = Answer(proposal=old, side=Side.PROVIDER, accepts=False, code=DeclineCode.COUNTERED, text=text)
        answer.by, answer.at = by, at
        _no(answer)
        money = problems.check_pair(
            Scenario(cycle=books.need.cycle),
            books.need,
            books.offer,
            quantity,
            member=old.member,
            browsed=True,
            seen_by=by,
        )
        return _create(
            need=books.need,
            member=old.member,
            offer=books.offer,
            quantity=quantity,
            **_paid(books.offer, quantity, money),
            run=old.run,
            shown_by=by,
            replaces=old,
            by=by,
            at=at,
        )


def withdraw(*, proposal: Proposal, reason: str, by: User, at: datetime) -> Proposal:
    """Take a proposal back as a coordinator."""
    with commitments.opened(proposal) as books:
        _advance(books, "withdraw", by, at, reason=reason)
    return _fresh(proposal)


def lapse(*, by: User, at: datetime) -> list[Proposal]:
    """Let every proposal lapse whose time to answer is over."""
    policies.require_coordinator(by)
    over = list(Proposal.objects.live().filter(answer_by__lt=at.date()).order_by("pk"))
    for proposal in over:
        with commitments.opened(proposal) as books:
            _advance(books, "lapse", by, at, roles=[Role.COORDINATOR])
    return [_fresh(proposal) for proposal in over]


def end(*, proposals: Iterable[Proposal], reason: str, by: User, at: datetime) -> None:
    """Withdraw live proposals whose ground is gone, in the transaction that takes it away."""
    for proposal in proposals.select_for_update(of=("self",)).live().order_by("pk"):
        row = lifecycle.transition("proposal", "withdraw", proposal.status, [Role.COORDINATOR], reason)
        Proposal.objects.filter(pk=proposal.pk).update(status=row.target, reason=reason, version=F("version") + 1)
        audit.record(
            by=by,
            at=at,
            action="withdraw",
            of=proposal,
            old={"status": proposal.status},
            new={"status": row.target},
            reason=reason,
        )


def _check_side(proposal: Proposal, side: Side, by: User) -> None:
    if side not in policies.sides_of(by, proposal):
        raise MatchmakerError(
            "not_allowed", "You do not answer for the %(side)s of this proposal: its people do.", side=side
        )


def _yes(books: Books, answer: Answer, by: User, at: datetime) -> None:
    """Keep a yes, and commit with the last one."""
    proposal = books.proposal
    grounds.check(books)
    if proposal.answer_by < at.date():
        raise MatchmakerError("answer_late", "The time to answer ended on %(last)s.", last=proposal.answer_by)
    if answer.side == Side.IMPLEMENTER and proposal.implementer_id is None:
        raise MatchmakerError("no_implementer", "Nobody is named to carry this out yet: name the implementer first.")
    said = set(proposal.answers.filter(stands=True).values_list("side", flat=True))
    if answer.side in said:
        raise MatchmakerError(
            "answered", "The %(side)s has already accepted: nothing more is needed.", side=Side(answer.side)
        )
    answer.proposal = proposal
    Answer.objects.bulk_create([answer])
    if proposal.settled_by({*said, answer.side}):
        commitments.commit(books, by=by, at=at)
        _advance(books, "commit", by, at, roles=list(Role))


def _no(answer: Answer) -> None:
    Answer.objects.filter(proposal=answer.proposal, side=Side(answer.side), stands=True).update(stands=False)
    Answer.objects.bulk_create([answer])


def _advance(
    books: Books,
    action: str,
    by: User,
    at: datetime,
    *,
    reason: str = "",
    code: str = "",
    roles: list[Role] | None = None,
    said: dict[str, object] | None = None,
    remembers: bool = True,
    **columns: object,
) -> None:
    """Move a proposal along the table of transitions, with its entry in the trail."""
    held = books.proposal
    if roles is None:
        roles = policies.roles_in(by, held)
        policies.require_unconcerned(by, held, action)
    row = lifecycle.transition("proposal", action, held.status, roles, reason or code)
    Proposal.objects.filter(pk=held.pk).update(
        status=row.target,
        version=held.version + 1,
        **({"reason": reason} if reason and remembers else {}),
        **columns,
    )
    new = {"status": row.target, **(said or {})}
    if columns.get("implementer"):
        new["implementer"] = columns["implementer"].code
    audit.record(by=by, at=at, action=action, of=held, old={"status": held.status}, new=new, reason=reason)
    held.status, held.version = row.target, held.version + 1


def _fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related("need__state", "offer__provider", "implementer").get(pk=proposal.pk)
