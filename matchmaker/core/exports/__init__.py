"""Exports: what a reader may see of needs, offers and commitments, as files that other systems read.

In come lines that hold nothing their reader may not see; out go CSV, CSV with HXL hashtags, JSON and IATI activities.
"""

from .iati import Publisher, to_iati
from .lines import CommitmentLine, Named, NeedLine, OfferLine
from .tables import heads, to_csv, to_json

__all__ = ["CommitmentLine", "Named", "NeedLine", "OfferLine", "Publisher", "heads", "to_csv", "to_iati", "to_json"]
