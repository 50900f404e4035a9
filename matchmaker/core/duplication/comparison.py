"""Duplication, comparison: two records' facts in; field by field how they compare, as a score and in words, out."""

from collections.abc import Callable, Mapping

from ..entities.records import FieldReason
from .facts import Facts
from .givers import compare_parties
from .recipients import compare_beneficiaries, compare_sites, compare_states
from .senses import UNSAID, Compared, hundredths
from .sizes import compare_amounts, compare_quantities, compare_times
from .subjects import compare_items, compare_kinds, compare_phases, compare_texts, compare_themes, compare_topics

COMPARATORS: Mapping[str, Callable[[Facts, Facts], Compared]] = {
    "state": compare_states,
    "beneficiary": compare_beneficiaries,
    "theme": compare_themes,
    "kind": compare_kinds,
    "item": compare_items,
    "quantity": compare_quantities,
    "site": compare_sites,
    "time": compare_times,
    "provider": compare_parties,
    "amount": compare_amounts,
    "phase": compare_phases,
    "topic": compare_topics,
    "text": compare_texts,
}
"""What is compared and by what, in the order in which reasons are told."""


class Comparison:
    """Two records field by field; a field is compared when it is first asked for, since most pairs need but a few.

    Parameters
    ----------
    a, b : Facts
        Records of any type, read by one reader.

    Notes
    -----
    Symmetric in its senses and scores. A field that one record leaves empty contradicts nothing: its score is one half.
    """

    state: Compared
    beneficiary: Compared
    theme: Compared
    kind: Compared
    item: Compared
    quantity: Compared
    site: Compared
    time: Compared
    provider: Compared
    amount: Compared
    phase: Compared
    topic: Compared
    text: Compared

    def __init__(self, a: Facts, b: Facts) -> None:
        self.a = a
        self.b = b

    def __getattr__(self, name: str) -> Compared:
        """Compare a field at its first use; from then on it is an attribute like any other."""
        if name not in COMPARATORS:
            raise AttributeError(name)
        compared = COMPARATORS[name](self.a, self.b)
        setattr(self, name, compared)
        return compared

    def reasons(self) -> tuple[FieldReason, ...]:
        """Return what speaks for or against, without the fields on which neither record says anything."""
        named: list[tuple[str, Compared]] = [(name, getattr(self, name)) for name in COMPARATORS]
        return tuple(
            FieldReason(name, hundredths(compared.score), compared.detail)
            for name, compared in named
            if compared is not UNSAID
        )
