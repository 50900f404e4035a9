"""Answers -> national points of contact for the Programme of Action and for tracing."""

import re
from collections.abc import Sequence

from ..entities.reports import Contact
from .catalogue import Role
from .sections import Answer

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LABEL = re.compile(
    r"(?i)[,;.]?\s*\b(?:e-?mail|correo(?: electr\u00f3nico)?|courriel|adresse \u00e9lectronique|tel\w*|t\u00e9l\w*|phone|fax)\b\s*:?.*$"
)
_FIELDS = {Role.NAME: "name", Role.AGENCY: "agency", Role.EMAIL: "email"}
_ITI = {Role.CONTACT_ITI, Role.CONTACT_ITI_OTHER}


def contacts(answers: Sequence[Answer]) -> tuple[Contact, ...]:
    """Return the contacts of a report; the one for tracing repeats the other where the report says that it is the same.

    Parameters
    ----------
    answers : sequence of Answer
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
            for name, value in _from_prose(answer.excerpt.text).items():
                told.setdefault(name, value)
    found = [_contact("poa", poa)] if poa else []
    if iti or (same and poa):
        found.append(_contact("iti", iti or poa))
    return tuple(found)


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
    if address := _EMAIL.search(flat):
        told["email"] = address[0]
        flat = flat[: address.start()]
    parts = [part.strip(" .;:") for part in _LABEL.sub("", flat).split(",")]
    if parts and 2 < len(parts[0]) < 60 and len(parts[0].split()) <= 6:
        told["name"] = parts[0]
        if len(parts) > 1 and parts[1]:
            told["agency"] = parts[1]
    return told


def _contact(role: str, told: dict[str, str]) -> Contact:
    return Contact(role, told.get("name"), told.get("agency"), told.get("email"))
