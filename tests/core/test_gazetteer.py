"""The gazetteer resolves every name that the field uses, and no group."""

from datetime import date

import pytest

from matchmaker.core.gazetteer import Gazetteer, fold

G = Gazetteer.default()
SPOKE = {
    "Iran (Islamic Republic of)": "IRN",
    "the Islamic Republic of Iran": "IRN",
    "the Bolivarian Republic of Venezuela": "VEN",
    "the United States": "USA",
    "the United Kingdom": "GBR",
    "the Netherlands": "NLD",
    "the Sudan": "SDN",
    "South Sudan": "SSD",
    "State of Palestine": "PSE",
    "Turkey": "TUR",
    "Türkiye": "TUR",
    "the Czech Republic": "CZE",
    "Czechia": "CZE",
    "Cabo Verde": "CPV",
    "Cape Verde": "CPV",
    "Swaziland": "SWZ",
    "Eswatini": "SWZ",
    "the former Yugoslav Republic of Macedonia": "MKD",
    "Saudi Arabia": "SAU",
    "Costa Rica": "CRI",
    "Kazakhstan": "KAZ",
    "Côte d’Ivoire": "CIV",
    "Cote d'Ivoire": "CIV",
    "République démocratique du Congo": "COD",
    "Congo": "COG",
    "Guinea": "GIN",
    "Guinea-Bissau": "GNB",
    "Equatorial Guinea": "GNQ",
    "Papua New Guinea": "PNG",
    "Niger": "NER",
    "Nigeria": "NGA",
    "Dominica": "DMA",
    "Republic of Korea": "KOR",
    "Democratic People's Republic of Korea": "PRK",
    "SLE": "SLE",
    "Espagne": "ESP",
    "España": "ESP",
    "Россия": "RUS",
    "中国": "CHN",
}


@pytest.mark.parametrize(("name", "code"), SPOKE.items())
def test_names_in_every_form(name, code):
    assert G.resolve(name) == code


@pytest.mark.parametrize("name", ["Nigr", "Sierra Leon", "Republic of Nowhere", "", "the"])
def test_an_unknown_name_gets_suggestions_and_no_answer(name):
    assert G.resolve(name) is None
    assert all(code in {s.code for s in G.states()} for code, _, _ in G.suggest(name))


def test_suggestions_lead_with_the_nearest():
    assert G.suggest("Sierra Leon")[0][0] == "SLE"


def test_former_names_hold_in_their_time():
    assert G.resolve("Swaziland", on=date(2014, 6, 1)) == "SWZ"
    assert G.resolve("Swaziland", on=date(2020, 1, 1)) is None
    assert G.resolve("Eswatini", on=date(2014, 6, 1)) == "SWZ"


def test_a_running_text_gives_each_state_once_at_its_place():
    text = "Statements by Jamaica (on behalf of the Caribbean Community), the Democratic Republic of the Congo, Trinidad and Tobago and Mali."
    found = G.find_states(text)
    assert [(text[a:b], code) for a, b, code in found] == [
        ("Jamaica", "JAM"),
        ("Democratic Republic of the Congo", "COD"),
        ("Trinidad and Tobago", "TTO"),
        ("Mali", "MLI"),
    ]


def test_the_name_of_an_association_is_no_state():
    assert G.find_states("Canada's National Firearms Association") == ()


def test_every_state_has_six_names_and_a_place():
    states = G.states()
    assert len([s for s in states if s.status == "member"]) == 193
    assert {s.code for s in states if s.status == "observer"} == {"VAT", "PSE"}
    for state in states:
        assert set(state.names) == {"en", "fr", "es", "ar", "zh", "ru"}
        assert all(state.names.values())
        assert state.region in {"Africa", "Americas", "Asia", "Europe", "Oceania"}


def test_every_name_of_a_state_leads_back_to_it():
    for state in G.states():
        for name in state.names.values():
            assert G.resolve(name) == state.code, name


def test_groups_follow_their_dates():
    assert "BFA" in G.members("ECOWAS", date(2020, 1, 1))
    assert "BFA" not in G.members("ECOWAS", date(2026, 1, 1))
    assert "GBR" in G.members("EU", date(2015, 1, 1))
    assert len(G.members("EU", date(2026, 1, 1))) == 27
    assert len(G.members("LDC", date(2026, 1, 1))) == 44
    assert len(G.members("AU", date(2026, 1, 1))) == 54


def test_organisations_by_name_and_abbreviation():
    assert G.resolve_organisation("CEDEAO") == "ECOWAS"
    assert G.resolve_party("United Nations Office on Drugs and Crime") == "UNODC"
    text = "with UNODC and the Regional Centre on Small Arms; the car of the mission"
    assert [code for *_, code in G.find_organisations(text)] == ["UNODC", "RECSA"]


def test_folding_is_idempotent():
    for state in G.states():
        for name in state.names.values():
            assert fold(fold(name)) == fold(name)
