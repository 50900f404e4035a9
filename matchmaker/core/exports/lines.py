"""The lines of an export: one a need, an offer or a commitment, with None where the reader may not see a fact.

Each field says the HXL hashtag of its column; a party has two columns, its code and its name.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from matchmaker.core.vocabulary import CommitmentStatus, OfferStatus, Unit


@dataclass(frozen=True, slots=True)
class Named:
    """A party where a line names it.

    Attributes
    ----------
    code, name : str
        Its code, and its name in the words of the United Nations.
    type : str
        ``state`` or an organisation type.
    alpha2 : str or None
        ISO 3166-1 alpha-2 code of a State.
    """

    code: str
    name: str
    type: str
    alpha2: str | None


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need; of one that is closed to the reader only the id, the State and the theme."""

    id: Annotated[str, "#meta+id"]
    state: Annotated[Named, "#country"]
    theme: Annotated[str, "#sector"]
    kind: Annotated[str | None, "#modality"]
    item: Annotated[str | None, "#item"]
    beneficiary: Annotated[str | None, "#beneficiary"]
    quantity: Annotated[Decimal | None, "#need+quantity"]
    unit: Annotated[str | None, "#need+unit"]
    amount: Annotated[Decimal | None, "#value+need"]
    currency: Annotated[str | None, "#currency"]
    start: Annotated[date | None, "#date+start"]
    end: Annotated[date | None, "#date+end"]
    requested: Annotated[date | None, "#date+requested"]
    cycle: Annotated[int | None, "#date+year+cycle"]
    tier: Annotated[int | None, "#severity+tier"]
    status: Annotated[str | None, "#status"]
    site: Annotated[str | None, "#loc+site"]
    words: Annotated[str | None, "#description"]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer."""

    id: Annotated[str, "#meta+id"]
    provider: Annotated[Named, "#org"]
    title: Annotated[str, "#activity"]
    themes: Annotated[tuple[str, ...], "#sector+list"]
    kinds: Annotated[tuple[str, ...], "#modality+list"]
    items: Annotated[tuple[str, ...], "#item+list"]
    capacity: Annotated[Decimal, "#capacity"]
    unit: Annotated[Unit, "#capacity+unit"]
    currency: Annotated[str, "#currency"]
    eligible_states: Annotated[tuple[str, ...], "#country+code+list"]
    eligible_regions: Annotated[tuple[str, ...], "#region+list"]
    eligible_groups: Annotated[tuple[str, ...], "#group+list"]
    start: Annotated[date, "#date+start"]
    end: Annotated[date, "#date+end"]
    published: Annotated[date | None, "#date+published"]
    status: Annotated[OfferStatus, "#status"]
    ceiling_notes: Annotated[str | None, "#description+ceiling"]
    text: Annotated[str, "#description"]


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment; a counter-entry is negative and names what it reverses."""

    id: Annotated[str, "#meta+id"]
    provider: Annotated[Named, "#org+funding"]
    implementer: Annotated[Named, "#org+impl"]
    state: Annotated[Named, "#country"]
    theme: Annotated[str, "#sector"]
    kind: Annotated[str, "#modality"]
    quantity: Annotated[Decimal, "#delivery+quantity"]
    unit: Annotated[str, "#delivery+unit"]
    money: Annotated[Decimal | None, "#value+committed"]
    currency: Annotated[str, "#currency"]
    agreed: Annotated[date, "#date+start"]
    delivered: Annotated[date | None, "#date+end"]
    status: Annotated[CommitmentStatus, "#status"]
    need: Annotated[str | None, "#meta+id+need"]
    offer: Annotated[str | None, "#meta+id+offer"]
    reverses: Annotated[str | None, "#meta+id+reverses"]


Line = NeedLine | OfferLine | CommitmentLine
