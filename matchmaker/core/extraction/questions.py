"""Lines -> where questions start: the questionnaire's wording told from what a State wrote.

Questions are told by their wording in the catalogue; numbers only help. Where the wording is unknown, a numbered line that
ends with a question mark is a question too, words such as "assistance received" tell what it asks, and a short line of
nothing but the words of a theme is a title.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..vocabulary import Theme
from .catalogue import Found, Question, Role, canonical, catalogue
from .documents import TICKED, UNTICKED, Line, LineKind
from .folding import fold, squash
from .lexicons import Hit, Lexicon
from .numbering import lettered, numbering, starts_anew, without_reference
from .question_roles import asks_for_help, help_told, is_instruction, is_numbered_ask, names_needs, role_of, title_told
from .ticked import BOXES, only_ticks
from .topics import theme_hits

_SHORT, _SURE, _TITLE = 90, 0.9, 70
_COOPERATION = {
    Role.REQUESTED,
    Role.RECEIVED,
    Role.PROVIDED,
    Role.AREA,
    Role.COUNTERPARTS,
    Role.DURATION,
    Role.DESCRIPTION,
    Role.AMOUNT,
    Role.NATURE,
}


@dataclass(frozen=True, slots=True)
class Start:
    """A line on which a question starts: its printed number, the question, and where its wording ends."""

    line: int
    number: str | None
    letter: str | None
    question: Question
    end_line: int
    end_column: int


def questions(lines: Sequence[Line], reading: Lexicon) -> Iterator[Start]:
    """Yield the lines on which a question starts."""
    index = 0
    last: Start | None = None
    while index < len(lines):
        text = lines[index].text
        asks = lines[index].told and text.strip() and not _is_row(text) and not only_ticks(text)
        start = _question(lines, index, last, reading) if asks else None
        if start is None:
            index += 1
            continue
        yield start
        last = start
        index = max(start.end_line, index)
        if start.end_column >= len(lines[index].text.rstrip()) or index == start.line or index > start.line:
            index += 1


def _is_row(text: str) -> bool:
    """Say whether a line is a row of a State's own table."""
    return text.count(" | ") > 1 or re.match(r"\s*\d{1,2}\s*\|", text) is not None


def _question(lines: Sequence[Line], index: int, last: Start | None, reading: Lexicon) -> Start | None:
    text = fold(lines[index].text)
    position = len(text) - len(text.lstrip(f" {BOXES}"))
    before = numbering(text, position, reading)
    section, letter, position = before.section, before.letter, before.end
    number = lines[index].text[before.start : before.start + len(before.number)] if before.number else None
    ahead, places = _ahead(lines, index, position)
    letters = canonical(squash(ahead))
    if len(letters) < 3:
        return None
    found = catalogue().find(letters, number)
    if found and _is_of_help_told(found, ahead, reading):
        found = None
    if found and _fits(found, ahead, lines, index, position, number=number, section=section, letter=letter, last=last):
        end = _end_of_wording(ahead, found)
        line, column = places[end - 1] if end else (index, position)
        known = _by_its_words(found.wording.question, ahead[:end], last if number else None, reading)
        return Start(index, number, letter, known, line, column + 1)
    if letter and _is_area(lines, index, last):
        return _area(ahead, places, index, letter, reading)
    numbered = bool(section or number or letter)
    if question := _title(lines, index, position, last, numbered=numbered, reading=reading):
        return Start(index, None, None, question, index, len(lines[index].text))
    if number and _follows(lines, index, position, last, number, reading):
        return Start(index, None, None, Question("unknown", Role.HEADING, None), index, len(lines[index].text))
    asked = last is not None and last.question.role is Role.REQUEST
    if number and asked and is_instruction(ahead[: _line_end(places, index)], reading):
        return Start(index, number, None, Question("unknown", Role.REQUEST_KIND, None), index, len(lines[index].text))
    start = _unknown(ahead, places, index, number, last, section=section, reading=reading)
    return _as_detail(start, last, is_instruction(ahead[:_SHORT].partition("?")[0], reading)) if start else None


