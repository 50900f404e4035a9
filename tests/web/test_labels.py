"""Every stored value has words for readers."""

import pytest

from matchmaker.core import vocabulary
from matchmaker.web import labels

ENUMS = {
    "theme": vocabulary.Theme,
    "kind": vocabulary.Kind,
    "item": vocabulary.Item,
    "unit": vocabulary.Unit,
    "need_status": vocabulary.NeedStatus,
    "offer_status": vocabulary.OfferStatus,
    "run_status": vocabulary.RunStatus,
    "plan_status": vocabulary.PlanStatus,
    "stage": vocabulary.Stage,
    "reason": vocabulary.UnmetReason,
    "rule": vocabulary.Rule,
    "relation": vocabulary.Relation,
    "visibility": vocabulary.Visibility,
    "engagement_status": vocabulary.EngagementStatus,
    "generation": vocabulary.Generation,
}


@pytest.mark.parametrize("name", sorted(ENUMS))
def test_a_list_of_words_covers_its_enum_and_nothing_else(name):
    assert set(labels.LISTS[name]) == set(ENUMS[name])


@pytest.mark.parametrize("name", sorted(labels.LISTS))
def test_no_words_are_a_raw_value(name):
    for value, words in labels.LISTS[name].items():
        assert words
        assert "_" not in str(words)
        assert labels.label(value, name) == str(words)


def test_a_beneficiary_in_free_text_is_shown_as_it_is_written():
    assert labels.label("border_guard", "beneficiary") == "Border guard"
    assert labels.label("the forensic laboratory", "beneficiary") == "The forensic laboratory"
