"""Whom a report names to write to, where its lines break within what they say."""

import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.gazetteer import Gazetteer

AGENCIES = {
    "a State before its office": ("Kenya", "National Focal Point on SALW"),
    "within what it is called": ("Kenya National Focal", "Point on SALW"),
    "behind a word that goes on": ("Ministry of Interior and", "National Administration"),
    "before a word that goes on": ("Kenya National Commission", "on Small Arms"),
    "behind a comma": ("National Focal Point on SALW,", "Ministry of Interior"),
    "over three lines": ("Kenya", "National Focal", "Point on SALW"),
}


def agency(*lines: str) -> str | None:
    above = ("NATIONAL REPORT OF KENYA 2026", "", "1. National point of contact", "Name: Mr. A. Otieno")
    text = "\n".join([*above, f"Agency: {lines[0]}", *lines[1:], "E-mail: otieno@example.ke"])
    (contact,) = extract(text.encode(), filename="ken-2026.txt", gazetteer=Gazetteer.default()).contacts
    assert (contact.name, contact.email) == ("Mr. A. Otieno", "otieno@example.ke")
    return contact.agency


@pytest.mark.parametrize("lines", AGENCIES.values(), ids=AGENCIES)
def test_an_agency_is_read_across_the_end_of_its_line(lines):
    assert agency(*lines) == " ".join(lines)


def test_what_stands_below_an_agency_is_not_of_its_name():
    assert agency("Kenya", "National Focal Point on SALW", "Nairobi") == "Kenya National Focal Point on SALW"
