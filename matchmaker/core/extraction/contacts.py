"""Answers -> national points of contact for the Programme of Action and for tracing."""

import re
from collections.abc import Sequence

from ..entities.reports import Contact
from .catalogue import Role
from .folding import fold, fold_keeping_capitals
from .lexicons import Lexicon, shape
from .sections import Answer

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = r"[,;.]?\s*{address_labels}\s*:?.*$"
_OTHER = r"{tracing_instrument}[^:.;@]{0,40}:\s*(?P<who>[^;]+?)(?:;|$|\.\s*$)"
_CONTACT = "{contact_titles}|{contact_words}|{tracing_instrument}"
_TITLED = r"[^:,@]{0,40}{contact_titles}[^:,@]{0,25}:\s*"
"""What a contact is called before the name: "National focal point: "."""
_HONORIFIC = r"(?=[A-Z])(?i:{honorifics})\.?"
_PERSON = (
    r"(?<!\w)(?:[A-Z][a-z]{1,9}\.\s(?:[A-Z][a-z]{1,7}\.\s)?[A-Z]\.\s?(?:[A-Z]\.\s?)*[A-Z]"
    rf"|{_HONORIFIC}(?:[-\s]{_HONORIFIC})?(?:\s?\([a-z]{{1,4}}\.?\))?\s+[A-Z]|(?=[A-Z])(?i:{{ranks}})[-\s\w]*\s[A-Z])"
)
_JOINED = r"\s(?:{of }|{at }|{from }){the }?(?=(?:[A-Z][\w'-]+\s){0,3}?(?=[A-Z])(?i:{ministries}))"
"""What joins a person and an office: "Mr. A. B. of the Ministry"."""
_HOLDER = r"{the }?(?:(?={posts})|(?!{ministries}|{offices}))(?:[\w-]+\s){1,5}?{of }{the }?(?={ministries})"
"""Whose post it is, before the name of his office: "the Secretary of the Ministry"."""
_POST = r"(?:[\w-]+\s){0,2}{posts}(?:\s[\w-]+)?"
"""A post without its office: "Deputy Director", "directrice adjointe"."""
_TITLE = r"(?:[\w-]+\s){0,4}{contact_titles}(?:\s[\w-]+)?|{action_programme}.*"
"""What a signature calls its person: "National Point of Contact", "Programme of Action on Small Arms"."""
_OFFICE = r"(?<=\s)(?=[A-Z])(?i:{ministries})"
_ROLE = r"[^:;@]{0,60}(?:{action_programme}|{tracing_instrument})[^:;@]{0,30}:\s*"
"""A line that names the instrument of a contact before the name: "PoA and ITI focal point: "."""
_NAMED = r"{contact_titles}(?:\s\w+)?|{ministries}|{offices}"
"""What names an office, where the break of a line may part it."""
_BROKEN_OFF = "(?:,|{and}|{of}|{for}|{the}|{on})$"
_LONGEST = 250
"""Letters from the word for a contact to the end of the address."""
_FIELDS = {Role.NAME: "name", Role.AGENCY: "agency", Role.EMAIL: "email"}
_SHORTEST = 10
"""Letters that the first person of a text takes at least."""
_ITI = {Role.CONTACT_ITI, Role.CONTACT_ITI_OTHER}


