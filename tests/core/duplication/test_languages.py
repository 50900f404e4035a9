"""The same help told in English, French and Spanish compares alike; other help does not."""

from itertools import combinations, permutations

import pytest

from matchmaker.core.duplication.facts import Reader
from matchmaker.core.duplication.parties import PartyIndex
from matchmaker.core.duplication.subjects import compare_texts
from matchmaker.core.gazetteer import Gazetteer

from .made import RATES, REGIONAL, need

TOLD = {
    "machines": {
        "en": "Two marking machines for the national police, with spare parts and training of operators.",
        "fr": "Deux machines de marquage pour la police nationale, avec pièces de rechange et formation des opérateurs.",
        "es": "Dos máquinas de marcaje para la policía nacional, con repuestos y capacitación de operadores.",
    },
    "depots": {
        "en": "Physical security of the ammunition depots of the army: fences, locks, inventory of stocks.",
        "fr": "Sécurité physique des dépôts de munitions de l'armée : clôtures, serrures, inventaire des stocks.",
        "es": "Seguridad física de los depósitos de municiones del ejército: cercas, cerraduras, inventario de existencias.",
    },
    "law": {
        "en": "Review of the firearms law and drafting of regulations on brokering, with the ministry of justice.",
        "fr": "Révision de la loi sur les armes à feu et rédaction de règlements sur le courtage, avec le ministère de la justice.",
        "es": "Revisión de la ley de armas de fuego y redacción de reglamentos sobre corretaje, con el ministerio de justicia.",
    },
    "customs": {
        "en": "Training of twenty customs officers in detecting illicit firearms at border posts.",
        "fr": "Formation de vingt agents des douanes à la détection des armes à feu illicites aux postes frontière.",
        "es": "Capacitación de veinte agentes de aduanas en la detección de armas de fuego ilícitas en puestos fronterizos.",
    },
}  # fmt: skip
READER = Reader(PartyIndex.of(Gazetteer.default()), REGIONAL, RATES)


def facts(text, language=None):
    return READER.facts(need(text=text, language=language))


@pytest.mark.parametrize("subject", TOLD)
@pytest.mark.parametrize(("one", "other"), list(combinations(("en", "fr", "es"), 2)))
def test_a_translation_is_nearer_than_any_other_text(subject, one, other):
    told = facts(TOLD[subject][one], one)
    translated = compare_texts(told, facts(TOLD[subject][other], other)).score
    others = [compare_texts(told, facts(TOLD[each][other], other)).score for each in TOLD if each != subject]
    assert translated >= 0.35
    assert translated > max(others) + 0.1


@pytest.mark.parametrize("subject", TOLD)
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_text_is_the_same_as_itself_with_the_language_stated_or_not(subject, language):
    text = TOLD[subject][language]
    assert compare_texts(facts(text, language), facts(text)).score == 1


@pytest.mark.parametrize("subject", TOLD)
@pytest.mark.parametrize(("stated", "true"), list(permutations(("en", "fr", "es"), 2)))
def test_a_language_stated_wrongly_is_seen_through(subject, stated, true):
    assert compare_texts(facts(TOLD[subject][true], stated), facts(TOLD[subject][true], true)).score >= 0.9


@pytest.mark.parametrize(("subject", "agency"), [("machines", "police"), ("customs", "customs")])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_agencies_and_numbers_are_read_in_each_language(subject, agency, language):
    told = READER.facts(need(text=TOLD[subject][language], language=language, beneficiary=None, quantity=None,
                             kind="training" if subject == "customs" else "equipment",
                             item=None if subject == "customs" else "marking_machine"))  # fmt: skip
    assert agency in told.agencies
    assert told.quantities == {20 if subject == "customs" else 2}


def test_both_texts_stand_side_by_side_and_long_ones_are_cut():
    compared = compare_texts(facts("short", "en"), facts("x" * 500, "en"))
    assert "“short” beside “xxx" in compared.detail
    assert len(compared.detail) < 200


def test_a_text_without_words_decides_nothing():
    assert compare_texts(facts(""), facts(TOLD["law"]["en"])).score == 0
