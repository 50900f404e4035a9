"""Every State, group and body that the report of the Fifth Biennial Meeting of States names: copied by hand, with what it means."""

import re
from pathlib import Path

import pytest

from matchmaker.core.gazetteer import Gazetteer

G = Gazetteer.default()
SHARED = Path(__file__).parents[3] / "shared" / "meeting-report.txt"

# Paragraph 14: the 68 States that reported, as the report writes them, by region of M49.
REPORTED = {
    "Europe": {
        "Andorra": "AND", "Austria": "AUT", "Belarus": "BLR", "Belgium": "BEL", "Bulgaria": "BGR", "Croatia": "HRV",
        "Czech Republic": "CZE", "Estonia": "EST", "France": "FRA", "Germany": "DEU", "Hungary": "HUN", "Italy": "ITA",
        "Latvia": "LVA", "Lithuania": "LTU", "Luxembourg": "LUX", "Norway": "NOR", "Poland": "POL", "Portugal": "PRT",
        "Republic of Moldova": "MDA", "Romania": "ROU", "Russian Federation": "RUS", "Serbia": "SRB", "Spain": "ESP",
        "Sweden": "SWE", "Switzerland": "CHE", "the former Yugoslav Republic of Macedonia": "MKD", "Ukraine": "UKR",
        "United Kingdom of Great Britain and Northern Ireland": "GBR",
    },
    "Africa": {
        "Algeria": "DZA", "Botswana": "BWA", "Burkina Faso": "BFA", "Burundi": "BDI", "Côte d'Ivoire": "CIV",
        "Democratic Republic of the Congo": "COD", "Eritrea": "ERI", "Liberia": "LBR", "Mali": "MLI", "Mozambique": "MOZ",
        "Namibia": "NAM", "Sierra Leone": "SLE", "South Africa": "ZAF", "South Sudan": "SSD", "Togo": "TGO", "Uganda": "UGA",
        "United Republic of Tanzania": "TZA",
    },
    "Americas": {
        "Argentina": "ARG", "Brazil": "BRA", "Chile": "CHL", "Colombia": "COL", "Cuba": "CUB", "Dominican Republic": "DOM",
        "Guatemala": "GTM", "Jamaica": "JAM", "Mexico": "MEX", "Panama": "PAN", "Paraguay": "PRY", "Trinidad and Tobago": "TTO",
        "United States of America": "USA",
    },
    "Asia": {
        "China": "CHN", "Cyprus": "CYP", "India": "IND", "Japan": "JPN", "Pakistan": "PAK", "Qatar": "QAT",
        "Republic of Korea": "KOR", "Singapore": "SGP",
    },
    "Oceania": {"Australia": "AUS", "Marshall Islands": "MHL"},
}  # fmt: skip
COUNTS = {"Europe": 28, "Africa": 17, "Americas": 13, "Asia": 8, "Oceania": 2}

