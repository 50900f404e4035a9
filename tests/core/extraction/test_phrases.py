"""The phrase bank: what one sentence of a State asks, grants, denies or offers, in the three languages."""

from collections import Counter

import pytest

from tests.core.extraction import construct_bank, phrase_bank

PHRASES = phrase_bank.phrases()
VOICES = phrase_bank.phrases(phrase_bank.VOICES)
PROSE = phrase_bank.phrases(phrase_bank.PROSE)
CONSTRUCTS = construct_bank.filled()


def case(phrase):
    known = [pytest.mark.xfail(reason="still misread", strict=True)] if phrase.misread else []
    return pytest.param(phrase, id=f"{phrase.language}:{phrase.context}:{phrase.line}", marks=known)


@pytest.mark.parametrize("phrase", [case(one) for one in PHRASES])
def test_a_sentence_says_what_a_careful_reader_reads(phrase, questions):
    output = phrase_bank.found(phrase_bank.report(phrase, questions[phrase.language]))
    assert phrase_bank.differences(phrase, output) == [], phrase.words


@pytest.mark.parametrize("phrase", [case(one) for one in VOICES])
def test_an_answer_in_a_voice_that_no_rule_knew_says_what_a_careful_reader_reads(phrase, questions):
    output = phrase_bank.found(phrase_bank.report(phrase, questions[phrase.language]))
    assert phrase_bank.differences(phrase, output) == [], phrase.words


@pytest.mark.parametrize("phrase", [case(one) for one in PROSE])
def test_free_prose_under_no_question_says_what_a_careful_reader_reads(phrase, questions):
    output = phrase_bank.found(phrase_bank.report(phrase, questions[phrase.language]))
    assert phrase_bank.differences(phrase, output) == [], phrase.words


@pytest.mark.parametrize("phrase", [case(one) for one in CONSTRUCTS])
def test_a_turn_of_phrase_is_read_whatever_things_and_numbers_stand_in_it(phrase, questions):
    output = phrase_bank.found(phrase_bank.report(phrase, questions[phrase.language]))
    assert phrase_bank.differences(phrase, output) == [], phrase.words


def test_the_voices_are_many_and_none_repeats_the_bank():
    """At least 150 answers, 45 in each language, a tenth of them asking for nothing."""
    told = {(one.language, one.context, one.theme, one.words) for one in (*PHRASES, *VOICES)}
    assert len(told) == len(PHRASES) + len(VOICES)
    assert len(VOICES) >= 150
    assert min(Counter(one.language for one in VOICES).values()) >= 45
    assert sum(not one.expected for one in VOICES) >= len(VOICES) / 10


def test_the_prose_is_of_all_three_languages():
    assert min(Counter(one.language for one in PROSE).values()) >= 30


def test_the_bank_is_broad():
    """At least 1,200 sentences, none twice, 350 in each language, a tenth of them asking for nothing, few still misread."""
    assert len({(one.language, one.context, one.theme, one.words) for one in PHRASES}) == len(PHRASES) >= 1200
    assert min(Counter(one.language for one in PHRASES).values()) >= 350
    assert sum(one.misread for one in PHRASES) <= len(PHRASES) * 0.08
    assert sum(not one.expected for one in PHRASES) >= len(PHRASES) / 10


def test_the_bank_can_fail(questions):
    """A wrong expectation is told, field by field."""
    phrase = phrase_bank.Phrase("en", 0, "asked", "marking", "Two engravers.", ("equipment:marking_machine 3 women",))
    output = phrase_bank.found(phrase_bank.report(phrase, questions["en"]))
    assert [told.split(": ")[1] for told in phrase_bank.differences(phrase, output)] == [
        "quantity is '2'",
        "women is None",
    ]
