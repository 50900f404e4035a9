"""Assignment: a problem and one verdict in; the same problem as it would be under that verdict out."""

from collections.abc import Iterable
from dataclasses import replace

from ..entities.problems import AssignmentInput, Engagement, Judgement, Need
from ..errors import MatchmakerError
from ..vocabulary import Relation


def with_verdict(problem: AssignmentInput, a: str, b: str, relation: Relation) -> AssignmentInput:
    """Return the problem with another verdict on one pair; it takes the place of the one that stands.

    Parameters
    ----------
    problem : AssignmentInput
        As read.
    a, b : str
        Ids of two needs, two offers, or a need and an engagement, in either order.
    relation : Relation
        `overlapping` on a need and an engagement that does not cover it by its fields writes the engagement under the
        need's own fields once more, so that it does.

    Raises
    ------
    MatchmakerError
        An id is unknown, or two needs of different States or kinds would be restated.

    Notes
    -----
    ``docs/duplication.md``.

    Examples
    --------
    >>> from matchmaker.core.assignment.instances import realistic
    >>> problem = replace(realistic(6, 3, seed=1), judgements=())
    >>> first, second = problem.offers[0].id, problem.offers[1].id
    >>> with_verdict(problem, first, second, Relation.OVERLAPPING).judgements[0].relation.value
    'overlapping'
    """
    needs = {need.id: need for need in problem.needs}
    engagements = {row.id: row for row in problem.engagements}
    known = {*needs, *engagements, *(offer.id for offer in problem.offers)}
    for name in (a, b):
        if name not in known:
            raise MatchmakerError("unknown_id", f'The problem has no row "{name}": judge rows that it has.')
    if relation is Relation.RESTATED and a in needs and b in needs:
        one, other = needs[a], needs[b]
        if (one.state, one.kind) != (other.state, other.kind):
            message = f'"{a}" and "{b}" are of different States or kinds: only needs of one State and kind are one.'
            raise MatchmakerError("bad_judgement", message)
    judged = replace(problem, judgements=(*without_verdicts(problem, [(a, b)]).judgements, Judgement(a, b, relation)))
    need, engagement = needs.get(a) or needs.get(b), engagements.get(a) or engagements.get(b)
    if relation is Relation.OVERLAPPING and need and engagement and not covers(engagement, need):
        judged = replace(judged, engagements=(*problem.engagements, _under(need, engagement)))
    return judged


def without_verdicts(problem: AssignmentInput, pairs: Iterable[tuple[str, str]]) -> AssignmentInput:
    """Return the problem without the verdicts on some pairs."""
    gone = {frozenset(pair) for pair in pairs}
    kept = tuple(row for row in problem.judgements if frozenset((row.a, row.b)) not in gone)
    return replace(problem, judgements=kept)


def covers(engagement: Engagement, need: Need) -> bool:
    """Say whether an engagement covers a need by its fields: State, theme, kind, item, beneficiary, time."""
    fields = ("state", "theme", "kind", "item", "beneficiary")
    alike = all(getattr(engagement, name) == getattr(need, name) for name in fields)
    return alike and engagement.start < need.end and need.start < engagement.end


def _under(need: Need, engagement: Engagement) -> Engagement:
    """Return an engagement as one that covers a need."""
    apart = engagement.start >= need.end or need.start >= engagement.end
    return replace(
        engagement,
        id=f"{engagement.id} for {need.id}",
        state=need.state,
        theme=need.theme,
        kind=need.kind,
        item=need.item,
        beneficiary=need.beneficiary,
        start=need.start if apart else engagement.start,
        end=need.end if apart else engagement.end,
    )
