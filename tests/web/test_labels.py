"""Every stored value has words for readers, in the language of the page."""

import pytest
from django.utils import translation
from django.utils.text import capfirst

from matchmaker.core import reference
from matchmaker.core.lifecycle import TRANSITIONS
from matchmaker.models import (
    AuditEntry,
    Commitment,
    Delivery,
    Duplicate,
    Engagement,
    Invitation,
    Membership,
    Need,
    Offer,
    Override,
    Proposal,
    Report,
    Run,
    Scenario,
    User,
)
from matchmaker.services import facts, offer_facts
from matchmaker.web import labels, trail
from matchmaker.web.views.audit import NOUNS
from tests.factories import NOW


@pytest.mark.parametrize("name", sorted(reference.LISTS))
def test_a_list_of_words_covers_its_enum_and_nothing_else(name):
    assert list(labels.LISTS[name]) == [member.value for member in reference.LISTS[name]]


@pytest.mark.parametrize("name", sorted(labels.LISTS))
def test_no_words_are_a_raw_value(name):
    for value, words in labels.LISTS[name].items():
        assert words
        assert "_" not in str(words)
        assert labels.label(value, name) == str(words)


def test_the_trail_of_needs_and_offers_is_told_in_the_language_of_the_page():
    acts = {row.action for row in TRANSITIONS if row.noun in ("need", "offer")}
    written = {*facts.WRITTEN, *offer_facts.WRITTEN, "unit", "rank", "status", "visibility", "renewal"}
    for names, known in ((acts, trail.ACTIONS), (written, trail.FACTS)):
        assert {capfirst(name.replace("_", " ")) for name in names} <= set(known)
    with translation.override("fr"):
        entry = AuditEntry(by=User(username="x"), at=NOW, action="meet_in_part", noun="need", new={"quantity": "2"})
        (told,) = trail.told([entry])
    assert (told["what"], told["changes"]) == ("Satisfaire en partie", ["Quantité\N{NO-BREAK SPACE}: 2"])


def test_every_step_of_the_lifecycle_and_every_record_that_changes_has_words_in_the_trail():
    assert {capfirst(row.action.replace("_", " ")) for row in TRANSITIONS} <= set(trail.ACTIONS)
    audited = {Need, Offer, Engagement, Report, Duplicate, Scenario, Run, Override, Proposal, Commitment, Delivery}
    audited |= {Membership, Invitation, User}
    assert set(NOUNS) == {model._meta.model_name for model in audited}


def test_a_beneficiary_in_free_text_is_shown_as_it_is_written():
    assert labels.label("border_guard", "beneficiary") == "Border guard"
    assert labels.label("the forensic laboratory", "beneficiary") == "The forensic laboratory"


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Marquage"), ("fr-ca", "Marquage"), ("ar", "الوسم"), ("zh-hans", "标识"), ("de", "Marking")],
)
def test_the_language_of_the_page_decides(language, words):
    with translation.override(language):
        assert labels.label("marking", "theme") == words
        assert str(dict(labels.choices("theme"))["marking"]) == words


def test_scope_notes_come_in_the_language_of_the_page_and_only_where_there_are_some():
    assert labels.scope_notes(["marking", "tracing"]) == []
    assert [theme for theme, _ in labels.scope_notes(["marking", "ammunition", "brokering"])] == [
        "Brokering",
        "Ammunition",
    ]
    with translation.override("fr"):
        assert labels.scope_notes(["border_controls"])[0][1].startswith("Le paragraphe 19")
