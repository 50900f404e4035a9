"""Reading a problem file: what is refused, in one sentence that names the field or the id, and what may be empty."""

import copy
import json
import re
from decimal import Decimal

import pytest

from matchmaker.core.assignment import read_problem, write_problem
from matchmaker.core.entities.problems import AssignmentInput, Weights
from matchmaker.core.errors import MatchmakerError
from tests.core.assignment.generators import small

NEED = {
    "id": "n1", "state": "SLE", "theme": "marking", "kind": "equipment", "item": "marking_machine", "beneficiary": "",
    "quantity": "2", "minimum": "1", "unit_cost": {"amount": "15000", "currency": "USD"}, "tier": 1, "languages": ["en"],
    "start": "2016-07-01", "end": "2018-07-01", "requested": "2016-04-01", "shareable": None, "bundle": "b1",
    "required": True, "earlier_served": 0,
}  # fmt: skip
OFFER = {
    "id": "o1", "provider": "DEU", "themes": ["marking"], "kinds": ["equipment"], "items": [], "pays_for": [],
    "capacity": "3", "unit": "item", "currency": None, "eligible": {"states": [], "regions": ["Africa"], "groups": []},
    "excluded_states": ["XXX"], "languages": [], "start": "2016-09-01", "end": "2017-09-01",
    "minimum_per_recipient": "1", "maximum_per_recipient": "2", "maximum_recipients": 3, "opening_minimum": "0",
}  # fmt: skip
FUND = OFFER | {
    "id": "o2", "kinds": ["funding"], "pays_for": ["equipment"], "unit": "money", "currency": "EUR",
    "capacity": "1000.50", "minimum_per_recipient": "0", "maximum_per_recipient": None, "maximum_recipients": None,
}  # fmt: skip
GRANT = NEED | {
    "id": "n2", "kind": "funding", "item": None, "quantity": "500.25", "unit_cost": {"amount": "1", "currency": "USD"},
    "bundle": None,
}  # fmt: skip
GOOD = {
    "format": "matchmaker.problem/1",
    "as_of": "2016-06-06",
    "rates": {"base": "USD", "date": "2016-06-01", "EUR": "1.12", "XOF": "0.0017"},
    "states": [
        {"code": "SLE", "region": "Africa", "subregion": "Western Africa", "groups": ["ODA", "LDC"]},
        {"code": "TGO", "region": "", "subregion": "", "groups": []},
    ],
    "providers": [
        {"code": "DEU", "state": True, "region": None, "subregion": None, "budget": {"amount": "9", "currency": "EUR"}},
    ],
    "needs": [NEED, GRANT],
    "offers": [OFFER, FUND],
    "engagements": [
        {"id": "e1", "state": "SLE", "theme": "marking", "kind": "training", "item": None, "beneficiary": "",
         "provider": "RECSA", "start": "2015-01-01", "end": "2017-01-01", "quantity": "10"},
    ],
    "judgements": [{"a": "n1", "b": "e1", "relation": "renewal"}],
    "scenario": {
        "pins": [{"need": "n1", "offer": "o1", "quantity": None}],
        "forbids": [{"need": "n2", "offer": "o1", "reason": "agreed elsewhere"}],
        "money_per_provider_recipient": {"amount": "7", "currency": "XOF"},
        "ammunition": False,
        "previous": [{"need": "gone", "offer": "o9", "quantity": "1.5"}],
    },
}  # fmt: skip
WEIGHTS = {
    "tiers": ["4", "2", "1"], "slopes": ["40", "20"], "widths": ["0.25", "0.75"], "pair_cost": "0.02",
    "language": "0.8", "timeliness": "0.6", "proximity": ["1", "0.9", "0.8"],
}  # fmt: skip


def read(document: object) -> AssignmentInput:
    return read_problem(json.dumps(document).encode())


def refusal(document: object) -> MatchmakerError:
    with pytest.raises(MatchmakerError) as caught:
        read(document)
    message = caught.value.message
    assert message.endswith(".")
    assert "\n" not in message
    assert len(re.findall(r"[.!?] [A-Z]", message)) == 0, "one sentence"
    return caught.value


def at(document: object, path: str) -> tuple[object, str | int]:
    """The container and the last key of a path such as needs.0.quantity."""
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        document = document[part]  # type: ignore[index]
    return document, last


def put(path: str, value: object, base: object = GOOD) -> object:
    document = copy.deepcopy(base)
    container, last = at(document, path)
    container[last] = value  # type: ignore[index]
    return document


def objects(value: object, path: str = "") -> list[str]:
    """The path of every object in the document."""
    found = [path] if isinstance(value, dict) else []
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        found += objects(child, f"{path}.{key}" if path else str(key))
    return found


