"""A segment -> how many persons it asks to train, on how many courses, for how many services."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .amounts import Number
from .lexicons import Lexicon

_FOR = r"(?:{for }|{of }|{to })(?:{all_the }|{the }|{possessives })?$"
_PARTS = r"\((?:\w+(?:\s[a-z][\w'-]*){1,3}(?:,\s|\s{and }|\)|$)){2,}"
_JOINT = r"\s*,?\s*{and }?\s*(?:{for }|{of })?"
_OTHER_NOUN = r"\W*(?:{time_units}|{courses}|{uncounted}|{areas})"
_NO_PERSONS = r"{time_units}|{courses}|{expert_days}|{uncounted}"
_BARRIER = r"[,;:()|]|{separators}|{items.other_equipment}"
"""What may not stand between a number and the noun that it counts."""
_AMONG = 14
"""How far before the first count of persons "of whom" may stand that makes it a part of another."""
_OF_AGENCY = r"\s+{anaphors }?(?:{for }|{from }|{of })(?:{the }|{possessives })?"


@dataclass(frozen=True, slots=True)
class Persons:
    """A count of persons and where it and their noun stand."""

    count: Decimal
    start: int
    end: int


def persons(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> list[Persons]:
    """Return the counts of persons in a folded segment, without those that are part of another.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "training for 15 police and 10 army officers, including 5 women"
    >>> [int(one.count) for one in persons(text, numbers(text, lexicon("en")), lexicon("en"))]
    [15, 10]
    """
    found: list[Persons] = []
    for number in numbers:
        end = _noun(segment, number, lexicon)
        if end is None and found and joined_to_persons(segment, found[-1].end, number, lexicon):
            end = len(re.match(r"\s+[\w'-]+", segment[number.end :])[0])  # type: ignore[index]
        if end is None:
            continue
        if found and lexicon.pattern("among").match(segment[number.end :].lstrip()):
            continue  # "six detectives, two of whom will be women"
        since = found[-1].end if found else max(0, number.start - _AMONG)
        part = found or lexicon.search("women", segment[number.end : number.end + 30])
        if part and lexicon.search("among", segment[since : number.start]):
            continue  # "at least 4 persons" is no part of others
        found.append(Persons(number.value, number.start, number.end + end))
    return _without_parts(segment, _without_teachers(segment, found, lexicon), lexicon)


def joined_to_persons(segment: str, end: int, number: Number, lexicon: Lexicon) -> bool:
    """Say whether a number right behind persons counts more of them in a word of no list: "five operators and two stewards".

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "five operators and two stewards"
    >>> joined_to_persons(text, 14, numbers(text, lexicon("en"))[1], lexicon("en"))
    True
    """
    joint = lexicon.shape(_JOINT).fullmatch(segment[end : number.start])
    noun = re.match(r"\s+[a-z'-]{5,}", segment[number.end :])
    if number.start < end or joint is None or noun is None or not joint[0].strip():
        return False
    other = lexicon.shape(_OTHER_NOUN).match(noun[0])
    return not other and not lexicon.hits("items", noun[0]) and not lexicon.hits("heads", noun[0])


def _without_teachers(segment: str, found: list[Persons], lexicon: Lexicon) -> list[Persons]:
    """Drop those who teach where those who learn are counted behind: "two instructors for a course, attended by 30 officers"."""
    if len(found) < 2 or not lexicon.pattern("teachers").search(segment, found[0].start, found[0].end):
        return found
    between = segment[found[0].end : found[1].start]
    course = lexicon.shape(r"\s(?:{for }|{to }|{relatives })").match(between) and lexicon.hits("heads", between)
    return found[1:] if course and any(hit.entry == "training" for hit in course) else found


def _noun(segment: str, number: Number, lexicon: Lexicon) -> int | None:
    """Return how far behind a number the noun of persons ends that it counts; None where it counts something else."""
    words = re.match(r"(?:[\s-]+[\w']+){1,6}", segment[number.end :])
    if not words or lexicon.shape(r"\W*(?:{time_units}|{courses})").match(words[0]):
        return None
    noun = lexicon.pattern("persons").search(words[0])
    if lexicon.pattern("member_states").match(words[0].lstrip()):
        return None  # "for the eleven member States"
    if noun and not lexicon.noun_last and lexicon.shape(r"\s{areas}\s$").search(words[0][: noun.start()]):
        noun = None  # "onze régions militaires"
    if (
        noun
        and not lexicon.shape(r"\s{final}").match(words[0], noun.end())  # a certificate of the final user
        and not re.search(r"\d", words[0][: noun.start()])
        and not lexicon.shape(_BARRIER).search(_without_compound(words[0][: noun.start()], lexicon))
        and not (
            number.value == 1
            and any(hit.entry == "training" for hit in lexicon.hits("heads", words[0][: noun.start()]))
        )
    ):
        return noun.end()
    agency = next(iter(lexicon.hits("beneficiaries", words[0])), None)
    if agency and lexicon.shape(_OF_AGENCY).fullmatch(words[0][: agency.start]):
        return agency.end
    if agency and not re.search(r"\w", words[0][: agency.start]):
        following = segment[number.end + agency.end :]
        if lexicon.shape(r"\s*(?:$|[,;.()]|{separators})").match(following):
            return agency.end
    return None


def _without_compound(before: str, lexicon: Lexicon) -> str:
    """Return the words between a number and its persons without the thing that makes up their name: "16 dog handlers"."""
    return lexicon.shape(r"{items.other_equipment}[\s-]$").sub("", before) if lexicon.noun_last else before


def _without_parts(segment: str, found: Sequence[Persons], lexicon: Lexicon) -> list[Persons]:
    """Drop the parts of a whole in brackets: ``18 persons (10 men and 8 women)``; the whole where agencies make it up."""
    kept: list[Persons] = []
    position = 0
    while position < len(found):
        whole = found[position]
        opened = re.match(r"[^():]{0,40}[(:]", segment[whole.end :])
        close = segment.find(")", whole.end) if opened else -1
        close = len(segment) if opened and close < 0 else close
        parts = [one for one in found[position + 1 :] if opened and whole.end < one.start < close]
        if len(parts) > 1 and sum(one.count for one in parts) == whole.count:
            agencies = [lexicon.hits("beneficiaries", segment[one.start : one.end]) for one in parts]
            kept += parts if all(agencies) else [whole]
        else:
            kept.append(whole)
        position += 1 + len(parts)
    return kept


def people_after_preposition(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return a count that follows "for" or "of" before any noun: ``training for 12 gunsmiths``."""
    other = lexicon.shape(r"\W*(?:{time_units}|{courses}|{cost_nouns}|{expert_days})")
    for number in numbers:
        words = segment[number.end :]
        named = re.match(r"\s+[a-z]{3,}", words) and not other.match(words) and not _counts_thing(words, lexicon)
        if named and lexicon.shape(_FOR).search(segment[: number.start]):
            return number.value
    return None


