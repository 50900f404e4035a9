"""Every data file fits its schema, and what does not fit is named by file, row and field."""

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from matchmaker.core import vocabulary
from matchmaker.core.reference import FIXTURES, LISTS
from matchmaker.core.reference.checking import SCHEMAS, problems

OWN_FORMATS = {"gold", "instances", "pairs", "problems", "reports", "schemas"}
"""Folders whose files are inputs and outputs of the stages, read and refused by their own readers."""


def data_files() -> list[Path]:
    found = (path.relative_to(FIXTURES) for path in sorted(FIXTURES.rglob("*.json")))
    return [path for path in found if path.parts[0] not in OWN_FORMATS]


@pytest.mark.parametrize("pattern", SCHEMAS)
def test_the_data_fit_their_schemas(pattern):
    assert list(FIXTURES.glob(pattern)), "a schema without data"
    assert problems(patterns=[pattern]) == ()


@pytest.mark.parametrize("path", data_files(), ids=str)
def test_every_data_file_is_checked_by_one_schema(path):
    assert sum((FIXTURES / path) in set(FIXTURES.glob(pattern)) for pattern in SCHEMAS) == 1


def test_every_schema_is_a_schema_of_2020_12_and_is_used():
    used = {SCHEMAS[p].format(stem=path.stem) for p in SCHEMAS for path in FIXTURES.glob(p)}
    found = sorted((FIXTURES / "schemas").glob("*.json"))
    assert {path.stem for path in found} == used | {"vocabulary"}
    for path in found:
        schema = json.loads(path.read_text(encoding="utf-8"))
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == path.name
        Draft202012Validator.check_schema(schema)


def test_the_lists_of_the_schemas_are_the_enums_of_the_vocabulary():
    shared = json.loads((FIXTURES / "schemas" / "vocabulary.json").read_text(encoding="utf-8"))["$defs"]
    enums = {**LISTS, "language": vocabulary.Language}
    named = {name: values["enum"] for name, values in shared.items() if name in enums}
    assert {"theme", "kind", "item", "unit"} <= set(named)
    assert named == {name: [member.value for member in enums[name]] for name in named}


def broken(tmp_path: Path, name: str, change) -> tuple[str, ...]:
    """Return what is said of a data file after a change to it."""
    pattern = next(p for p in SCHEMAS if (FIXTURES / name) in set(FIXTURES.glob(p)))
    (tmp_path / name).parent.mkdir(exist_ok=True)
    data = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    change(data)
    (tmp_path / name).write_text(json.dumps(data), encoding="utf-8")
    return problems(tmp_path, patterns=[pattern])


CHANGES = [
    ("states.json", lambda d: d[1]["names"].pop("fr"), "states.json, row 2 (AGO), names: 'fr' is a required property."),
    ("states.json", lambda d: d[0].update(code="Af"), "states.json, row 1 (Af), code: 'Af' does not match '^[A-Z]{3}$'."),
    ("states.json", lambda d: d[0].update(status="other"), "states.json, row 1 (AFG), note: None is not of type 'string'."),
    ("groups.json", lambda d: d[0]["members"][1].update(valid_from="2005-13-01"), "groups.json, row 1 (ODA), members[2].valid_from: '2005-13-01' does not match"),
    ("themes.json", lambda d: d[9].update(mosaic=["5.30"]), "themes.json, row 10 (marking), mosaic[1]: '5.30' does not match"),
    ("themes.json", lambda d: d[9].update(code="marks"), "themes.json, row 10 (marks), code: 'marks' is not one of"),
    ("labels.json", lambda d: d[0]["words"][0]["labels"].update(ru=""), "labels.json, row 1 (kind), words[1].labels.ru: '' should be non-empty."),
    ("cycles.json", lambda d: d[8].update(meetings=[]), "cycles.json, row 9 (2014), meetings: [] should be non-empty."),
    ("planning.json", lambda d: d[0].update(quantity=2), "planning.json, row 1, quantity: 2 is not of type 'string'."),
    ("planning.json", lambda d: d[0].update(item=None), "planning.json, row 1, item: None is not of type 'string'."),
    ("rates.json", lambda d: d[0]["values"].update(EUR="-1"), "rates.json, row 1 (2001-01-01), values.EUR: '-1' does not match"),
    ("rates.json", lambda d: d[0]["values"].update(Euro="1"), "rates.json, row 1 (2001-01-01), values: 'Euro' does not match"),
    ("organisations.json", lambda d: d[0].update(extra=1), "organisations.json, row 1 (UNREC): Additional properties are not allowed ('extra' was unexpected)."),
    ("lookalikes.json", lambda d: d.append(dict(d[0])), "lookalikes.json: "),
    ("questionnaires/B.json", lambda d: d["marks"][0].update(weight="3"), "questionnaires/B.json, marks[1].weight: '3' is not of type 'integer'."),
    ("lexicons/fr.json", lambda d: d.pop("themes"), "lexicons/fr.json: 'themes' is a required property."),
    ("lexicons/en.json", lambda d: d.update(new=[1]), "lexicons/en.json, new"),
    ("duplication/kinds.json", lambda d: d["values"].update(loan=d["values"]["legal"]), "duplication/kinds.json, values: 'loan' is not one of"),
    ("demo/offers.json", lambda d: d[0].update(themes=["peace"]), "demo/offers.json, row 1 (Marking machines for West and Southern Africa), themes[1]: 'peace' is not one of"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "said"), CHANGES)
def test_a_broken_entry_is_named(tmp_path, name, change, said):
    found = broken(tmp_path, name, change)
    assert len(found) == 1
    assert found[0].startswith(said), found
    assert found[0].endswith(".")
    assert len(found[0]) < 300


def test_a_file_that_is_no_json_and_one_without_a_schema_are_named(tmp_path):
    (tmp_path / "demo").mkdir()
    (tmp_path / "rates.json").write_text("[{]", encoding="utf-8")
    (tmp_path / "themes.json").write_bytes(b"\xff\xfe")
    (tmp_path / "demo" / "treasure.json").write_text("[]", encoding="utf-8")
    said = problems(tmp_path)
    assert [line.split(" is no JSON")[0] for line in said[:2]] == ["themes.json", "rates.json"]
    assert said[2] == "demo/treasure.json has no schema: add schemas/demo-treasure.json."


def test_a_folder_without_data_has_no_problem(tmp_path):
    shutil.copytree(FIXTURES / "schemas", tmp_path / "schemas")
    assert problems(tmp_path, tmp_path / "schemas") == ()
