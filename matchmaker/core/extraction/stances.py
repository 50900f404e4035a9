"""How a part of a sentence stands to a request: it asks, denies, tells what was done, offers, or tells what a State has.

A State asks in countless words; the rules here look for how such words are built, and the lists of the lexicon hold the words:
a cue of asking ("requests", "would be grateful"), partners who are appealed to ("donors are invited to"), a duty with what
helps ("must be equipped"), a denial before a cue, a passive past ("were delivered by"), an ability with a verb of giving ("can host").
"""

import re
from functools import cache, lru_cache

from .cues import asks_by_build, by_others, is_ahead, is_passive, obliges_others, resolves_to_ask
from .folding import fold
from .lexicons import Lexicon, answer_words
from .reasons import reason_end

_DENIED = 12
"""How far before an ability its denial may stand."""
_REMARK = re.compile(r"\([^()]*\)|\s-\s[^-]{3,80}\s-\s")
_NEAR = r"(?:[^\w,;:.()]+[\w'-]+){0,4}?[^\w,;:.()]+"
_COUNT = r"(?:\d+(?:[.,]\d+)*|{numbers})"
_JOINT = r"[,;:]|{separators}"
_DENIED_CUE = r"{denials}(?P<after>[^\w,;:.()]+)(?:(?!{separators})[\w'-]+[^\w,;:.()]+){0,4}?{deniable}"
"""A denial with a cue of asking close behind it, nothing but words between."""
_BESIDE = r"(?<=\w),\s(?:[^\s,;:]+\s){1,5}{absolutes}\s[^,;:]*"
"""A reason behind its matter that has a participle: ", no funds being available", ", aucun credit n'etant prevu"."""
_STOCK = "|".join(
    (
        r"{holding}\s+(?:(?:{only}|{before_counts})\s+)?"
        + _COUNT
        + r"(?!\w)(?!\s(?:[\w-]+\s)?(?:{need_nouns}|{asking_heads}))(?![^,;]*\s{still_to}\s)",
        _COUNT + r"\s{of_them }?(?!{not_working}){working}",
        r"{working}(?:\s|\s?:\s?)" + _COUNT + r"(?!\w)",
    )
)
"""A number that tells how many a State has: "have five machines", "of which two work"."""
_ANOTHER_WOULD = r",\s{another}\s[^,;]{3,60}?\s{cues.conditionals}\s"
"""Another thing and what it would do, behind a comma: ", a second machine would permit"."""
_ONE = r"(?:{articles}|{numbers}|\d+)\s"
_SUFFICES = r"\W*(?:" + _ONE + r"[^,;:.]{3,60}?\s{suffices}|{suffices}\s{with }?" + _ONE + ")"
"""What would be enough, told of something that is not there yet: "a simple database will do"."""
_ABLE = "{able}(?:" + _NEAR + r"|\W+){giving}"
_THING = r"\W*{definite }(?:[\w'-]+\s){1,4}"
_SUCH_A_THING = r"\W*(?:{another }|{an })"
_WHO = r"\s{relatives }(?:\w+\s)?$"
_FOR_THE_THING = r"{prepositions}\s+{definite }"


@lru_cache(maxsize=2048)  # needs and engagements ask of the same parts
def stance(part: str, reading: Lexicon) -> tuple[str, int]:
    """Tell how a folded part stands to a request, and where the part of it starts that counts.

    Returns
    -------
    tuple of (str, int)
        ``plain``, ``negative``, ``fulfilled``, ``offer`` or ``own``, and an offset.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> stance("no funds are requested", lexicon("en")), stance("kenya can host two trainees", lexicon("en"))
    (('negative', 0), ('offer', 0))
    """
    stripped = part.strip(" .,:;!?()[]'\"")
    if stripped in _empties(reading) or _is_nothing(re.sub(r"\s{3,}", ": ", stripped), reading):
        return "negative", 0
    if is_gap_title(part, reading):
        return "plain", 0
    if _is_stock_title(part, reading):
        return "own", 0
    denial = _denial(part, stripped, reading)
    if denial is not None:
        resumed = _resumed(part, denial, reading)
        return ("plain", resumed) if resumed is not None else ("negative", 0)
    done = _done(part, reading)
    if done is not None:
        resumed = _asked_behind_done(part, done[1], reading)
        return ("fulfilled", 0) if resumed is None else ("plain", resumed)
    if offers(part, reading):
        return "offer", 0
    if reading.search("readiness.project_proposal.yes", part) and re.search(r"\d{3}", part):
        return "plain", 0
    told = _REMARK.sub(lambda remark: " " * len(remark[0]), part)
    stock = reading.shape(_STOCK).search(told) or _possession(told, reading)
    if stock is not None and cued(part, reading):
        return "plain", _asks_behind(part, stock.end(), reading) or 0
    if stock is not None and reading.shape(_SUFFICES).match(part):
        return "plain", 0
    owned = stock or (_given(part, reading) and not reading.search("cues.gaps", part))
    if owned and not cued(part, reading):
        return "own", 0
    return "plain", 0


