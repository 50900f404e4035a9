"""Duplication, screening: a record set in; the pairs worth a look, clusters and contradictions out."""

from decimal import Decimal

from ..entities.records import ComparedPair, FieldReason, RecordSet, Screening
from ..gazetteer import Gazetteer
from ..vocabulary import Relation
from .blocking import Blocks
from .classification import classify
from .comparison import compare
from .facts import Facts, Reader
from .parties import PartyIndex


def screen(records: RecordSet, gazetteer: Gazetteer) -> Screening:
    """Compare records with one another and hold the verdicts of people above the machine's."""
    reader = Reader(PartyIndex(gazetteer), records.regional, records.rates)
    facts = [reader.facts(record) for record in records.records]
    blocks = Blocks(facts)
    pairs = []
    for one in facts:
        for other_id in blocks.near(one):
            if one.id < other_id:
                pair = judge(one, blocks[other_id])
                if pair.relation is not Relation.UNRELATED:
                    pairs.append(pair)
    return Screening(tuple(sorted(pairs, key=lambda pair: (pair.a, pair.b))), (), ())


def judge(one: Facts, other: Facts) -> ComparedPair:
    """Compare and classify two records, the smaller id first."""
    a, b = (one, other) if one.id < other.id else (other, one)
    comparison = compare(a, b)
    decision = classify(a, b, comparison)
    confidence = Decimal(str(decision.confidence))
    if decision.relation is Relation.UNRELATED:
        return ComparedPair(a.id, b.id, decision.relation, confidence, judged=False, reasons=())
    rule = FieldReason("rule", confidence, decision.rule)
    return ComparedPair(a.id, b.id, decision.relation, confidence, judged=False, reasons=(rule, *comparison.reasons()))
