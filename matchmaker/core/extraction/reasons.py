"""The reason with which a sentence starts before it asks: "The server having broken down, ...", "For the press given by Norway, ..."."""

import re
from functools import cache

from .lexicons import Lexicon


def reason_end(folded: str, reading: Lexicon) -> int:
    """Return where the reason ends with which a folded clause starts; 0 where it starts with none.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> reason_end("as the press is broken, two torches", lexicon("en")), reason_end("two torches", lexicon("en"))
    (24, 0)
    """
    reason = _reason(reading).match(folded)
    return reason.end() if reason else 0


@cache
def _reason(reading: Lexicon) -> re.Pattern[str]:
    """Return the pattern of a reason at the start of a sentence: "as the press is broken,", "le serveur etant en panne,", "marks are cut by chisel, so that"."""
    given = r"(?:delivered|donated|supplied|received|given|provided|livr|offert|recu|donn|fourni|entregad|donad|recibid|suministrad)"
    spoken = rf"(?:for|pour|para|on|sur|sobre)\s(?:the|le|la|les|el|los|las|l'|our|nos|nuestr[oa]s?)\s?[^,;:]{{3,60}}\s{given}\w*\s[^,;:]{{2,60}}"
    so = r"de modo que|de manera que|de forma que|por lo que|por lo cual|por ello|razon por la cual|so that|hence|therefore|which is why|de sorte que|si bien que|c'est pourquoi"
    opened, told = reading.pattern("reasons").pattern, reading.pattern("absolutes").pattern
    return re.compile(
        rf"\W*(?:{spoken}|(?:{opened})\s[^,;:]{{5,120}}|[^,;:]{{3,60}}\s(?:{told})\s[^,;:]{{3,80}}),\s"
        rf"|[^;:]{{8,120}}?,?\s(?:{so})\s"
    )
