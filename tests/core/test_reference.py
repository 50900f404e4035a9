"""The data of States and groups is whole, and names in running text are told apart."""

from datetime import date, timedelta
from itertools import pairwise

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
    ("ATT", date(2014, 12, 23), 0), ("ATT", date(2014, 12, 24), 53), ("ATT", date(2023, 12, 31), 113),
    ("FIREARMS-PROTOCOL", date(2005, 7, 2), 0), ("FIREARMS-PROTOCOL", date(2008, 10, 26), 77), ("FIREARMS-PROTOCOL", date(2026, 1, 1), 117),
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


# First day outside the list of least developed countries, from the resolutions of the General Assembly.
GRADUATED = {
    "BWA": date(1994, 12, 19), "CPV": date(2007, 12, 20), "MDV": date(2011, 1, 1), "WSM": date(2014, 1, 1),
    "GNQ": date(2017, 6, 4), "VUT": date(2020, 12, 4), "BTN": date(2023, 12, 13), "STP": date(2024, 12, 13),
}  # fmt: skip


@pytest.mark.parametrize(("state", "day"), GRADUATED.items())
def test_a_state_that_graduated_was_a_least_developed_country_until_that_day(state, day):
    assert state in G.members("LDC", day - timedelta(days=1))
    assert state not in G.members("LDC", day)


PARTY_SINCE = [
    ("FIREARMS-PROTOCOL", "ZMB", date(2005, 7, 3)), ("FIREARMS-PROTOCOL", "BRA", date(2006, 4, 30)),
    ("FIREARMS-PROTOCOL", "VCT", date(2010, 11, 28)), ("FIREARMS-PROTOCOL", "AUT", date(2013, 11, 8)),
    ("FIREARMS-PROTOCOL", "SLE", date(2014, 9, 11)), ("ATT", "SLE", date(2014, 12, 24)), ("ATT", "AND", date(2023, 3, 2)),
    ("ATT", "BEN", date(2017, 2, 5)), ("ATT", "BRB", date(2015, 8, 18)),
]  # fmt: skip


@pytest.mark.parametrize(("treaty", "state", "day"), PARTY_SINCE)
def test_a_party_is_one_from_the_day_of_entry_into_force(treaty, state, day):
    assert state in G.members(treaty, day)
    assert state not in G.members(treaty, day - timedelta(days=1))


@pytest.mark.parametrize("code", ["FIREARMS-PROTOCOL", "ATT"])
def test_a_treaty_whose_parties_are_not_all_known_says_so(code):
    group = G.group_rows[code]
    assert not group.complete
    assert "not recorded" in group.source


def test_every_group_names_states_that_exist_once_at_a_time():
    known = {state.code for state in G.states()}
    for group in G.group_rows.values():
        spells: dict[str, list[tuple[date, date]]] = {}
        for state, spell in group.spells:
            assert state in known, (group.code, state)
            spells.setdefault(state, []).append((spell.valid_from or date.min, spell.valid_to or date.max))
        for state, own in spells.items():
            own.sort()
            assert all(start < end for start, end in own), (group.code, state)
            assert all(a[1] <= b[0] for a, b in pairwise(own)), (group.code, state)


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
