"""The demo world is as rich as it must be, and every code in it is one that reference data know."""

import json
from collections import Counter

from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.reference import FIXTURES
from matchmaker.core.vocabulary import UNIT_OF_KIND, Kind, Relation, Role, Unit

G = Gazetteer.default()
README = (FIXTURES / "demo" / "README.md").read_text(encoding="utf-8")
STATES = {state.code for state in G.states()}
ORGANISATIONS = {organisation.code: organisation for organisation in G.organisations()}


def demo(name: str) -> list[dict]:
    return json.loads((FIXTURES / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def test_offers_come_from_every_sort_of_provider_and_in_every_form():
    offers = demo("offers")
    assert len(offers) >= 24
    assert f"{len(offers)} offers" in README
    sorts = Counter("state" if o["provider"] in STATES else ORGANISATIONS[o["provider"]].type.value for o in offers)
    assert {"state", "un_entity", "un_regional_centre", "regional_organisation", "trust_fund"} <= set(sorts)
    assert {kind for offer in offers for kind in offer["kinds"]} == set(Kind)
    assert any("marking_machine" in offer["items"] for offer in offers)
    assert any("training" in o["kinds"] and (o["eligible_groups"] or o["eligible_regions"]) for o in offers)
    for offer in offers:
        assert {UNIT_OF_KIND[Kind(kind)] for kind in offer["kinds"]} == {Unit(offer["unit"])}, offer["title"]
        assert offer["start"] < offer["end"]
        assert set(offer["eligible_groups"]) <= set(G.group_rows), offer["title"]


def test_every_code_is_known():
    named = {code for offer in demo("offers") for code in (*offer["eligible_states"], *offer["excluded_states"])}
    named |= set(demo("priorities"))
    assert named <= STATES
    helped = {row["state"] for row in demo("engagements")}
    assert {code for code in helped - STATES if not ORGANISATIONS[code].members} == set()
    parties = {code for row in demo("engagements") for code in row["providers"]}
    parties |= {offer["provider"] for offer in demo("offers")} | {
        row["party"] for row in demo("accounts") if row["party"]
    }
    assert parties <= STATES | set(ORGANISATIONS)


def test_duplicates_of_every_relation_are_listed_and_name_what_is_there():
    labelled = demo("duplicates")
    assert {row["relation"] for row in labelled} == set(Relation)
    texts = {row["text"] for row in demo("engagements")}
    titles = {offer["title"] for offer in demo("offers")}
    for record in (row[side] for row in labelled for side in "ab"):
        if record["type"] == "engagement":
            assert record["text"] in texts
        if record["type"] == "offer":
            assert record["title"] in titles


def test_accounts_for_every_role_and_a_coordinator_who_is_a_national_of_a_requesting_state():
    accounts = demo("accounts")
    assert f"{len(accounts)} accounts" in README
    assert len({row["username"] for row in accounts}) == len(accounts)
    held = {role: {row["party"] for row in accounts if row["role"] == role} for role in Role}
    assert len(held[Role.FOCAL_POINT]) >= 3
    assert len(held[Role.PROVIDER]) >= 2
    assert len(held[Role.COORDINATOR]) >= 2
    assert held[Role.COORDINATOR] & held[Role.FOCAL_POINT]
    assert held[Role.AUDITOR]
    assert held[Role.ADMINISTRATOR]


def test_priorities_keep_to_three_needs_in_tier_one_and_five_in_tier_two():
    for state, needs in demo("priorities").items():
        tiers = Counter(need["tier"] for need in needs)
        assert tiers[1] <= 3, state
        assert tiers[2] <= 5, state


def test_sample_reports_cover_generations_formats_and_languages():
    expected = {p: json.loads(p.read_text(encoding="utf-8")) for p in (FIXTURES / "reports").glob("*.expected.json")}
    assert len(expected) >= 10
    assert all(path.with_name(path.name.removesuffix(".expected.json")).exists() for path in expected)
    assert {path.name.split(".")[1] for path in expected} == {"pdf", "docx", "txt"}
    assert {told["report"]["generation"] for told in expected.values()} == {"B", "C", "D"}
    assert {told["report"]["language"] for told in expected.values()} == {"en", "fr"}
    assert len({path.name[:3] for path in expected}) >= 10