def _by_its_words(question: Question, asked: str, last: Start | None, reading: Lexicon) -> Question:
    """Return a request with the theme that its own words name, where the wording it is most like is about another."""
    if _asks_its_nature(question, last, asked, reading):
        return Question("unknown", Role.REQUEST_KIND, None)
    if question.role is not Role.REQUEST or question.theme is None:
        return question
    weak = reading.pattern("weak_themes")
    hits = theme_hits(asked, reading)
    named = {Theme(hit.entry) for hit in hits if not weak.fullmatch(asked, hit.start, hit.end)}
    if len(named) != 1 or question.theme in {Theme(hit.entry) for hit in hits}:
        return question
    return replace(question, theme=named.pop())


def _follows(
    lines: Sequence[Line], index: int, position: int, last: Start | None, number: str, reading: Lexicon
) -> bool:
    """Say whether a short numbered line is the title that comes next: "3. Legislation" behind the title "2. Point of contact"."""
    text = without_reference(fold(lines[index].text[position:])).strip()
    if last is None or last.question.role not in (Role.HEADING, Role.CONTACT) or not number.isdigit():
        return False
    before = numbering(fold(lines[last.line].text).lstrip(), 0, reading).number
    counted = before is not None and before.isdigit() and int(before) + 1 == int(number)
    following = next((one for one in lines[index + 1 :] if one.told and one.text.strip()), None)
    told = following is not None and numbering(fold(following.text).lstrip(), 0, reading).number is None
    return counted and told and len(text) < _SHORT and _capital(lines[index].text[position:]) and text[-1:].isalpha()


def _is_of_help_told(found: Found, ahead: str, reading: Lexicon) -> bool:
    """Say whether a wording that is only like one of the catalogue's speaks of help received or given, and asks for none."""
    asking = found.wording.question.role in (Role.REQUEST, Role.REQUEST_KIND)
    return asking and found.likeness < _SURE and help_told(ahead.partition("?")[0], reading) is not None


def _asks_its_nature(question: Question, last: Start | None, asked: str, reading: Lexicon) -> bool:
    """Say whether a numbered line behind a request asks which help is wished: "4.2.1 Nature of the assistance sought:"."""
    behind = last is not None and last.question.role is Role.REQUEST
    return behind and question.role is Role.NATURE and role_of(asked, reading) is Role.REQUEST_KIND


def _is_below(number: str, last: Start | None) -> bool:
    """Say whether a number is that of a sub-question of the request before it: ``8.5.1`` below ``8.5``."""
    asked = last is not None and last.question.role is Role.REQUEST and last.number
    return bool(asked) and number.rstrip(".").startswith(f"{str(asked).rstrip('.')}.")


def _as_detail(start: Start, last: Start | None, instructs: bool) -> Start:  # noqa: FBT001
    """Return an unknown sub-question of a request, or one that only says "if so, which?", as the one that asks for its details."""
    plain = start.question.role in (Role.STATEMENT, Role.REQUEST)
    after = last is not None and last.question.role is Role.REQUEST
    below = start.number is not None and _is_below(start.number, last)
    if not plain or not (below or (after and instructs)):
        return start
    return replace(start, question=replace(start.question, role=Role.REQUEST_KIND, theme=None))


