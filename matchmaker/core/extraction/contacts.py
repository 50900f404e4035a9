"""Answers -> national points of contact for the Programme of Action and for tracing."""

import re
from collections.abc import Sequence

from ..entities.reports import Contact
from .catalogue import Role
from .sections import Answer

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_FIELDS = {Role.NAME: "name", Role.AGENCY: "agency", Role.EMAIL: "email"}


def contacts(answers: Sequence[Answer]) -> tuple[Contact, ...]:
    """Return the contacts of a report; the one for tracing repeats the other where the report says that it is the same.

    Parameters
    ----------
    answers : sequence of Answer
    """
    told: dict[Role, dict[str, str]] = {Role.CONTACT: {}, Role.CONTACT_ITI: {}}
    same = False
    for answer in answers:
        if answer.role is Role.CONTACT_ITI and answer.tick == "yes":
            same = True
        field = _FIELDS.get(answer.role)
        if field and answer.context in told and answer.excerpt.text:
            told[answer.context].setdefault(field, _value(field, answer.excerpt.text))
    found = []
    if told[Role.CONTACT]:
        found.append(_contact("poa", told[Role.CONTACT]))
    if told[Role.CONTACT_ITI]:
        found.append(_contact("iti", told[Role.CONTACT_ITI]))
    elif same and told[Role.CONTACT]:
        found.append(_contact("iti", told[Role.CONTACT]))
    return tuple(found)


def _value(field: str, text: str) -> str:
    if field == "email" and (address := _EMAIL.search(text)):
        return address[0]
    return " ".join(text.split("\n")[0].split())


def _contact(role: str, told: dict[str, str]) -> Contact:
    return Contact(role, told.get("name"), told.get("agency"), told.get("email"))