def contacts(answers: Sequence[Answer], reading: Lexicon) -> tuple[Contact, ...]:
    """Return the contacts of a report; the one for tracing repeats the other where the report says that it is the same.

    Parameters
    ----------
    answers : sequence of Answer
    reading : Lexicon
        Of the report's language.
    """
    poa: dict[str, str] = {}
    iti: dict[str, str] = {}
    same = False
    for answer in answers:
        if answer.role is Role.CONTACT_ITI and answer.tick == "yes":
            same = True
        told = poa if answer.context is Role.CONTACT else iti if answer.context in _ITI else None
        if told is None or not answer.excerpt.text:
            continue
        if field := _FIELDS.get(answer.role):
            told.setdefault(field, _value(field, answer.excerpt.text))
        elif answer.role is Role.CONTACT and answer.key.startswith("heading."):
            first, second = _parted(answer.excerpt.text)
            for name, value in _from_prose(first).items():
                told.setdefault(name, value)
            if second and told is poa:
                iti.update(_from_prose(second))
            same = same or (not second and (_serves_both(first, reading) or _is_titled_both(answer, first)))
    if "name" not in poa and (line := _by_role(answers)):
        first, second = _parted(line)
        poa = {**poa, **_from_prose(first)}
        iti = iti or (_from_prose(second) if second else {})
        same = same or _is_titled_both(None, first)
    if "name" not in poa:
        named, other, both = _in_passing(answers, reading)
        poa, iti, same = {**poa, **named}, iti or other, same or both
    found = [_contact("poa", poa)] if poa else []
    if iti or (same and poa):
        found.append(_contact("iti", iti or poa))
    return tuple(found)