SECOND = GOOD | {"format": "matchmaker.problem/2", "scenario": GOOD["scenario"] | {"weights": WEIGHTS}}
KEYS = [
    (path, key)
    for path in objects(SECOND)
    for key in (at(SECOND, path)[0][at(SECOND, path)[1]] if path else SECOND)
    if not (path == "rates" and key in ("EUR", "XOF"))
]


def test_the_file_that_the_table_changes_is_read():
    problem = read(GOOD)
    assert problem.needs[0].quantity == Decimal(2)
    assert problem.scenario.weights == Weights()
    assert read(SECOND).scenario.weights.slopes == (Decimal(40), Decimal(20))
    assert problem.digest.startswith("sha256:")


@pytest.mark.parametrize(("path", "key"), KEYS, ids=lambda part: part or "top")
def test_every_key_is_mandatory_and_stands_once(path, key):
    document = copy.deepcopy(SECOND)
    container, last = at(document, path) if path else ({"": document}, "")
    row = container[last]
    value = row.pop(key)
    error = refusal(document)
    assert (error.code, f'"{key}"' in error.message) == ("missing_key", True)
    row[key] = value
    row["surprise"] = 1
    assert (refusal(document).code, "surprise" in refusal(document).message) == ("unknown_key", True)
    text = json.dumps(SECOND)
    written = json.dumps(value) if not isinstance(value, (dict, list)) else None
    if written is not None:
        once = f'"{key}": {written}'
        with pytest.raises(MatchmakerError) as caught:
            read_problem(text.replace(once, f"{once}, {once}", 1).encode())
        assert caught.value.code == "repeated_key"
        assert f'"{key}"' in caught.value.message


NULLABLE = {
    "providers.0.region", "providers.0.subregion", "providers.0.budget", "needs.0.item", "needs.0.unit_cost",
    "needs.0.shareable", "needs.0.bundle", "offers.0.currency", "offers.0.maximum_per_recipient",
    "offers.0.maximum_recipients", "engagements.0.item", "engagements.0.quantity", "scenario.pins.0.quantity",
    "scenario.money_per_provider_recipient",
}  # fmt: skip
FIELDS = sorted({f"{path}.{key}" if path else key for path, key in KEYS if not re.search(r"\.1(\.|$)", path)})


@pytest.mark.parametrize("path", FIELDS)
def test_null_says_nothing_only_where_it_may(path):
    document = put(path, None, SECOND)
    if path in NULLABLE:
        read(document)
    else:
        last = path.split(".")[-1]
        assert last in refusal(document).message or refusal(document).code in ("bad_type", "bad_date")


