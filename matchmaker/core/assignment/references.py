"""Assignment, reading: what the rows of a problem say about one another; refuses what names nothing or contradicts."""

from collections.abc import Iterable

from ..entities.problems import AssignmentInput
from ..errors import MatchmakerError
from ..vocabulary import Relation
from .fields import quoted


def check_references(problem: AssignmentInput) -> None:
    """Refuse repeated ids, references to nothing, currencies without a rate, and contradictory rows.

    Parameters
    ----------
    problem : AssignmentInput
        Rows whose fields are each in order.

    Raises
    ------
    MatchmakerError
        One sentence that names the id.
    """
    _unique("State", (state.code for state in problem.states))
    _unique("provider", (provider.code for provider in problem.providers))
    needs = {need.id for need in problem.needs}
    offers = {offer.id for offer in problem.offers}
    engagements = {engagement.id for engagement in problem.engagements}
    _unique("id", (row.id for table in (problem.needs, problem.offers, problem.engagements) for row in table))
    states = {state.code for state in problem.states}
    providers = {provider.code for provider in problem.providers}
    for need in problem.needs:
        _known("State", need.state, states, f"needs {quoted(need.id)}")
    for engagement in problem.engagements:
        _known("State", engagement.state, states, f"engagements {quoted(engagement.id)}")
    for offer in problem.offers:
        _known("provider", offer.provider, providers, f"offers {quoted(offer.id)}")
    for table, pairs in (("pins", problem.scenario.pins), ("forbids", problem.scenario.forbids)):
        for pair in pairs:
            _known("need", pair.need, needs, table)
            _known("offer", pair.offer, offers, table)
    for judgement in problem.judgements:
        for end in (judgement.a, judgement.b):
            _known("need, offer or engagement", end, needs | offers | engagements, "judgements")
    _currencies(problem)
    _bundles(problem)
    _judgements(problem)


def _unique(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise MatchmakerError("repeated_id", f"The {what} {quoted(name)} stands twice: keep one of the two rows.")
        seen.add(name)


def _known(what: str, name: str, names: set[str], where: str) -> None:
    if name not in names:
        message = f"{where} names the {what} {quoted(name)}, which is not in the file: add its row or correct the name."
        raise MatchmakerError("unknown_reference", message)


def _currencies(problem: AssignmentInput) -> None:
    named = [(f"needs {quoted(need.id)}", need.unit_cost.currency) for need in problem.needs if need.unit_cost]
    named += [(f"offers {quoted(offer.id)}", offer.currency) for offer in problem.offers if offer.currency]
    named += [(f"providers {quoted(row.code)}", row.budget.currency) for row in problem.providers if row.budget]
    if problem.scenario.money_per_provider_recipient:
        cap = problem.scenario.money_per_provider_recipient
        named.append(('scenario, "money_per_provider_recipient"', cap.currency))
    for where, currency in named:
        if not problem.rates.knows(currency):
            message = f"{where} uses the currency {quoted(currency)}, for which the rates say nothing: add its rate."
            raise MatchmakerError("unknown_currency", message)


def _bundles(problem: AssignmentInput) -> None:
    state_of: dict[str, str] = {}
    for need in problem.needs:
        if need.bundle is not None and state_of.setdefault(need.bundle, need.state) != need.state:
            message = (
                f"The bundle {quoted(need.bundle)} has needs of {quoted(state_of[need.bundle])} and, with"
                f" {quoted(need.id)}, of {quoted(need.state)}: a bundle's needs are of one State."
            )
            raise MatchmakerError("bad_bundle", message)


def _judgements(problem: AssignmentInput) -> None:
    needs = {need.id: need for need in problem.needs}
    verdicts: dict[frozenset[str], Relation] = {}
    for judgement in problem.judgements:
        pair = f"{quoted(judgement.a)} and {quoted(judgement.b)}"
        verdict = verdicts.setdefault(frozenset((judgement.a, judgement.b)), judgement.relation)
        if verdict is not judgement.relation:
            message = (
                f"judgements calls {pair} both {verdict.value} and {judgement.relation.value}: keep one of the two."
            )
            raise MatchmakerError("contradictory_judgements", message)
        if judgement.relation is Relation.RESTATED and judgement.a in needs and judgement.b in needs:
            a, b = needs[judgement.a], needs[judgement.b]
            if (a.state, a.kind) != (b.state, b.kind):
                message = (
                    f"judgements calls {pair} restated, but they are not of one State and kind: correct one of them."
                )
                raise MatchmakerError("bad_restated", message)