# The other paragraphs that name States, each with its names as written, in the order of the text.
NAMED = {
    8: "Afghanistan=AFG; Algeria=DZA; Argentina=ARG; Colombia=COL; Czech Republic=CZE; Germany=DEU; Guatemala=GTM; "
    "Iran (Islamic Republic of)=IRN; Liberia=LBR; Morocco=MAR; New Zealand=NZL; Pakistan=PAK; Portugal=PRT; "
    "Republic of Moldova=MDA; Romania=ROU",
    15: "Jamaica=JAM; Qatar=QAT; Japan=JPN; Pakistan=PAK; China=CHN; South Africa=ZAF; Iraq=IRQ; Argentina=ARG; Saudi Arabia=SAU; "
    "Cuba=CUB; the Bolivarian Republic of Venezuela=VEN; Cabo Verde=CPV; Colombia=COL; Guatemala=GTM; the Republic of Korea=KOR; "
    "Trinidad and Tobago=TTO; Spain=ESP; India=IND; Costa Rica=CRI; Kazakhstan=KAZ; Thailand=THA; Brazil=BRA; France=FRA; "
    "Egypt=EGY; the Russian Federation=RUS; the Dominican Republic=DOM; Nigeria=NGA; the Republic of Moldova=MDA; Mexico=MEX; "
    "Australia=AUS; Malaysia=MYS; the Netherlands=NLD; Israel=ISR; the United Kingdom=GBR; Switzerland=CHE; Belarus=BLR; "
    "Canada=CAN; the United States=USA; Mali=MLI; Benin=BEN; Nicaragua=NIC; Austria=AUT; the State of Palestine=PSE",
    16: "Jamaica=JAM; Qatar=QAT; Egypt=EGY; Japan=JPN; Algeria=DZA; Australia=AUS; South Africa=ZAF; Argentina=ARG; Costa Rica=CRI; "
    "China=CHN; France=FRA; Peru=PER; Liberia=LBR; Belgium=BEL; Armenia=ARM; Brazil=BRA; the United States=USA; "
    "the Czech Republic=CZE; India=IND; Guatemala=GTM; the Bolivarian Republic of Venezuela=VEN; the Republic of Korea=KOR; "
    "Malaysia=MYS; the United Kingdom=GBR; Saudi Arabia=SAU; Colombia=COL; Zambia=ZMB; Kazakhstan=KAZ; the Netherlands=NLD; "
    "Benin=BEN; Spain=ESP; South Africa=ZAF; Egypt=EGY; Botswana=BWA; Nigeria=NGA",
    17: "Indonesia=IDN; Argentina=ARG; South Africa=ZAF; Japan=JPN; China=CHN; Iraq=IRQ; Belarus=BLR; Colombia=COL; "
    "the United Republic of Tanzania=TZA; Cuba=CUB; Turkey=TUR; India=IND; Ghana=GHA; Nigeria=NGA; Guyana=GUY; Qatar=QAT; "
    "Thailand=THA; Costa Rica=CRI; the United States=USA; Switzerland=CHE; Guatemala=GTM; Egypt=EGY; Mexico=MEX; France=FRA; "
    "the United Kingdom=GBR; Nigeria=NGA; Australia=AUS; Mali=MLI; Algeria=DZA; the Sudan=SDN; Peru=PER; Morocco=MAR; Austria=AUT; "
    "the Netherlands=NLD; South Sudan=SSD; the Islamic Republic of Iran=IRN; Norway=NOR; Trinidad and Tobago=TTO; "
    "the State of Palestine=PSE",
    18: "Trinidad and Tobago=TTO; Kenya=KEN; the Czech Republic=CZE; Mexico=MEX; the Russian Federation=RUS; Guatemala=GTM; "
    "Argentina=ARG; Cameroon=CMR; Austria=AUT",
    19: "Egypt=EGY",
}
# Groups and bodies of the same paragraphs; the code is that of an organisation that this project knows, if it does.
NOT_STATES = {
    "European Union": "EU",
    "Caribbean Community": "CARICOM",
    "Group of Arab States": None,
    "Group of African States": None,
    "Movement of Non-Aligned Countries": None,
    "Economic Community of West African States": "ECOWAS",
    "East African Community": "EAC",
    "Forum for Security Cooperation of the Organization for Security and Cooperation in Europe": None,
    "Organization for Security and Cooperation in Europe": "OSCE",
    "Office for Disarmament Affairs": "UNODA",
    "United Nations Office for Disarmament Affairs": "UNODA",
    "International Criminal Police Organization": "INTERPOL",
    "United Nations Children's Fund": "UNICEF",
    "United Nations Coordinating Action on Small Arms": "CASA",
    "Regional Centre on Small Arms and Light Weapons in the Great Lakes Region, the Horn of Africa and Bordering States": "RECSA",
    "International Committee of the Red Cross": "ICRC",
    "International Action Network on Small Arms": "IANSA",
    "Peace Research Institute Oslo": "PRIO",
    "World Forum on the Future of Sport Shooting Activities": "WFSA",
    "Defense Small Arms Advisory Council": "DSAAC",
    "Sporting Arms and Ammunition Manufacturers' Institute": "SAAMI",
    "Heritage Foundation": "HERITAGE",
    "Canada's National Firearms Association": "NFA",
    "American Conservative Union": "ACU",
}
# What else begins with a capital in these paragraphs: the meeting's own words.
OTHER_WORDS = re.findall(
    r"\S+",
    "Chair Vice-Chairs Zahir Tanin June Agenda At Statements After Finally Deputy High Representative Secretary-General Coordinator "
    "Firearms Programme Action International Instrument Enable States Identify Trace Timely Reliable Manner Illicit Small Arms Light "
    "Weapons Affairs Fifth Biennial Meeting National Disarmament In The Proceedings Consideration Capacity-building Transfer Other "
    "Adoption Officers Documentation Also CONF BMS Annex Tracing United Nations Organization A B C D E II III IV V",
)