REFUSED = [
    ("as_of", "2016-6-6", "bad_date", "as_of"),
    ("as_of", "2016-02-30", "bad_date", "as_of"),
    ("needs.0.requested", "06/06/2016", "bad_date", "requested"),
    ("format", "matchmaker.problem/3", "bad_format", "format"),
    ("rates.base", "usd", "bad_value", "base"),
    ("rates.EUR", "0", "bad_number", "EUR"),
    ("rates.EUR", 1.12, "bad_type", "EUR"),
    ("rates.EUR", "-1.12", "bad_number", "EUR"),
    ("rates.USD", "2", "bad_number", "USD"),
    ("rates.eur", "1", "unknown_key", "eur"),
    ("needs.0.quantity", 2, "bad_type", "quantity"),
    ("needs.0.quantity", "-2", "bad_number", "quantity"),
    ("needs.0.quantity", "+2", "bad_number", "quantity"),
    ("needs.0.quantity", "2e1", "bad_number", "quantity"),
    ("needs.0.quantity", "2E1", "bad_number", "quantity"),
    ("needs.0.quantity", "", "bad_number", "quantity"),
    ("needs.0.quantity", "two", "bad_number", "quantity"),
    ("needs.0.quantity", "NaN", "bad_number", "quantity"),
    ("needs.0.quantity", "1,5", "bad_number", "quantity"),
    ("needs.0.quantity", "٢", "bad_number", "quantity"),
    ("needs.0.quantity", "1.5", "bad_number", "quantity"),
    ("needs.0.minimum", "0.5", "bad_number", "minimum"),
    ("needs.0.quantity", "9" * 30, "bad_number", "quantity"),
    ("needs.1.quantity", "500.255", "bad_number", "quantity"),
    ("needs.1.minimum", "0.001", "bad_number", "minimum"),
    ("offers.1.capacity", "1000.505", "bad_number", "capacity"),
    ("offers.0.capacity", "2.5", "bad_number", "capacity"),
    ("offers.0.opening_minimum", "0.5", "bad_number", "opening_minimum"),
    ("offers.0.maximum_per_recipient", "1.5", "bad_number", "maximum_per_recipient"),
    ("offers.0.maximum_recipients", "3", "bad_type", "maximum_recipients"),
    ("offers.0.maximum_recipients", -1, "bad_value", "maximum_recipients"),
    ("offers.0.maximum_recipients", 1.5, "bad_type", "maximum_recipients"),
    ("scenario.pins.0.quantity", "0.5", "bad_number", "quantity"),
    ("scenario.pins.0.quantity", 1, "bad_type", "quantity"),
    ("scenario.money_per_provider_recipient.amount", "7.5", "bad_number", "amount"),
    ("scenario.previous.0.quantity", "-1", "bad_number", "quantity"),
    ("engagements.0.quantity", "1.5", "bad_number", "quantity"),
    ("needs.0.unit_cost.amount", "15000.005", "bad_number", "amount"),
    ("needs.0.unit_cost.amount", "0", "bad_number", "unit_cost"),
    ("needs.0.unit_cost", "15000", "bad_type", "unit_cost"),
    ("needs.1.unit_cost.amount", "2", "bad_unit_cost", "unit_cost"),
    ("needs.1.unit_cost", None, "bad_unit_cost", "unit_cost"),
    ("needs.0.tier", 4, "bad_value", "tier"),
    ("needs.0.tier", 0, "bad_value", "tier"),
    ("needs.0.tier", "1", "bad_type", "tier"),
    ("needs.0.tier", True, "bad_type", "tier"),
    ("needs.0.earlier_served", -1, "bad_value", "earlier_served"),
    ("needs.0.required", "yes", "bad_type", "required"),
    ("needs.0.shareable", 1, "bad_type", "shareable"),
    ("needs.0.id", "", "bad_value", "id"),
    ("needs.0.languages", "en", "bad_type", "languages"),
    ("needs.0.languages", [1], "bad_type", "languages"),
    ("needs.0.theme", "weapons", "bad_value", "weapons"),
    ("needs.0.kind", "gift", "bad_value", "gift"),
    ("needs.0.item", "tank", "bad_value", "tank"),
    ("offers.0.themes", ["weapons"], "bad_value", "weapons"),
    ("offers.0.kinds", ["gift"], "bad_value", "gift"),
    ("offers.0.items", ["tank"], "bad_value", "tank"),
    ("offers.1.pays_for", ["gift"], "bad_value", "gift"),
    ("offers.0.unit", "box", "bad_value", "box"),
    ("offers.0.eligible", [], "bad_type", "eligible"),
    ("engagements.0.theme", "weapons", "bad_value", "weapons"),
    ("judgements.0.relation", "same", "bad_value", "same"),
    ("offers.0.kinds", ["equipment", "training"], "bad_unit", "training"),
    ("offers.1.kinds", ["funding", "equipment"], "bad_unit", "equipment"),
    ("offers.0.unit", "place", "bad_unit", "equipment"),
    ("offers.0.currency", "EUR", "bad_unit", "currency"),
    ("offers.1.currency", None, "bad_unit", "currency"),
    ("offers.0.pays_for", ["equipment"], "bad_unit", "pays_for"),
    ("needs.0.end", "2016-07-01", "bad_interval", "n1"),
    ("offers.0.start", "2018-01-01", "bad_interval", "o1"),
    ("engagements.0.end", "2014-01-01", "bad_interval", "e1"),
    ("needs.0.state", "GHA", "unknown_reference", "GHA"),
    ("engagements.0.state", "GHA", "unknown_reference", "GHA"),
    ("offers.0.provider", "FRA", "unknown_reference", "FRA"),
    ("scenario.pins.0.need", "n9", "unknown_reference", "n9"),
    ("scenario.pins.0.offer", "o9", "unknown_reference", "o9"),
    ("scenario.forbids.0.need", "n9", "unknown_reference", "n9"),
    ("scenario.forbids.0.offer", "o9", "unknown_reference", "o9"),
    ("judgements.0.a", "n9", "unknown_reference", "n9"),
    ("judgements.0.b", "e9", "unknown_reference", "e9"),
    ("needs.0.unit_cost.currency", "GBP", "unknown_currency", "GBP"),
    ("offers.1.currency", "GBP", "unknown_currency", "GBP"),
    ("providers.0.budget.currency", "GBP", "unknown_currency", "GBP"),
    ("scenario.money_per_provider_recipient.currency", "GBP", "unknown_currency", "GBP"),
    ("needs.1.id", "n1", "repeated_id", "n1"),
    ("offers.0.id", "n1", "repeated_id", "n1"),
    ("engagements.0.id", "o1", "repeated_id", "o1"),
    ("states.1.code", "SLE", "repeated_id", "SLE"),
    ("needs", {}, "bad_type", "needs"),
    ("needs.0", [], "bad_type", "needs[0]"),
    ("scenario", [], "bad_type", "scenario"),
    ("rates", [], "bad_type", "rates"),
    ("states.0.code", "", "bad_value", "code"),
    ("providers.0.state", 1, "bad_type", "state"),
    ("scenario.ammunition", "no", "bad_type", "ammunition"),
    ("scenario.forbids.0.reason", 5, "bad_type", "reason"),
    ("scenario.weights", WEIGHTS, "unknown_key", "weights"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code", "named"), REFUSED, ids=lambda part: str(part)[:30])
def test_a_value_that_means_nothing_is_refused_by_name(path, value, code, named):
    error = refusal(put(path, value))
    assert error.code == code
    assert named in error.message


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tiers", ["4", "2"]),
        ("tiers", ["4", "2", "0"]),
        ("slopes", []),
        ("slopes", ["20", "40"]),
        ("slopes", ["40", "20", "10"]),
        ("widths", ["0.5", "0.4"]),
        ("widths", ["1", "0"]),
        ("pair_cost", "-1"),
        ("language", "1.1"),
        ("timeliness", "2"),
        ("proximity", ["1", "0.9"]),
        ("proximity", ["1", "0.9", "1.1"]),
    ],
)
def test_weights_that_make_no_objective_are_refused(path, value):
    error = refusal(put(f"scenario.weights.{path}", value, SECOND))
    assert path in error.message or path == "slopes"
    assert error.code in ("bad_value", "bad_number")