def _ahead(lines: Sequence[Line], index: int, position: int) -> tuple[str, list[tuple[int, int]]]:
    """Return folded text from a place on, over a few lines, with the line and column of each character."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for n in range(index, min(index + 14, len(lines))):
        line = lines[n]
        if not line.told:
            continue
        asked = n > index and line.hard and line.text.rstrip().endswith("?")
        if asked or (n > index and (not line.text.strip() or starts_anew(fold(line.text)))):
            break
        begin = position if n == index else 0
        if n > index:
            text.append(" ")
            places.append((n, -1))
        folded = fold(line.text[begin:])
        text.append(folded)
        places += [(n, begin + column) for column in range(len(folded))]
        if len(places) > 700:
            break
    return "".join(text), places


def _fits(
    found: Found,
    ahead: str,
    lines: Sequence[Line],
    index: int,
    position: int,
    *,
    number: str | None,
    section: bool,
    letter: str | None,
    last: Start | None,
) -> bool:
    """Say whether a short wording is a field or heading and not the beginning of an answer."""
    wording = found.wording
    role = wording.question.role
    rest = fold(lines[index].text[position:]).strip(f" {BOXES}")
    if len(wording.letters) >= 24 and role is not Role.OPTION:
        return True
    end = _end_of_wording(ahead, found)
    behind = ahead[end : end + 2].strip()
    if wording.mark == ":":
        colon = re.sub(r"(?:\s*\[[^\]]*\]\.?)+$", "", ahead[:end]).rstrip().endswith((":", "?"))
        return colon or not behind or (letter is not None and canonical(squash(rest)) == wording.letters)
    if wording.mark == "?":
        return True
    if role is Role.CONTACT and ahead[:end].rstrip().endswith(":"):
        return True
    if number is None and not section and letter is None and not _capital(lines[index].text[position:]):
        return False
    own_line = canonical(squash(rest)) == wording.letters
    if role in (Role.AREA, Role.OPTION):
        return (
            own_line
            or ahead[:end].rstrip().endswith(":")
            or ahead[end : end + 1] in (":", TICKED, UNTICKED)
            or len(wording.letters) >= 24
        ) and (letter is not None or lines[index].text.lstrip()[:1] in BOXES)
    whole = own_line or (canonical(squash(re.sub(r"[(\[].*?[)\]]", "", rest))) == wording.letters)
    if not whole:
        return False
    waiting = last is not None and last.question.role is Role.REQUEST_KIND and last.end_line >= index - 2
    return section or not waiting


def _capital(text: str) -> bool:
    return not text.lstrip(f" {BOXES}-\u2022*")[:1].islower()


def _end_of_wording(ahead: str, found: Found) -> int:
    """Return where the wording ends in the text ahead: at its mark, and after notes in square brackets."""
    wanted, mark = len(found.wording.letters), found.wording.mark
    letters: list[str] = []
    marks: list[tuple[int, int]] = []
    at_length = None
    for position, character in enumerate(ahead):
        if character.isalnum():
            letters.append(character)
            if at_length is None and len(letters) >= wanted and len(canonical("".join(letters))) >= wanted:
                at_length = position + 1
        elif character in "?:" and (not mark or character in (mark, "?")):
            marks.append((abs(len(canonical("".join(letters))) - wanted), position + 1))
        if len(letters) > 1.6 * wanted + 90:
            break
    near = [entry for entry in marks if entry[0] <= max(4, 0.45 * wanted)]
    if mark and near:
        end = min(near)[1]
    else:
        end = at_length or len(ahead)
        while end < len(ahead) and ahead[end].isalnum():
            end += 1
        if (colon := re.match(r"\s*[:.]", ahead[end:])) and not mark:
            end += colon.end()
    while note := re.match(r"\s*\[[^\]]{0,220}\]\.?", ahead[end:]):
        end += note.end()
    return end


def _is_area(lines: Sequence[Line], index: int, last: Start | None) -> bool:
    """Say whether a lettered line stands where areas of cooperation do, with the fields of one after it."""
    if last is None or last.question.role not in _COOPERATION or len(lines[index].text) > 140:
        return False
    for line in [line for line in lines[index + 1 : index + 5] if line.told and line.text.strip()][:3]:
        text = fold(line.text)
        field = lettered(text, len(text) - len(text.lstrip(f" {BOXES}")))
        found = catalogue().find(canonical(squash(text[field.end() :])), None) if field else None
        if found and found.wording.question.role in (Role.NATURE, Role.AMOUNT, Role.DESCRIPTION):
            return True
    return False


def _area(ahead: str, places: list[tuple[int, int]], index: int, letter: str, reading: Lexicon) -> Start:
    """Return an area of cooperation whose name is in no catalogue."""
    end = _line_end(places, index)
    hits = theme_hits(ahead[:end], reading)
    theme = Theme(hits[0].entry) if hits else None
    return Start(index, None, letter, Question("unknown", Role.AREA, theme), index, places[end - 1][1] + 1)


def _title(
    lines: Sequence[Line], index: int, position: int, last: Start | None, *, numbered: bool, reading: Lexicon
) -> Question | None:
    """Return the question that a title stands for: a line that the layout sets apart, or one of nothing but a theme's words."""
    line = lines[index]
    text = line.text[position:].strip()
    if re.search(r"\?(?:\s*\[[^\]]*\])+$", text):
        return None  # "4.2 Does your State seek assistance with transfers? [PoA III.6]"
    marked = line.kind is LineKind.TITLE
    if len(text) > 90 or not _capital(text) or text.endswith((".", ";", ",", "?")) or " | " in text:
        return None
    waiting = last is not None and last.question.role in (Role.REQUEST_KIND, Role.DESCRIPTION)
    if last is not None and waiting and not numbered and (not marked or last.end_line >= index - 1):
        return None  # the answer, in letters of whatever size
    bare = without_reference(fold(text)).strip(" :")
    hits = theme_hits(bare, reading)
    rest = reading.pattern("separators").sub(" ", reading.pattern("stopwords").sub(" ", _without(bare, hits)))
    before = next((one for one in reversed(lines[:index]) if one.told), None)
    parted = numbered or marked or line.hard or before is None or not before.text.strip()
    theme = Theme(hits[0].entry) if hits else None
    asking = reading.search("asking_titles", bare)
    if reading.search("report_titles", bare):
        theme = None
    if is_numbered_ask(bare, reading) and parted:
        return Question("heading.asked", Role.REQUESTED, theme)
    if parted and (asks_for_help(bare, reading) or names_needs(bare, rest, reading)):
        return Question("heading.asked", Role.REQUESTED, theme)
    if asking and parted and (marked or len(asking[0]) >= 0.75 * len(bare)):
        return Question("heading.asked", Role.REQUESTED, theme)
    alone = parted and (marked or _is_alone(lines, index, len(text)))
    if alone and len(text) < _TITLE and (told := title_told(bare, reading)):
        return Question("heading.asked" if told is Role.REQUESTED else "unknown", told, theme)
    if marked or (hits and parted and not re.search(r"\w", rest)):
        role = role_of(bare, reading) if marked else None
        return Question("unknown", role if role in (Role.RECEIVED, Role.PROVIDED) else Role.HEADING, theme)
    return None


