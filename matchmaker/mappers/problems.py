"""Parties and scenarios as the problem has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from matchmaker.core.assignment import read_weights
from matchmaker.core.entities import problems
from matchmaker.core.entities.money import Money
from matchmaker.core.vocabulary import DeclineCode, ProposalStatus
from matchmaker.models import Allocation, Party, Proposal, Scenario

from .ids import problem_id
from .needs import trim


def recipient_states(parties: Iterable[Party], on: date) -> tuple[problems.RecipientState, ...]:
    """Return the States that ask, with the groups they belong to on a day."""
    return tuple(
        problems.RecipientState(
            code=party.code,
            region=party.region or None,
            subregion=party.subregion or None,
            groups=tuple(sorted({m.group for m in party.group_memberships.all() if m.holds_on(on)})),
        )
        for party in parties
    )


def providers(parties: Iterable[Party]) -> tuple[problems.Provider, ...]:
    """Return the parties that give."""
    return tuple(problems.Provider(p.code, p.is_state, p.region or None, p.subregion or None, None) for p in parties)


def scenario(row: Scenario, names: Mapping[str, Sequence[str]]) -> tuple[problems.Scenario, list[dict[str, object]]]:
    """Return a scenario as the problem has it, and the pins and forbids whose need or offer is no longer there."""
    cap = Money(trim(row.money_cap), row.money_cap_currency) if row.money_cap is not None else None
    pins: list[problems.Pin] = []
    forbids: list[problems.Forbid] = []
    gone: list[dict[str, object]] = []
    for wish in row.pins:
        needs, offers = names.get(wish["need"], ()), names.get(wish["offer"], ())
        quantity = Decimal(wish["quantity"]) if wish.get("quantity") else None
        # A quantity for a need that was split is nobody's in particular.
        if not needs or not offers or (quantity and len(needs) > 1):
            gone.append({"wish": "pin", "need": wish["need"], "offer": wish["offer"]})
        else:
            pins += [problems.Pin(need, offers[0], quantity) for need in needs]
    for wish in row.forbids:
        needs, offers = names.get(wish["need"], ()), names.get(wish["offer"], ())
        if not needs or not offers:
            gone.append({"wish": "forbid", "need": wish["need"], "offer": wish["offer"]})
        forbids += [problems.Forbid(need, offer, wish["reason"]) for need in needs for offer in offers]
    return problems.Scenario(tuple(pins), tuple(forbids), cap, row.ammunition, weights=weights(row)), gone


def weights(row: Scenario) -> problems.Weights:
    """Return the weights of a scenario: its own, or those that always hold."""
    return read_weights(row.weights) if row.weights else problems.Weights()


def previous_line(line: Allocation) -> problems.PreviousAllocation:
    """Return a line of a stored plan as the plan before."""
    return problems.PreviousAllocation(problem_id(line.need, line.member), problem_id(line.offer), trim(line.quantity))


def with_decisions(
    wishes: problems.Scenario, decided: Iterable[Proposal], needs: set[str], offers: set[int]
) -> problems.Scenario:
    """Return a scenario with what people decided of proposals: endorsed pairs pinned, declined ones kept out.

    What the scenario itself says of a pair comes first, and a pair that lives again is not kept out.
    """
    pins = {(pin.need, pin.offer): pin for pin in wishes.pins}
    forbids = {(forbid.need, forbid.offer): forbid for forbid in wishes.forbids}
    for proposal in decided:
        need, offer = problem_id(proposal.need, proposal.member), problem_id(proposal.offer)
        key = (need, offer)
        if need not in needs or proposal.offer_id not in offers or key in pins:
            continue
        if proposal.status == ProposalStatus.ENDORSED:
            forbids.pop(key, None)
            pins[key] = problems.Pin(need, offer, trim(proposal.quantity))
            continue
        no = next((answer for answer in proposal.answers.all() if not answer.accepts and answer.stands), None)
        if no is not None and no.code != DeclineCode.COUNTERED:
            forbids.setdefault(key, problems.Forbid(need, offer, f"declined by the {no.side}: {no.code}"))
    return replace(wishes, pins=tuple(pins.values()), forbids=tuple(forbids.values()))