def test_two_needs_of_different_states_are_no_bundle():
    error = refusal(put("needs.1", GRANT | {"state": "TGO", "bundle": "b1"}))
    assert error.code == "bad_bundle"
    assert '"b1"' in error.message


@pytest.mark.parametrize("change", [{"state": "TGO"}, {"kind": "training", "unit_cost": None, "quantity": "5"}])
def test_restated_needs_are_of_one_state_and_kind(change):
    document = put("needs.1", GRANT | change)
    document["judgements"] = [{"a": "n2", "b": "n1", "relation": "restated"}]
    assert refusal(document).code == "bad_restated"


def test_two_different_verdicts_on_one_pair_are_refused_in_either_order_and_two_equal_ones_are_not():
    row = GOOD["judgements"][0]
    turned = {"a": row["b"], "b": row["a"], "relation": "renewal"}
    assert len(read(put("judgements", [row, turned])).judgements) == 2
    for other in (row, turned):
        error = refusal(put("judgements", [row, other | {"relation": "unrelated"}]))
        assert error.code == "contradictory_judgements"
        assert '"n1"' in error.message


def test_what_may_be_named_though_it_is_not_in_the_file():
    document = put("offers.0.eligible", {"states": ["ZZZ"], "regions": ["Nowhere"], "groups": ["CLUB"]})
    document["offers"][0]["excluded_states"] = ["YYY"]
    document["engagements"][0]["provider"] = "whoever it was"
    assert read(document).scenario.previous[0].need == "gone"


def test_tables_may_be_empty():
    empty = {table: [] for table in ("states", "providers", "needs", "offers", "engagements", "judgements")}
    scenario = GOOD["scenario"] | {"pins": [], "forbids": [], "previous": []}
    assert read(GOOD | empty | {"scenario": scenario}).needs == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b'"text"', b"1", b"{", b"\xff", b"[" * 200_000, b'{"format": NaN}', b'{"a": 1e999999}',
     b'{"format": ' + b"9" * 5000 + b"}", "{}".encode("utf-16")],
)  # fmt: skip
def test_what_is_no_problem_at_all_is_refused(data):
    with pytest.raises(MatchmakerError) as caught:
        read_problem(data)
    assert caught.value.code in ("not_json", "bad_type", "missing_key", "unknown_key")


def test_a_byte_order_mark_and_other_scripts_are_read():
    document = put("needs.0.beneficiary", "полиция 警察")
    assert read_problem(b"\xef\xbb\xbf" + json.dumps(document).encode()).needs[0].beneficiary == "полиция 警察"


@pytest.mark.parametrize("seed", range(10))
def test_what_is_written_is_read_as_it_was(seed):
    problem = read_problem(write_problem(small(seed, 6, 4)))
    data = write_problem(problem)
    again = read_problem(data)
    assert write_problem(again) == data
    assert (again.needs, again.offers, again.scenario) == (problem.needs, problem.offers, problem.scenario)