def _is_alone(lines: Sequence[Line], index: int, length: int) -> bool:
    """Say whether no line goes on a title: what follows is parted from it, a list, or starts anew behind a short line."""
    following = next((line for line in lines[index + 1 :] if line.told), None)
    if following is None or not following.text.strip() or following.hard or lines[index].text.rstrip().endswith(":"):
        return True
    text = following.text.lstrip()
    return not text[0].isalnum() or starts_anew(fold(text)) or (length < _TITLE // 2 and text[0].isupper())


def _without(text: str, hits: Sequence[Hit]) -> str:
    for hit in hits:
        text = text[: hit.start] + " " * (hit.end - hit.start) + text[hit.end :]
    return text


def _unknown(
    ahead: str,
    places: list[tuple[int, int]],
    index: int,
    number: str | None,
    last: Start | None,
    *,
    section: bool,
    reading: Lexicon,
) -> Start | None:
    """Return a question whose wording is in no catalogue, by its number and question mark or by what it says."""
    end = ahead.find("?", 0, 420)
    sentence_ends = re.search(r"[.;]\s", ahead[: end + 1]) if end > 0 else None
    if end > 0 and sentence_ends is None and (number or len(ahead[:end].split()) > 2):
        asked = ahead[: end + 1]
    elif section or (number and re.match(r"[^.;?]{3,90}:\s*$", ahead[: _line_end(places, index)])):
        end = _line_end(places, index) - 1
        asked = ahead[: end + 1]
    else:
        return None
    role = role_of(asked, reading)
    if (
        role is None
        and last is not None
        and last.question.role is Role.REQUEST
        and reading.shape(r"\W*{asked_next}").match(asked)
    ):
        role = Role.REQUEST  # "Is assistance required in ballistics?" and, next, "And in destruction?"
    if role is None and not (number or section or asked.endswith("?")):
        return None
    if asked.endswith("?") and not number and role is None:
        return None
    themes = [hit.entry for hit in theme_hits(asked, reading)]
    theme = Theme(themes[0]) if themes else None
    finish = end + 1
    if more := reading.shape(r"\s*{instructions}[^.?:]{0,120}[.?:]").match(ahead[finish:]):
        finish += more.end()
    while note := re.match(r"\s*\[[^\]]{0,220}\]", ahead[finish:]):
        finish += note.end()
    line, column = places[finish - 1]
    plain = Role.HEADING if section else Role.STATEMENT
    return Start(index, number, None, Question("unknown", role or plain, theme), line, column + 1)


def _line_end(places: list[tuple[int, int]], index: int) -> int:
    return next((n for n, (line, _) in enumerate(places) if line > index), len(places))
