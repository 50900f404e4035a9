"""The ask before, for another agency and in another number: "the same goes for the police", "for the wildlife service: half as many"."""

from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Kind
from .asks import Ask, Report
from .clause_asks import ClauseReader
from .clauses import Clause
from .excerpts import Excerpt
from .lexicons import Lexicon

_RATIOS = {
    "half": Decimal(1) / 2,
    "third": Decimal(1) / 3,
    "quarter": Decimal(1) / 4,
    "double": Decimal(2),
    "triple": Decimal(3),
    "same": Decimal(1),
}
"""Of the number before; "same" last, since "the same" may stand beside another."""
_LONG = 14
"""Words up to which a part says nothing but whose it is and how many."""


def in_proportion(text: Excerpt, clause: Clause, before: Ask, report: Report) -> list[Ask]:
    """Return the ask before for each agency to which a clause gives a share of its number.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .clause_asks import asks
    >>> from .clauses import clauses
    >>> from .lexicons import lexicon
    >>> report = Report(lexicon("en"), Gazetteer.default(), "KEN", 2026)
    >>> told = "The army needs six safes. The same goes for the police, and the navy could do with a third of that number."
    >>> excerpt = Excerpt(told, tuple(range(len(told))))
    >>> first, second = clauses(excerpt, report.reading)
    >>> again = in_proportion(excerpt, second, asks(excerpt, first, report)[0], report)
    >>> [(str(one.quantity), one.particulars.beneficiary) for one in again]
    [('6', 'police'), ('2', 'navy')]
    """
    if before.quantity is None or before.kind not in (Kind.EQUIPMENT, Kind.TRAINING):
        return []
    found = []
    for part in _parts(text, clause, report.reading):
        reader = ClauseReader(text, part, report)
        agencies = report.reading.hits("beneficiaries", reader.folded)
        ratio = _ratio(reader.folded, report.reading)
        quantity = before.quantity * ratio if ratio else Decimal(0)
        quantity = quantity.quantize(Decimal("1.0000"))
        plain = len(agencies) == 1 and not reader.heads() and not [n for n in reader.countable if n.value > 1]
        if not plain or not quantity or quantity != quantity.to_integral_value() or len(reader.folded.split()) > _LONG:
            return []
        told = reader.whole(before.kind, before.item, before.topic)
        agency = replace(told.particulars, beneficiary=agencies[0].entry)
        found.append(
            replace(told, quantity=Decimal(int(quantity)), particulars=agency, money=None, machine=before.machine)
        )
    return found


def _parts(text: Excerpt, clause: Clause, reading: Lexicon) -> list[Clause]:
    """Return the parts of a clause that its joints leave, each naming an agency."""
    folded = text.folded[clause.start : clause.end]
    cuts = [0]
    for joint in reading.shape(r"[,;]\s{and }?").finditer(folded):
        if reading.hits("beneficiaries", folded[cuts[-1] : joint.start()]) and reading.hits(
            "beneficiaries", folded[joint.end() :]
        ):
            cuts.append(joint.end())
    ends = [*cuts[1:], len(folded)]
    return [
        replace(clause, start=clause.start + first, end=clause.start + last)
        for first, last in zip(cuts, ends, strict=True)
    ]


def _ratio(folded: str, reading: Lexicon) -> Decimal | None:
    """Return which share of the number before a folded part tells, unless it tells what is there or of whom a half is."""
    if reading.search("holding", folded) or reading.search("women", folded):
        return None
    for name, ratio in _RATIOS.items():
        told = reading.search(f"proportions.{name}", folded)
        if told is not None:
            of_them = reading.shape(r"\s(?:{of_the_whole}|{of_them})").match(folded, told.end())
            return None if of_them else ratio
    return None
