"""The reason with which a sentence starts before it asks: "The server having broken down, ...", "For the press given by Norway, ..."."""

from .lexicons import Lexicon

_OF_A_GIFT = r"(?:{for }|{on })(?:{the }|{ours })[^,;:]{3,60}\s{handed_over}\s[^,;:]{2,60}"
_REASON = (
    r"\W*(?:" + _OF_A_GIFT + r"|{reasons}\s[^,;:]{5,120}|[^,;:]{3,60}\s{absolutes}\s[^,;:]{3,80}),\s"
    r"|[^;:]{8,120}?,?\s{consequences}\s"
)
"""A reason at the start of a sentence: "as the press is broken,", "le serveur etant en panne,", "marks are cut by chisel, so that"."""


def reason_end(folded: str, reading: Lexicon) -> int:
    """Return where the reason ends with which a folded clause starts; 0 where it starts with none.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> reason_end("as the press is broken, two torches", lexicon("en")), reason_end("two torches", lexicon("en"))
    (24, 0)
    """
    reason = reading.shape(_REASON).match(folded)
    return reason.end() if reason else 0
