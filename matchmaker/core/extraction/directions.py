"""Who gave to whom in running text: by the question, by the verb of giving and who stands before it, by thanks."""

import re

from ..vocabulary import Direction
from .asks import Report
from .catalogue import Role
from .clauses import Clause
from .cues import is_passive
from .folding import fold
from .gifts import gift, given
from .lexicons import Lexicon
from .parties import parties as parties_in
from .sections import Answer

_GIVEN_BY = r"(?:{the }|{ours })(?:[\w'-]+\s){1,4}?{handed_over }{by }"
"""A thing that is there with its giver: "the machine donated by Sweden" is no ask, whatever the rest of the clause asks."""
_NAMES = r"\W*(?:(?:{and}|{the})\W*)*"
"""What stands between the names of a list and around them."""
TAKEN_UP = r"(?:^|,\s|{and }){object_pronouns}\s*$"
"""A thing named before, taken up in front of its verb: ", la pagó Noruega"."""
_TURNED = r"{turning_relatives}\s*$|" + TAKEN_UP
"""What stands before a verb whose subject follows: "las máquinas que donó Suiza"."""
_BY_WHOM = r"(?:{by }|{from }|{of }){the }?$"
_NOT_GIVER = r"(?:(?:{through }{forms.of }?|{to }){the }?|{through})\s*$"
"""What stands before a party that is no giver: "through INTERPOL", "A El Salvador se le prestó"."""
_RECIPIENT = r"(?:^|[,;:.]\s*|{and })\W*{to }{the }?$"
DIRECTIONS = {Role.RECEIVED: Direction.RECEIVED, Role.PROVIDED: Direction.PROVIDED}


def direction_of(answer: Answer, clause: Clause, folded: str, printed: str, report: Report) -> Direction | None:
    """Return the direction of the assistance that a clause tells; None where it tells of none."""
    reading = report.reading
    told = _of_stance(clause, folded, printed, report)
    if told is not None or _only_promised(folded, reading):
        return told
    if answer.context in DIRECTIONS:
        if clause.stance not in ("plain", "fulfilled", "own") or _asks_or_denies(clause, folded, printed, report):
            return None
        return _by_verb(folded, printed, report) or DIRECTIONS[answer.context]
    if answer.context is Role.CONSIDERED and not reading.search("provided", folded):
        denied = reading.search("denials", folded)
        return Direction.OFFERED if clause.stance == "plain" and not clause.cued and not denied else None
    if answer.role in (Role.REQUEST_KIND, Role.REQUEST, Role.PROPOSAL):
        came = (
            clause.stance == "fulfilled" and reading.search("received", folded) and _by_another(printed, folded, report)
        )
        return Direction.RECEIVED if came or gift(folded, printed, report) else None
    if clause.stance == "negative":
        told_beside = gift(folded, printed, report) or _received_beside(folded, printed, report)
        return Direction.RECEIVED if told_beside else None
    if not clause.cued and (told := _told_plainly(clause, folded, printed, report)) is not None:
        return told
    if clause.cued and (beside := gift(folded, printed, report)):
        participle = reading.shape(_GIVEN_BY).match(folded, beside.start)
        if beside.relative or (participle and participle.end() <= beside.end):
            return Direction.RECEIVED
    from_another = reading.search("received", folded)
    if from_another and (clause.stance == "fulfilled" or not clause.cued) and named_in(printed, report):
        return Direction.RECEIVED
    return Direction.RECEIVED if clause.stance == "fulfilled" and _by_another(printed, folded, report) else None


def _of_stance(clause: Clause, folded: str, printed: str, report: Report) -> Direction | None:
    """Return the direction that a clause tells without a verb of giving: by thanks, as an offer, as done by the State itself."""
    reading = report.reading
    if clause.stance == "thanked":
        return Direction.RECEIVED
    if clause.stance == "offer":
        to_us = reading.shape("{for }{us}").search(folded) and _by_verb(folded, printed, report) is Direction.RECEIVED
        return Direction.RECEIVED if to_us else Direction.OFFERED
    by_us = reading.shape("{by }{us}").search(folded) is not None and named_in(printed, report)
    return Direction.PROVIDED if by_us and not _only_promised(folded, reading) else None


def _told_plainly(clause: Clause, folded: str, printed: str, report: Report) -> Direction | None:
    """Return what a clause that asks for nothing tells: by a list, by thanks, by whose school it was, by the verb of giving."""
    reading, others = report.reading, named_in(printed, report)
    if (
        _is_list_of(printed, report)
        or (others and tells_covered(folded, reading))
        or (others and reading.search("thanks", folded))
    ):
        return Direction.RECEIVED
    if others and (reading.search("at_ours", folded) or reading.shape("{by }{ours}").search(folded)):
        return Direction.PROVIDED
    return _by_verb(folded, printed, report) if clause.stance in ("plain", "fulfilled", "own") else None


