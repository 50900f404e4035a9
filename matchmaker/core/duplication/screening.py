"""Duplication, screening: a record set in; the pairs worth a look, clusters and contradictions out."""

from dataclasses import dataclass, field
from decimal import Decimal

from ..entities.records import ComparedPair, Contradiction, FieldReason, Record, RecordSet, Screening
from ..gazetteer import Gazetteer
from ..vocabulary import Relation
from .blocking import Blocks
from .classification import classify
from .clusters import clusters, contradictions, same_things
from .comparison import Comparison
from .facts import Facts, Reader
from .parties import PartyIndex
from .senses import hundredths
from .sizes import compare_times
from .together import hopeless
from .verdicts import Pair, Settled, settle, standing


@dataclass(frozen=True, slots=True)
class Index:
    """Records read and put into blocks, with what people said of them: what one incoming record is held against.

    Examples
    --------
    >>> from matchmaker.core.vocabulary import RecordType, Theme
    >>> asked = Record("r1", RecordType.NEED, "two marking machines", state="RWA", theme=Theme.MARKING, cycle=2014)
    >>> index = Index.of(RecordSet((asked,), {}, None), Gazetteer.default())
    >>> again = Record("r2", RecordType.NEED, "2 machines for marking", state="RWA", theme=Theme.MARKING, cycle=2016)
    >>> [(pair.a, pair.b, str(pair.relation)) for pair in screen_one(again, index)]
    [('r1', 'r2', 'restated')]
    """

    reader: Reader
    blocks: Blocks
    settled: dict[Pair, Settled] = field(default_factory=dict)
    against: tuple[Contradiction, ...] = ()

    @classmethod
    def of(cls, records: RecordSet, gazetteer: Gazetteer) -> "Index":
        """Read a record set into an index."""
        reader = Reader(PartyIndex.of(gazetteer), records.regional, records.rates)
        blocks = Blocks(reader.facts(record) for record in records.records)
        settled, against = settle(
            standing(records.verdicts),
            one_level=lambda a, b: blocks[a].regional == blocks[b].regional,
            one_time=lambda a, b: compare_times(blocks[a], blocks[b]).same,
        )
        return cls(reader, blocks, settled, against)

    def add(self, record: Record) -> None:
        """Put one more record in."""
        self.blocks.add(self.reader.facts(record))


def screen(records: RecordSet, gazetteer: Gazetteer) -> Screening:
    """Compare records with one another; people's verdicts outrank what the comparison says.

    Parameters
    ----------
    records : RecordSet
        Of `read_records`, or made from the database.
    gazetteer : Gazetteer
        Resolves the names of States and organisations.

    Returns
    -------
    Screening
        Pairs in the order of their ids. A pair judged `unrelated` by a person is among them, with `judged` set; one
        that the machine holds unrelated is not.

    Notes
    -----
    Fellegi and Sunter (1969) for blocks, comparison and decision; the decision rules are the published finer points
    of what counts as a duplicate, each with its sentence, instead of learned weights.
    """
    index = Index.of(records, gazetteer)
    found: dict[Pair, ComparedPair] = {}
    for record in records.records:
        one = index.blocks[record.id]
        for other_id in index.blocks.near(one, only_before=True):
            other = index.blocks[other_id]
            if not hopeless(one, other):
                _keep(found, _judged(one, other, index.settled))
    for a, b in index.settled:
        if (a, b) not in found:
            _keep(found, _judged(index.blocks[a], index.blocks[b], index.settled))
    return _gathered(found, index)


def screen_one(record: Record, index: Index) -> tuple[ComparedPair, ...]:
    """Compare one incoming record with those of an index; the record itself is not added.

    Parameters
    ----------
    record : Record
        Its own id in the index, if it stands there already, is left out.
    index : Index
        Of `Index.of`.

    Returns
    -------
    tuple of ComparedPair
        In the order of their ids.
    """
    one = index.reader.facts(record)
    found: dict[Pair, ComparedPair] = {}
    for other_id in index.blocks.near(one):
        other = index.blocks[other_id]
        if not hopeless(one, other):
            _keep(found, _judged(one, other, index.settled))
    return tuple(found[pair] for pair in sorted(found))


def _keep(found: dict[Pair, ComparedPair], pair: ComparedPair) -> None:
    if pair.judged or pair.relation is not Relation.UNRELATED:
        found[pair.a, pair.b] = pair


def _judged(one: Facts, other: Facts, settled: dict[Pair, Settled]) -> ComparedPair:
    """Compare and classify two records, the smaller id first; a verdict takes the place of the machine's rule."""
    a, b = (one, other) if one.id < other.id else (other, one)
    verdict = settled.get((a.id, b.id))
    comparison = Comparison(a, b)
    if verdict:
        reason = FieldReason("verdict", Decimal(1), verdict.detail)
        reasons = (reason, *comparison.reasons())
        return ComparedPair(a.id, b.id, verdict.relation, Decimal(1), judged=True, reasons=reasons)
    decision = classify(a, b, comparison)
    confidence = hundredths(decision.confidence)
    reasons = (FieldReason("rule", confidence, decision.rule),)
    if decision.relation is not Relation.UNRELATED:
        reasons += comparison.reasons()
    return ComparedPair(a.id, b.id, decision.relation, confidence, judged=False, reasons=reasons)


def _gathered(found: dict[Pair, ComparedPair], index: Index) -> Screening:
    blocks = index.blocks

    def one_level(a: str, b: str) -> bool:
        return blocks[a].regional == blocks[b].regional

    def relate(a: str, b: str) -> Relation:
        verdict = index.settled.get((a, b))
        one, other = blocks[a], blocks[b]
        return verdict.relation if verdict else classify(one, other, Comparison(one, other)).relation

    pairs = tuple(found[pair] for pair in sorted(found))  # of two paths of one length the first is told
    same, part = same_things(pairs, one_level=one_level)
    return Screening(
        pairs=pairs,
        clusters=clusters(same, part, regional=lambda each: blocks[each].regional),
        contradictions=(*index.against, *contradictions(same, found, relate)),
    )