def _in_passing(answers: Sequence[Answer], reading: Lexicon) -> tuple[dict[str, str], dict[str, str], bool]:
    """Read the contacts that texts name in passing, and whether one serves both: "The focal point is Lt. B, Police (b@...)"."""
    poa: dict[str, str] = {}
    iti: dict[str, str] = {}
    both = False
    for answer in answers:
        flat, place = answer.excerpt.text, 0
        for address in _EMAIL.finditer(flat):
            before, place = flat[max(place, address.start() - _LONGEST) : address.end()], address.end()
            behind = flat[place : place + _LONGEST // 2].lstrip(" .;,)").partition(". ")[0]
            person = max(
                (found.start() for found in shape(_PERSON).finditer(fold_keeping_capitals(before))), default=None
            )
            if person is None or not shape(_CONTACT).search(fold(f"{before[:person]} {behind}")):
                continue
            told = iti if poa and _names_tracing(before[:person]) else poa
            for name, value in _from_prose(before[person:]).items():
                told.setdefault(name, value)
            shared = shape("{both_instruments}").search(fold(behind)) is not None or _serves_both(behind, reading)
            both = both or (told is poa and shared)
    return poa, iti, both


def _by_role(answers: Sequence[Answer]) -> str | None:
    """Return the line that names the instrument of its contact before a person: "PoA: Col. A, Ministry; ITI: Lt. B, Police"."""
    for answer in answers:
        for line in answer.excerpt.text.split("\n"):
            label = shape(_ROLE).match(fold(line))
            if label and shape("{action_programme}").search(fold(label[0])) and _is_person(line[label.end() :]):
                return line
    return None


def _is_titled_both(answer: Answer | None, text: str) -> bool:
    """Say whether the words before the name, or the label above them, name both instruments: "PoA and ITI focal point: ..."."""
    person = shape(_PERSON).search(fold_keeping_capitals(text))
    asked = answer.asked.text if answer else ""
    title = fold(f"{asked} {text[: person.start() if person else 0]}")
    return _names_tracing(title) and shape("{action_programme}").search(title) is not None


def _parted(text: str) -> tuple[str, str | None]:
    """Part a text that names another person for tracing: ``Col. A, Ministry; tracing (ITI): Lt. B, Gendarmerie``."""
    flat = " ".join(text.split())
    other = shape(_OTHER).search(fold(flat))
    who = flat[other.start("who") : other.end("who")] if other else ""
    alone = other is not None and (other.start() < _SHORTEST or "," not in flat[: other.start()])
    if other is None or not re.search(r"[A-Z].*,", who) or alone:
        return text, None
    return flat[: other.start()].rstrip(" .;"), who


def _serves_both(text: str, reading: Lexicon) -> bool:
    """Say whether a text says that its person serves for tracing as well."""
    return any(
        _names_tracing(sentence) and reading.search("same_person", fold(sentence))
        for sentence in re.split(r"(?<=[.;])\s", " ".join(text.split()))
    )


def _names_tracing(text: str) -> bool:
    return shape("{tracing_instrument}").search(fold(text)) is not None


def _value(field: str, text: str) -> str:
    if field == "email" and (address := _EMAIL.search(text)):
        return address[0]
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return _unbroken(lines) if field == "agency" else lines[0]


def _unbroken(lines: Sequence[str]) -> str:
    """Return the name of an agency whose line may be broken; what else stands below, an address say, is left out.

    Examples
    --------
    >>> _unbroken(["Kenya", "National Focal", "Point on SALW", "Nairobi"])
    'Kenya National Focal Point on SALW'
    """
    whole, *below = lines
    for line in below:
        both = f"{whole} {line}"
        offices = [found.span() for found in shape(_NAMED).finditer(fold(both))]
        # Its first line names no office yet, or the break is within a name.
        named = offices and not any(end <= len(whole) for _, end in offices)
        split = any(start < len(whole) < end for start, end in offices)
        if not (line[:1].islower() or named or split or shape(_BROKEN_OFF).search(fold(whole))):
            break
        whole = both
    return whole


def _from_prose(text: str) -> dict[str, str]:
    """Read a contact written as one line: name, agency, place, address.

    Examples
    --------
    >>> _from_prose("(II.5) Mr. K. Mensah, Ministry of the Interior, Accra. E-mail: a@example.org")
    {'email': 'a@example.org', 'name': 'Mr. K. Mensah', 'agency': 'Ministry of the Interior'}
    """
    told = {}
    lines = ", ".join(line.strip(" ,") for line in text.split("\n") if line.strip(" ,"))
    flat = re.sub(r"^\s*\([IVX.\d, ]+\)\s*", "", " ".join(lines.split()))
    flat = _without(_ROLE, flat)
    flat = _without(_TITLED, _without("{the }(?={honorifics}|{ranks})", flat))
    if address := _EMAIL.search(flat):
        told["email"] = address[0]
        flat = flat[: address.start()]
    if label := shape(_ADDRESS).search(fold(flat)):
        flat = flat[: label.start()]
    parts = [bare for part in flat.split(",") if (bare := part.strip(" .;:("))]
    parts = [own for part in parts for own in (_person_and_office(part) if _is_person(part) else [part])]
    parts = [part.rpartition(": ")[2] if shape(_PERSON).search(fold_keeping_capitals(part)) else part for part in parts]
    person = next((part for part in parts if _is_person(part)), None)
    named = person or (parts[0] if parts else "")
    if 2 < len(named) < 60 and len(named.split()) <= 6:
        told["name"] = named
        others = [part for part in parts if part != named]
        others = [office for part in others if (office := _beside_title(part))] or others
        office = next(
            (part for part in others if shape("{ministries}|{offices}").search(fold(part))), "".join(others[:1])
        )
        if office:
            told["agency"] = _without("{of }{the }?", _without(_HOLDER, office))
    return told


def _beside_title(part: str) -> str:
    """Return the part of an address without a post or title: "Programme of Action Ministry of Defence", a line end lost."""
    if shape(f"{_POST}|{_TITLE}").fullmatch(fold(part)) is None:
        return part
    titled = shape(_TITLE).fullmatch(fold(part)) is not None
    office = shape(_OFFICE).search(fold_keeping_capitals(part)) if titled else None
    return part[office.start() :] if office else ""


def _without(template: str, text: str) -> str:
    """Return a text without what a template meets at its start."""
    found = shape(template).match(fold(text))
    return text[found.end() :] if found else text


def _is_person(part: str) -> bool:
    return shape(_PERSON).match(fold_keeping_capitals(part)) is not None


def _person_and_office(part: str) -> list[str]:
    joint = shape(_JOINED).search(fold_keeping_capitals(part))
    return [part[: joint.start()], part[joint.end() :]] if joint else [part]


def _contact(role: str, told: dict[str, str]) -> Contact:
    return Contact(role, told.get("name"), told.get("agency"), told.get("email"))
