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
_CONTACT = re.compile(
    r"(?i)\b(?:contact\w*|focal\w*|liaison|correspond\w*|enlace|adress\w+|address\w+|dirig\w+|programme? (?:of action|d'action)|programa de acci\u00f3n)\b"
    r"|(?:tracing|tra[c\u00e7]age|rastreo|localizaci\u00f3n)"
)
_BOTH = re.compile(r"(?i)both instruments|deux instruments|ambos instrumentos|both|tracing as well|aussi|tambi\u00e9n")
_PERSON = re.compile(
    r"\b[A-Z][a-z]{1,9}\.\s(?:[A-Z][a-z]{1,7}\.\s)?[A-Z]\.\s?(?:[A-Z]\.\s?)*[A-Z]|\b(?:Mr|Dra|Alm|Vicealmte|Mrs|Ms|Miss|Dr|Prof|Col|Lt|Maj|Capt|Gen|Brig|Cdr|Cmdr|Insp|Supt|Sgt|Amb|Hon|M|Mme|Mlle|Cdt|Cne|Sr|Sra|Lic|Ing|Cnl|Crnl|Gral|Tte|Abog|Arq)"
    r"\.?(?:[-\s](?:Col|Gen|Cdr|Cnel)\.?)?\s+[A-Z]|(?:Colonel|Major|Captain|Brigadier|General|Lieutenant|Inspector|Superintendent|Commander|Commissioner|Ambassador"
    r"|G\u00e9n\u00e9ral|Capitaine|Commandant|Commissaire|Inspecteur|Ambassadeur|Coronel|Mayor|Capit\u00e1n|Teniente|Comandante|Comisario|Inspector|Embajador|Madame|Monsieur)\b[-\s\w]*\s[A-Z]"
)
_OFFICE = re.compile(
    r"(?i)\b(?:minist|commission|comisi|direc|depart|d\u00e9part|police|polic|bureau|oficina|office|secretar|secr\u00e9tar|agenc|authority|autor|command|desk|unit\b|unidad|unit\u00e9"
    r"|council|conse|institut|gendarmerie|guard|force|centre|center|divisi|service|servicio|comit|registr|armamento|focal|contact)"
)
_JOINED = re.compile(
    r"\s(?:of the|of|at the|from the|du|de la|de l'|del|de|au|\u00e0 la)\s(?=(?:[A-Z][\w'-]+\s){0,3}?(?:Minist|Commission|Comisi|Direc|Depart|D\u00e9part|Polic|Bureau|Oficina|Force|Guard|Gendarm))"
)
_HOLDER = re.compile(
    r"^(?:the|le|la|el|l')?\s?(?:[\w-]+\s){1,5}?(?:of the|of|du|de la|de l'|de|del)\s+(?=(?:Minist|Commission|Comisi|Direc|Depart|D\u00e9part|Police|Polic|Bureau|Oficina))",
    re.IGNORECASE,
)
"""Whose post it is, before the name of his office: "the Secretary of the Ministry"."""
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
            same = same or (not second and _serves_both(first, reading))
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
        flat, place = " ".join(answer.excerpt.text.split()), 0
        for address in _EMAIL.finditer(flat):
            before, place = flat[max(place, address.start() - _LONGEST) : address.end()], address.end()
            behind = flat[place : place + _LONGEST // 2].lstrip(" .;,)").partition(". ")[0]
            person = next(reversed(list(_PERSON.finditer(before))), None)
            if person is None or not _CONTACT.search(f"{before[: person.start()]} {behind}"):
                continue
            told = iti if poa and _INSTRUMENT.search(before[: person.start()]) else poa
            for name, value in _from_prose(before[person.start() :]).items():
                told.setdefault(name, value)
            both = both or (told is poa and (_BOTH.search(behind) is not None or _serves_both(behind, reading)))
    return poa, iti, both


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
    flat = re.sub(
        r"^(?:[Tt]he|[Ll]e|[Ll]a|[Ee]l)\s(?=(?:Colonel|Commandant|Coronel|Lt|Capitaine|G\u00e9n\u00e9ral|Commissaire)\b)",
        "",
        flat,
    )
    flat = re.sub(r"(?i)^[^:,@]{0,40}(?:contact|contacto|focal)[^:,@]{0,25}:\s*", "", flat)
    if address := _EMAIL.search(flat):
        told["email"] = address[0]
        flat = flat[: address.start()]
    parts = [part.strip(" .;:(") for part in _LABEL.sub("", flat).split(",")]
    parts = [part for part in parts if part]
    parts = [own for part in parts for own in (_JOINED.split(part, maxsplit=1) if _PERSON.match(part) else [part])]
    parts = [part.rpartition(": ")[2] if _PERSON.search(part) else part for part in parts]
    person = next((part for part in parts if _PERSON.match(part)), None)
    named = person or (parts[0] if parts else "")
    if 2 < len(named) < 60 and len(named.split()) <= 6:
        told["name"] = named
        others = [part for part in parts if part != named]
        office = next((part for part in others if _OFFICE.search(part)), others[0] if others else None)
        if office:
            told["agency"] = re.sub(r"^(?:de la|de l'|du|of the|de)\s", "", _HOLDER.sub("", office))
    return told


def _contact(role: str, told: dict[str, str]) -> Contact:
    return Contact(role, told.get("name"), told.get("agency"), told.get("email"))