@lru_cache(maxsize=4096)
def cued(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part asks in so many words.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> [cued(text, lexicon("en")) for text in ("partners are invited to fund a course", "two courses were held")]
    [True, False]
    """
    if obliges_others(part, reading):
        return False
    for other in reading.pattern("not_requests").finditer(part):
        part = part[: other.start()] + "," * (other.end() - other.start()) + part[other.end() :]
    if is_gap_title(part, reading) or reading.search("requests", part) or asks_by_build(part, reading):
        return True
    if reading.search("unfunded", part):
        return True  # "could not be launched for lack of funds"
    partner = reading.search("partners", part)
    return partner is not None and reading.search("appeals", part) is not None


def is_gap_title(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part stands behind a label that tells what is missing: ``shortfalls: two machines``.

    Examples
    --------
    >>> from .lexicons import lexicon
    >>> is_gap_title("still unfunded: a fence", lexicon("en")), is_gap_title("marking: a machine", lexicon("en"))
    (True, False)
    """
    label, colon, _ = part.partition(":")
    return colon == ":" and reading.pattern("gap_titles").fullmatch(label.strip(" -*")) is not None


def _is_stock_title(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part stands behind a label that tells what is there: ``in place: four safes``."""
    label, colon, rest = part.partition(":")
    named = reading.pattern("stock_labels").fullmatch(label.strip(" -*("))
    return bool(colon) and named is not None and not cued(rest, reading)


def offers(part: str, reading: Lexicon) -> bool:
    """Say whether a folded part offers help to others."""
    partner, gave = reading.search("partners", part), reading.search("provided", part)
    for told in (reading.search("offers", part), reading.shape(_ABLE).search(part)):
        if told is None or (partner and partner.start() < told.start()) or by_others(part[: told.start()], reading):
            continue
        if gave and gave.start() <= told.start() and reading.search("disposal", told[0]):
            continue  # "placed two instructors at the disposal of" tells what was given
        if not reading.search("denials", part[max(0, told.start() - _DENIED) : told.start()]):
            return True
    willing = reading.search("willing", part) or reading.search("able", part)
    return bool(reading.search("others", part) and reading.search("giving", part) and willing)


def _is_nothing(stripped: str, reading: Lexicon) -> bool:
    """Say whether a label is answered with nothing: ``funds: no``."""
    label, _, answer = _REMARK.sub(
        " ", f"{stripped})" if stripped.count("(") > stripped.count(")") else stripped
    ).rpartition(":")
    answer = answer.strip()
    return (
        label != ""
        and len(label) < 40
        and answer != ""
        and (answer in _empties(reading) or answer in _starts(reading))
        and answer_words().get(answer) != "yes"
    )


def _denial(part: str, stripped: str, reading: Lexicon) -> re.Match[str] | None:
    """Return where a part denies that it asks, or starts with a word of denial."""
    for beside in (reading.shape(_BESIDE), reading.pattern("restrictions")):
        part = beside.sub(lambda told: " " * len(told[0]), part)
    part = reading.pattern("unfunded").sub(
        lambda lack: "." * len(lack[0]), part
    )  # "nothing was set aside for the radios"
    stripped = part.strip(" ,:;!?()[]'\"")
    for match in reading.shape(_DENIED_CUE).finditer(part):
        following = re.search(r"[\w']+", part[match.start("after") :])
        if not following or following[0] not in _having(reading):
            return match
    if reading.search("not_negatives", part):
        rest = reading.pattern("not_negatives").sub(lambda gap: "_" * len(gap[0]), part)
        return reading.search("purposeless", rest)
    first = re.match(r"[\w/.']+", stripped)
    if first and first[0].strip(".") in _starts(reading):
        return re.search(re.escape(first[0]), part)
    return reading.search("negatives", part)


def _resumed(part: str, denial: re.Match[str], reading: Lexicon) -> int | None:
    """Return where a part asks again behind its denial: "no funds are requested and a course would be welcome"."""
    exception = reading.pattern("exceptions").search(part, denial.start())
    if exception and re.search(r"\w{3}", part[exception.end() :]):
        return None if reading.search("received", part[exception.end() :]) else exception.end()
    for match in reading.shape(_JOINT).finditer(part, denial.end()):
        if reading.shape(r"\s*{only}").match(part[match.end() :]):
            return match.end()
        if cued(part[match.end() :], reading) and not reading.shape(_DENIED_CUE).search(part, denial.end()):
            return match.end()
    return None


def _done(part: str, reading: Lexicon) -> tuple[int, int] | None:
    """Return where a part tells what was done, if that is what it tells."""
    caused = reason_end(part, reading)
    caused = 0 if reading.search("requests", part[caused:]) else caused
    for name in ("fulfilled", "done"):
        for match in reading.pattern(name).finditer(part):
            told = match.span()
            if told[1] < caused:
                continue  # "since the smelter was closed, a shredder"
            if re.search(r"\d{3}", part[: told[0]]) and reading.search("suffices", part[: told[0]]):
                continue  # "a survey, for which USD 30,000 would suffice, has been designed"
            if part.rfind("(", 0, told[0]) > part.rfind(")", 0, told[0]) or _conditional(part, told[0], reading):
                continue
            if is_ahead(part[: told[0]], reading):
                continue
            if name == "done" and reading.search("not_done", part[told[0] : told[1]]):
                continue
            if name == "done" and resolves_to_ask(part[told[0] :], reading):
                continue
            denial = reading.search("not_fulfilled", part[: told[1]])
            if denial is not None and denial.end() > told[0] - 25:
                return None
            if _only_describes(part, told, reading):
                continue
            return told
    return None


def _tells_which(part: str, place: int, reading: Lexicon) -> bool:
    """Say whether a word of asking only tells which things are meant: "the machines requested"; not "is now requested"."""
    past = reading.pattern("requested").match(part, place)
    return past is not None and not is_passive(part[:place], reading)


def _asks_behind(part: str, place: int, reading: Lexicon) -> int | None:
    """Return where a part that first tells what a State has goes on to ask: "have only three, and need nine more"."""
    for match in reading.shape(_JOINT).finditer(part, place):
        if cued(part[match.end() :], reading) and not cued(part[: match.start()], reading):
            return match.end()
    return None


def _possession(told: str, reading: Lexicon) -> re.Match[str] | None:
    """Return where a part tells what a State has, outside a condition: not "once the register exists"."""
    for match in reading.pattern("possession").finditer(told):
        # "a press of its own", "for each to have a press"
        mine = reading.shape(r"(?:{possessives}|{to})\s$").search(told[: match.start()])
        if mine is None and not _conditional(told, match.start(), reading):
            return match
    return None


def _given(part: str, reading: Lexicon) -> bool:
    """Say whether a part tells of a thing that somebody gave: ``the software provided by``."""
    subject = reading.shape(_THING).match(part)
    given = reading.search("received", part)
    return subject is not None and given is not None and given.start() <= subject.end()


def _conditional(part: str, place: int, reading: Lexicon) -> bool:
    """Say whether a place lies inside a condition: "once the depot has been completed"."""
    excused = [match.span() for match in reading.pattern("not_conditions").finditer(part, 0, place)]
    cues = reading.pattern("conditions").finditer(part, 0, place)
    cue = next((one for one in cues if not any(start <= one.start() < end for start, end in excused)), None)
    return cue is not None and "," not in part[cue.end() : place]


def _asked_behind_done(part: str, place: int, reading: Lexicon) -> int | None:
    """Return where a part asks that first tells what was done: "one has come, and another is requested"."""
    again = reading.search("requests", part[place:])
    if reading.search("fulfilled", part[place:]):
        again = None
    if again is None and (more := reading.shape(_ANOTHER_WOULD).search(part, place)):
        return more.start() + 1  # "the machine is in use, a second machine would permit work at the coast"
    if (
        again is None
        and (invited := _asks_behind(part, place, reading))
        and not reading.search("fulfilled", part[invited:])
    ):
        return invited  # "a pilot, which UNICEF financed, partners are invited to give 12 million"
    if again is None or _tells_which(part, place + again.start(), reading):
        return None
    parted = [match.end() for match in reading.shape(_JOINT).finditer(part, place, place + again.start())]
    return parted[-1] if parted else place


def _only_describes(part: str, told: tuple[int, int], reading: Lexicon) -> bool:
    """Say whether "already received" only describes a thing that an ask speaks of: ``operators for the machines already received``."""
    indefinite = reading.shape(_SUCH_A_THING).match(part)
    if indefinite and reading.shape(_WHO).search(part[: told[0]]):
        return True  # "a refresher for the eight who were trained in 2019"
    already = reading.pattern("already").match(part, told[0])
    if already is None:
        return False
    before = reading.shape(_FOR_THE_THING).search(part[: told[0]])
    return before is not None


@cache
def _empties(reading: Lexicon) -> frozenset[str]:
    return frozenset(fold(word).strip(" .") for word in reading.words("empties"))


@cache
def _starts(reading: Lexicon) -> frozenset[str]:
    return frozenset(map(fold, reading.words("starts_negative")))


@cache
def _having(reading: Lexicon) -> frozenset[str]:
    return frozenset(map(fold, reading.words("having")))