def named() -> list[tuple[int, str, str]]:
    listed = [(14, name, code) for names in REPORTED.values() for name, code in names.items()]
    for paragraph, names in NAMED.items():
        listed += [(paragraph, *entry.rsplit("=", 1)) for entry in names.split("; ")]
    return listed


@pytest.mark.parametrize(("region", "names"), REPORTED.items())
def test_the_states_that_reported_by_region(region, names):
    assert len(names) == COUNTS[region]
    assert {name: G.resolve(name) for name in names} == names
    assert {G.state(code).region for code in names.values()} == {region}


def test_sixty_eight_states_reported():
    assert sum(COUNTS.values()) == len({code for names in REPORTED.values() for code in names.values()}) == 68


@pytest.mark.parametrize(("paragraph", "name", "code"), sorted(set(named())))
def test_a_state_is_resolved_as_the_report_writes_it(paragraph, name, code):
    assert G.resolve(name) == code
    assert [found for *_, found in G.find_states(f"Statements were made by {name}.")] == [code]


@pytest.mark.parametrize(("name", "code"), NOT_STATES.items())
def test_a_group_or_body_is_no_state(name, code):
    for written in (name, f"the {name}", name.replace("'", "’")):
        assert G.resolve(written) is None
        assert G.find_states(f"Statements were made by the representative of {written}.") == ()
    assert G.resolve_organisation(name) == code
    assert G.resolve_party(name) == code


def test_a_paragraph_of_the_report_gives_each_state_in_its_order():
    for paragraph in NAMED:
        own = [(name, code) for number, name, code in named() if number == paragraph]
        text = "Statements were made by " + ", ".join(
            f"{name} (on behalf of the Group of Arab States)" for name, _ in own
        )
        assert [code for *_, code in G.find_states(text)] == [code for _, code in own]


@pytest.fixture(scope="module")
def report() -> str:
    if not SHARED.exists():
        pytest.skip("the report of the meeting is not at hand")
    return SHARED.read_text(encoding="utf-8").replace("’", "'")


def paragraph_of(report: str, number: int) -> str:
    """Return a paragraph of the report proper, with line ends as spaces."""
    body = report[: report.index("\nAnnex\n")]
    start = re.search(rf"^{number}\. ", body, re.MULTILINE).end()
    follows = re.search(rf"^(?:- )?{number + 1}\. (?!Opening|Election)", body[start:], re.MULTILINE)
    return " ".join(body[start : start + follows.start() if follows else None].split())


@pytest.mark.parametrize("paragraph", [8, 14, *range(15, 20)])
def test_the_report_itself_gives_the_same_states(report, paragraph):
    found = [code for *_, code in G.find_states(paragraph_of(report, paragraph))]
    wanted = [code for number, _, code in named() if number == paragraph]
    if paragraph == 14:
        found, wanted = sorted(found), sorted(wanted)
    assert found == wanted


@pytest.mark.parametrize("paragraph", [8, 14, *range(15, 20)])
def test_no_name_of_the_report_is_untested(report, paragraph):
    text = paragraph_of(report, paragraph)
    known = [name.removeprefix("the ") for number, name, _ in named() if number == paragraph] + list(NOT_STATES)
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "·")
    assert "·" in text
    left = re.findall(r"(?<![\w'])[A-Z][\w'-]*", re.sub(r"\[[^\]]*\]|\(see annex\)|“[^”]*”|\"[^\"]*\"", "", text))
    assert [word for word in left if word not in OTHER_WORDS] == []


def test_no_other_paragraph_names_a_state(report):
    everywhere = {code for *_, code in G.find_states(" ".join(report.split()))}
    assert everywhere == {code for _, _, code in named()}
