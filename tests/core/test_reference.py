"""The data of States and groups is whole, and names in running text are told apart."""

from datetime import date

import pytest

from matchmaker.core.gazetteer import Gazetteer

G = Gazetteer.default()
SIX = {"en", "fr", "es", "ar", "zh", "ru"}
COUNTS = [
    ("LDC", date(2002, 1, 1), 49), ("LDC", date(2014, 6, 16), 48), ("LDC", date(2018, 6, 18), 47), ("LDC", date(2021, 7, 26), 46),
    ("LDC", date(2024, 6, 17), 45), ("LDC", date(2024, 12, 13), 44), ("LLDC", date(2026, 1, 1), 32), ("AU", date(2014, 6, 16), 53),
    ("AU", date(2026, 1, 1), 54), ("ECOWAS", date(2014, 6, 16), 15), ("ECOWAS", date(2025, 1, 29), 12), ("EU", date(2014, 6, 16), 28),
    ("EU", date(2020, 1, 31), 28), ("EU", date(2020, 2, 1), 27), ("EU", date(2005, 1, 1), 25), ("NATO", date(2026, 1, 1), 32),
    ("OSCE", date(2026, 1, 1), 57), ("OAS", date(2014, 6, 16), 35), ("OAS", date(2024, 6, 17), 34), ("SADC", date(2026, 1, 1), 16),
    ("ASEAN", date(2026, 1, 1), 11), ("LAS", date(2014, 6, 16), 22), ("CARICOM", date(2014, 6, 16), 14), ("ATT", date(2030, 1, 1), 115),
]  # fmt: skip
RUNNING = [
    ("Niger Delta, Niger and Nigeria", ["NER", "NGA"]),
    ("Papua New Guinea, Guinea-Bissau, Equatorial Guinea, Guinea", ["PNG", "GNB", "GNQ", "GIN"]),
    ("dans le golfe de Guinée, la Guinée", ["GIN"]),
    ("Congo, Democratic Republic of the Congo, Korea, Republic of Moldova", ["COG", "COD", "MDA"]),
    ("Korea, Republic of; Congo, Democratic Republic of the", ["KOR", "COD"]),
    ("Democratic Peoples' Republic of Korea and Republic of Korea", ["PRK", "KOR"]),
    ("People's Republic of Korea", []),
    ("Dominica, the Dominican Republic; Samoa, American Samoa", ["DMA", "DOM", "WSM"]),
    ("the Sudan, South Sudan, Southern Sudan", ["SDN", "SSD"]),
    ("Northern Ireland and Ireland", ["IRL"]),
    ("United Kingdom of Great Britain and Northern Ireland", ["GBR"]),
    ("the U.S. grant of US$ 5, then US dollars", ["USA"]),
    ("Canada's National Firearms Association and Canada's aid", ["CAN"]),
    ("Serbia and Montenegro", ["SRB", "MNE"]),
    ("中华人民共和国和刚果民主共和国、刚果（布）", ["CHN", "COD", "COG"]),
    ("Iran (Islamic Republic of), the former Yugoslav Republic of Macedonia", ["IRN", "MKD"]),
    ("Trinidad\nand Tobago", ["TTO"]),
    ("turkey and chad in lower case", []),
    ("Koreas, Guineans, Maltese", []),
]


@pytest.mark.parametrize(("group", "on", "count"), COUNTS)
def test_members_of_a_group_on_a_day(group, on, count):
    assert len(G.members(group, on)) == count


def test_an_unknown_group_is_refused():
    with pytest.raises(KeyError):
        G.members("ECOWASS", date(2026, 1, 1))


@pytest.mark.parametrize(("text", "codes"), RUNNING)
def test_states_in_a_running_text(text, codes):
    assert [code for *_, code in G.find_states(text)] == codes


def test_the_name_found_is_the_text_found():
    text = "the U.S.A. and Iran (Islamic Republic of), then the former Yugoslav Republic of Macedonia."
    assert [text[a:b] for a, b, _ in G.find_states(text)] == [
        "U.S.A.", "Iran (Islamic Republic of)", "former Yugoslav Republic of Macedonia",
    ]  # fmt: skip


def test_states_by_status_and_regional_group():
    states = G.states()
    count = lambda **wanted: sum(all(getattr(s, k) == v for k, v in wanted.items()) for s in states)  # noqa: E731
    assert (count(status="member"), count(status="observer"), count(status="other")) == (193, 2, 5)
    assert all(s.note for s in states if s.status == "other")
    groups = [
        "African",
        "Asia-Pacific",
        "Eastern European",
        "Latin American and Caribbean",
        "Western European and other",
    ]
    assert [count(status="member", un_group=f"{name} States") for name in groups] == [54, 54, 23, 33, 29]


def test_short_and_official_names_in_six_languages_lead_back():
    for state in G.states():
        for names in (state.names, state.official_names):
            assert set(names) == SIX, state.code
            assert all(G.resolve(name) == state.code for name in names.values()), state.code


def test_every_other_name_leads_back_in_its_time_and_language():
    for state in G.states():
        for alias in state.aliases:
            assert G.resolve(alias.name, language=alias.language) == state.code, alias
            assert G.resolve(alias.name, on=alias.valid_from) == state.code, alias


def test_suggestions_never_answer():
    assert G.resolve("Korea") is None
    assert {code for code, *_ in G.suggest("Korea", 2)} == {"KOR", "PRK"}
    assert G.suggest("Republic of Korea") == (("KOR", "Republic of Korea", 100.0),)
    assert [code for code, *_ in G.suggest("Niger")] == ["NER"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("with Interpol, INTERPOL and the UNODC", ["INTERPOL", "INTERPOL", "UNODC"]),
        ("LAS ARMAS\nAU NIVEAU NATIONAL", []),
        ("de la LAS", ["LAS"]),
        ("the CAR and the car", []),
        ("la CEDEAO et l'Union européenne", ["ECOWAS", "EU"]),
    ],
)
def test_organisations_in_a_running_text(text, codes):
    assert [code for *_, code in G.find_organisations(text)] == codes