def people_in_brackets(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return a count that stands in brackets behind those whom it counts: ``study tour for parliamentarians (6)``."""
    for number in numbers:
        before = segment[: number.start]
        alone = before.rstrip().endswith("(") and re.match(r"\s*\)", segment[number.end :])
        if alone and lexicon.search("persons", before) and not _behind_courses(segment, number, lexicon):
            return number.value
    return None


def parts_in_brackets(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return the sum of what a bracket tells service by service: ``training of operators (4 LDF, 2 LCS)``.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "training of operators (4 ldf, 2 lcs)"
    >>> str(parts_in_brackets(text, numbers(text, lexicon("en")), lexicon("en")))
    '6'
    """
    opened = lexicon.shape(_PARTS).search(segment)
    if opened is None:
        return None
    inside = [number for number in numbers if opened.start() < number.start < opened.end()]
    if len(inside) < 2 or lexicon.search("persons", segment[: opened.start()]) is None:
        return None
    other = lexicon.shape(_NO_PERSONS + "|{per_course}")
    named = [segment[number.end : number.end + 30].strip() for number in inside]
    if any(other.match(one) for one in named) or any(
        _counts_thing(segment[number.end :], lexicon) for number in inside
    ):
        return None
    return sum((number.value for number in inside), Decimal(0))


def people_numbered(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return a count told of those named before: ``our armourers, of whom there are forty-two``, ``the eight who``."""
    for number in numbers:
        before = segment[: number.start]
        stated = lexicon.shape(r",\s*{numbering}\s*$").search(before)
        if stated and lexicon.search("persons", before):
            return number.value
        if lexicon.shape(r"{persons}\s*:\s*$").search(before):
            return number.value
        if (verb := lexicon.shape(r"\s{still_to }(?=[a-z])").match(segment[number.end :])) and any(
            hit.entry == "training" and hit.start == 0
            for hit in lexicon.hits("heads", segment[number.end + verb.end() :])
        ):
            return number.value  # "il en reste 25 a former"
        if lexicon.shape(r"{the }$").search(before) and lexicon.shape(r"\s{relatives}").match(segment, number.end):
            return number.value
    return None


def people_left(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal | None:
    """Return the one number of an ask for training that counts nothing else: ``Diplomado: cohorte de 24``, ``10 guías``."""
    left = []
    for number in numbers:
        words = segment[number.end :]
        near = " ".join(re.findall(r"[\w'-]+", words)[:3])
        plain = lexicon.shape(_NO_PERSONS).match(near) or _counts_thing(words, lexicon)
        if not plain and not _behind_courses(segment, number, lexicon):
            left.append(number)
    return left[0].value if len(left) == 1 and left[0].value > 1 else None


def _counts_thing(words: str, lexicon: Lexicon) -> bool:
    """Say whether the noun behind a number is a thing, a place or a sum, and no person."""
    near = re.match(r"(?:\s+[\w'-]+){1,3}", words)
    if near is None:
        return False
    return bool(
        lexicon.hits("items", near[0])
        or lexicon.search("machines", near[0])
        or lexicon.search("places", near[0])
        or lexicon.search("areas", near[0])
    )


def courses(segment: str, numbers: Sequence[Number], lexicon: Lexicon) -> Decimal:
    """Return how many courses a folded segment speaks of; 1 where it does not say.

    Examples
    --------
    >>> from .amounts import numbers
    >>> from .lexicons import lexicon
    >>> text = "four 5-day seminars, 15 participants per seminar"
    >>> int(courses(text, numbers(text, lexicon("en")), lexicon("en")))
    4
    """
    joint = lexicon.shape(r"\s*(?:{times}|\*)\s*")
    for first, second in itertools.pairwise(numbers):
        if joint.fullmatch(segment[first.end : second.start]) and _noun(segment, second, lexicon) is not None:
            return first.value
    often = lexicon.shape(r"({frequencies})\s{yearly}").search(segment)
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", segment))
    if often and years:
        times = lexicon.mapping("frequencies")[" ".join(often[1].split())]
        return Decimal(times * len(years))  # "twice a year in 2027 and 2028"
    for number in numbers:
        before = [n for n in numbers if n.end < number.start]
        beside = segment[before[-1].end : number.start] if before else ""
        if lexicon.shape(r"\s(?:\w+\s)?{persons}\s(?:{times}|\*)\s").fullmatch(beside):
            return number.value  # "2 clerks x 10 districts"
        words = re.match(r"(?:[\s-]+[\w']+){1,6}", segment[number.end :])
        course = lexicon.pattern("courses").search(words[0]) if words else None
        counted = words is not None and course is not None and _counts_course(words[0][: course.start()], lexicon)
        batch = course is not None and lexicon.pattern("batches").match(course[0])
        if counted and batch and lexicon.shape(r",?\s{in }$").search(segment[: number.start]):
            continue  # "sixty officers, in three batches" are sixty
        if counted or _behind_courses(segment, number, lexicon):
            return number.value if not lexicon.search("in_total", segment) else Decimal(1)
    return Decimal(1)


def _counts_course(between: str, lexicon: Lexicon) -> bool:
    """Say whether the words between a number and "courses" let it count them: no other count, no persons."""
    if lexicon.shape(r"[\s-]*{time_units}").match(between):
        return False
    plain = lexicon.shape(r"(?:\d+|[a-z]+)-{time_units}").sub(" ", between)
    other = lexicon.shape(r"[,;:()\d]|{time_units}|{persons}|{per_course}|{separators}")
    return other.search(plain) is None


def _behind_courses(segment: str, number: Number, lexicon: Lexicon) -> bool:
    """Say whether a number stands behind its noun: ``courses (4) for``, ``courses: 4``, ``courses x 4``."""
    before = lexicon.shape(r"{courses}[\w\s']{0,30}?\s*(?:[(:\u00d7]|\bx)\s*$").search(segment[: number.start])
    return (
        before is not None
        and not lexicon.search("persons", before[0])
        and re.match(r"\s*(?:[),;.:]|$)", segment[number.end :]) is not None
    )