def _received_beside(folded: str, printed: str, report: Report) -> bool:
    """Say whether a denial stands beside what was received: "no help is asked: the unit given by Belgium suffices"."""
    told = report.reading.search("received", folded)
    if told is None:
        return False
    part = beside_of(folded, told.start())
    denied = report.reading.search("denials", folded[part : told.end()])
    return denied is None and part > 0 and _by_another(printed, folded, report)


def beside_of(folded: str, place: int) -> int:
    """Return where the part of a folded clause starts that holds a place: behind the last colon or comma before it."""
    return max(folded.rfind(mark, 0, place) for mark in ":,;") + 1


def tells_covered(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded clause is a label of what is there already and a sum: "Secured: EUR 7,000 (UNDP)"."""
    label, colon, rest = folded.partition(":")
    named = reading.pattern("covered_part").fullmatch(label.strip(" -*"))
    return colon == ":" and named is not None and re.search(r"\d", rest) is not None


def _is_list_of(printed: str, report: Report) -> bool:
    """Say whether a line names a party and, behind a colon, what it gave: "Spain: EUR 200,000, eighteen months"."""
    label, colon, rest = printed.partition(":")
    if not colon or not re.search(r"\w{3}", rest):
        return False
    named = parties_in(label, report)
    for start, end, _ in reversed(named):
        label = label[:start] + label[end:]
    others = any(code != report.state for *_, code in named)
    return others and report.reading.shape(_NAMES).fullmatch(fold(label)) is not None


def _by_verb(folded: str, printed: str, report: Report) -> Direction | None:
    """Return who gave by the verb of giving: another party before it, the State itself before it, or a party behind it."""
    verb = next((match for match in given(folded, report.reading) if not _passive(folded, match, report.reading)), None)
    if verb is None:
        return None
    if (told := gift(folded, printed, report)) and told.relative:
        return Direction.RECEIVED
    parties = parties_in(printed, report)
    before, recipient = report.reading.shape(_NOT_GIVER), report.reading.shape(_RECIPIENT)
    giver = [
        code
        for start, _, code in parties
        if (start < verb.start() and not before.search(folded[:start]))
        or _inverted(folded, verb, start, report.reading)
    ]
    if giver and giver[0] != report.state:
        return Direction.RECEIVED
    given_to = any(start < verb.start() and recipient.search(folded[:start]) for start, *_ in parties)
    return Direction.PROVIDED if giver or given_to or named_in(printed[verb.end() :], report) else None


def _only_promised(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded clause tells what was promised and not that it came: "Finland pledged EUR 200,000"."""
    promise = reading.search("promised", folded)
    if promise is None:
        return False
    return not any(verb.start() >= promise.end() for verb in given(folded, reading)) and not reading.search(
        "settled", folded
    )


def _asks_or_denies(clause: Clause, folded: str, printed: str, report: Report) -> bool:
    """Say whether a clause under a question about help given tells what another asked for, or that the thing spoken of did not come."""
    reading = report.reading
    if next(given(folded, reading), None) is not None or reading.search("received", folded):
        return not named_in(printed, report) and _undone(folded, reading)
    return (
        clause.cued
        or reading.search("asked_by_others", folded) is not None
        or (not named_in(printed, report) and _undone(folded, reading))
    )


def _undone(folded: str, reading: Lexicon) -> bool:
    return reading.search("not_fulfilled", folded) is not None


def _passive(folded: str, match: re.Match[str], reading: Lexicon) -> bool:
    """Say whether a verb stands in the passive: "two courses were held", "scanners handed over by"."""
    return (
        is_passive(folded[: match.start()], reading) or reading.shape(r"\s{by }").match(folded, match.end()) is not None
    )


def _inverted(folded: str, given: re.Match[str], place: int, reading: Lexicon) -> bool:
    """Say whether a party stands behind its verb as the subject: "las máquinas que donó Suiza", "qu'a fournies l'Allemagne", "la pagó Noruega"."""
    relative = reading.shape(_TURNED).search(folded[: given.start()])
    return relative is not None and reading.shape(r"\s+{the }?").fullmatch(folded, given.end(), place) is not None


def _by_another(printed: str, folded: str, report: Report) -> bool:
    """Say whether something was done "by" or "from" a party that is not the reporting State."""
    by_whom = report.reading.shape(_BY_WHOM)
    return any(
        code != report.state and by_whom.search(folded[:start]) for start, _, code in parties_in(printed, report)
    )


def offered_to(printed: str, report: Report) -> tuple[str, ...]:
    """Return the parties to whom a clause offers, without those who were only told of it: "and has told IGAD so"."""
    folded, told = fold(printed), report.reading.shape(r"{informed}\s*(?:{to}\s+)?{the }?$")
    named = [code for start, _, code in parties_in(printed, report) if not told.search(folded[:start])]
    return tuple(dict.fromkeys(code for code in named if code != report.state))


def named_in(printed: str, report: Report) -> tuple[str, ...]:
    """Return the parties that running text names, without the reporting State."""
    return tuple(dict.fromkeys(code for *_, code in parties_in(printed, report) if code != report.state))
