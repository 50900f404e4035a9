"""Answers -> national points of contact for the Programme of Action and for tracing."""

import re
from collections.abc import Sequence

from ..entities.reports import Contact
from .catalogue import Role
from .folding import fold
from .lexicons import Lexicon
from .sections import Answer

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LABEL = re.compile(
    r"(?i)[,;.]?\s*\b(?:e-?mail|correo(?: electr\u00f3nico)?|courriel|adresse \u00e9lectronique|tel\w*|t\u00e9l\w*|phone|fax)\b\s*:?.*$"
)
_INSTRUMENT = re.compile(
    r"(?:international tracing instrument|\bITI\b|instrument international de tra[c\u00e7]age|instrumento internacional de (?:localizaci[o\u00f3]n|rastreo)|\btracing\b|\btra[c\u00e7]age\b|\brastreo\b|\blocalizaci[o\u00f3]n\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(rf"(?:{_INSTRUMENT.pattern})[^:.;@]{{0,40}}:\s*(?P<who>[^;]+?)(?:;|$|\.\s*$)", re.IGNORECASE)
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
            same = same or (not second and _serves_both(first, reading))
    found = [_contact("poa", poa)] if poa else []
    if iti or (same and poa):
        found.append(_contact("iti", iti or poa))
    return tuple(found)


def _parted(text: str) -> tuple[str, str | None]:
    """Part a text that names another person for tracing: ``Col. A, Ministry; tracing (ITI): Lt. B, Gendarmerie``."""
    flat = " ".join(text.split())
    other = _OTHER.search(flat)
    if other is None or not re.search(r"[A-Z].*,", other["who"]) or other.start() < _SHORTEST:
        return text, None
    return flat[: other.start()].rstrip(" .;"), other["who"]


def _serves_both(text: str, reading: Lexicon) -> bool:
    """Say whether a text says that its person serves for tracing as well."""
    return any(
        _INSTRUMENT.search(sentence) and reading.search("same_person", fold(sentence))
        for sentence in re.split(r"(?<=[.;])\s", " ".join(text.split()))
    )


def _value(field: str, text: str) -> str:
    if field == "email" and (address := _EMAIL.search(text)):
        return address[0]
    return " ".join(text.split("\n")[0].split())


def _from_prose(text: str) -> dict[str, str]:
    """Read a contact written as one line: name, agency, place, address.

    Examples
    --------
    >>> _from_prose("(II.5) Mr. K. Mensah, Ministry of the Interior, Accra. E-mail: a@example.org")
    {'email': 'a@example.org', 'name': 'Mr. K. Mensah', 'agency': 'Ministry of the Interior'}
    """
    told = {}
    flat = re.sub(r"^\s*\([IVX.\d, ]+\)\s*", "", " ".join(text.split()))
    flat = re.sub(r"(?i)^[^:,@]{0,40}(?:contact|contacto|focal)[^:,@]{0,25}:\s*", "", flat)
    if address := _EMAIL.search(flat):
        told["email"] = address[0]
        flat = flat[: address.start()]
    parts = [part.strip(" .;:(") for part in _LABEL.sub("", flat).split(",")]
    if parts and 2 < len(parts[0]) < 60 and len(parts[0].split()) <= 6:
        told["name"] = parts[0]
        if len(parts) > 1 and parts[1]:
            told["agency"] = parts[1]
    return told


def _contact(role: str, told: dict[str, str]) -> Contact:
    return Contact(role, told.get("name"), told.get("agency"), told.get("email"))
