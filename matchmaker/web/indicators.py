"""Indicators in words: what stands under and over the line of each, and in which sections they are shown."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from matchmaker.core.vocabulary import Indicator

_I = Indicator
SECTIONS: tuple[tuple[str, str, tuple[Indicator, ...]], ...] = (
    (
        "needs",
        gettext_noop("Needs"),
        (
            *(_I.NEEDS_CIRCULATED, _I.NEEDS_STATED, _I.NEEDS_MET, _I.NEEDS_PARTLY_MET, _I.NEEDS_UNMET),
            _I.WOMEN_PARTICIPATING,
        ),
    ),
    ("offers", gettext_noop("Offers"), (_I.OFFERS_MADE, _I.OFFERS_USED, _I.OFFERS_UNUSED)),
    (
        "commitments",
        gettext_noop("Commitments, and what came of them"),
        (_I.MATCHES_MADE, _I.DAYS_TO_COMMITMENT, _I.DAYS_TO_DELIVERY, _I.STILL_IN_USE),
    ),
    ("pledged", gettext_noop("Money pledged: offers, before anybody said yes"), (_I.MONEY_PLEDGED,)),
    ("committed", gettext_noop("Money committed: agreed by all sides"), (_I.MONEY_COMMITTED,)),
    (
        "duplicates",
        gettext_noop("Duplicated assistance avoided"),
        (_I.DUPLICATES_AVOIDED, _I.DUPLICATED_MONEY_AVOIDED, _I.DUPLICATED_PLACES_AVOIDED),
    ),
)
"""Pledges stand apart from commitments."""

DEFINITIONS: Mapping[Indicator, Promise] = {
    _I.NEEDS_STATED: gettext_lazy("Needs that States handed in."),
    _I.NEEDS_CIRCULATED: gettext_lazy("Needs that reached circulation; to coordinators, out of those handed in."),
    _I.NEEDS_MET: gettext_lazy("Circulated needs that commitments meet in full, out of all circulated."),
    _I.NEEDS_PARTLY_MET: gettext_lazy("Circulated needs that commitments meet in part, out of all circulated."),
    _I.NEEDS_UNMET: gettext_lazy("Circulated needs without any commitment, out of all circulated."),
    _I.OFFERS_MADE: gettext_lazy("Offers that were published."),
    _I.OFFERS_USED: gettext_lazy("Offers with at least one commitment, out of those published."),
    _I.OFFERS_UNUSED: gettext_lazy("Offers without any commitment, out of those published."),
    _I.MATCHES_MADE: gettext_lazy("Commitments that stand: State, provider and implementer said yes."),
    _I.MONEY_PLEDGED: gettext_lazy("Worth of the money offered, where its rate is known. A pledge is no commitment."),
    _I.MONEY_COMMITTED: gettext_lazy(
        "Worth of the commitments that stand, where it is known. Pledges never count here."
    ),
    _I.DUPLICATES_AVOIDED: gettext_lazy(
        "Needs that a published plan kept from being helped twice, out of all circulated."
    ),
    _I.DUPLICATED_MONEY_AVOIDED: gettext_lazy("Money that was not asked for a second time because of it."),
    _I.DUPLICATED_PLACES_AVOIDED: gettext_lazy(
        "Places on courses that were not asked for a second time because of it."
    ),
    _I.DAYS_TO_COMMITMENT: gettext_lazy("Median days from the request to the commitment."),
    _I.DAYS_TO_DELIVERY: gettext_lazy("Median days from the commitment to the delivery that the recipient confirmed."),
    _I.STILL_IN_USE: gettext_lazy(
        "Deliveries that the recipient calls in use after twelve months, out of those answered."
    ),
    _I.WOMEN_PARTICIPATING: gettext_lazy(
        "Circulated needs that provide for women’s participation, out of those that say."
    ),
}
"""Numerator and denominator; docs/data-dictionary.md says the same at length."""


def titles(
    sections: Iterable[tuple[str, str, tuple[Indicator, ...]]],
) -> Iterator[tuple[str, str, tuple[Indicator, ...]]]:
    """Yield sections with their titles in the reader's language."""
    for name, title, members in sections:
        yield name, _(title), members
