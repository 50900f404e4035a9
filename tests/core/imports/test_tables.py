import io
import json
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.imports import COLUMNS, read_file, template, typed
from matchmaker.core.imports.tables import FORMULA, table


def book(*lines):
    made, out = Workbook(), io.BytesIO()
    for line in lines:
        made.active.append(line)
    made.save(out)
    return out.getvalue()


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(3):
            package.writestr(f"xl/{number}.xml", bytes(60 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF", "import_wrong_type"),
        ("a", b"x", "import_wrong_type"),
        ("a.csv", "é".encode("latin-1"), "import_not_utf8"),
        ("a.csv", b"a,a\n1,2\n", "import_head_twice"),
        ("a.csv", b"external_id\n", "import_empty"),
        ("a.csv", b"", "import_empty"),
        ("a.json", b'{"a": 1}', "import_no_objects"),
        ("a.json", b"[1]", "import_no_objects"),
        ("a.json", b"[]", "import_empty"),
        ("a.json", b"[" * 100_000, "import_not_read"),
        ("a.json", b"[{]", "import_not_read"),
        ("a.xlsx", b"PK\x03\x04broken", "import_not_read"),
        ("a.xlsx", bomb(), "import_unsafe"),
        ("a.csv", b"external_id\n" + b"1\n" * 5001, "import_too_many_rows"),
        ("a.json", json.dumps([{}] * 5001).encode(), "import_too_many_rows"),
        ("a.csv", b",".join(b"c%d" % n for n in range(61)) + b"\n1\n", "import_too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused(name, data, code):
    with pytest.raises(MatchmakerError) as refused:
        table(data, name)
    assert refused.value.code == code


def test_all_forms_say_the_same():
    lines = (["external_id", "cycle", "required"], ["1", 2026, True])
    told = [{"external_id": "1", "cycle": "2026", "required": "true"}]
    assert table(book(*lines), "a.xlsx") == told
    assert table(b"external_id;cycle;required\r\n1;2026;true\r\n", "a.csv") == told
    assert table("external_id\tcycle\trequired\n1\t2026\ttrue\n".encode("utf-16"), "a.tsv") == told
    assert table(b'[{"external_id": "1", "cycle": 2026, "required": true}]', "a.json") == told


def test_numbers_have_no_exponent_and_days_no_time():
    (row,) = table(book(["a", "b", "c"], [0.25, date(2026, 4, 1), 1e20]), "a.xlsx")
    assert row == {"a": "0.25", "b": "2026-04-01", "c": "100000000000000000000"}
    (row,) = table(b'[{"a": 1e3, "b": 1e-2, "c": 1e999}]', "a.json")
    assert row == {"a": "1000", "b": "0.01", "c": "1E+999"}


def test_hashtags_and_empty_lines_are_passed_over():
    assert table(b"id,theme\n#meta+id,#sector\n\n1,marking\n,,\n", "a.csv") == [{"id": "1", "theme": "marking"}]


@pytest.mark.parametrize("cell", ["=1+1", "@A1", "+SUM(A1)", "-cmd|x", " =1"])
def test_formulas_are_marked_in_csv(cell):
    assert table(f'a,b\n1,"{cell}"\n'.encode(), "a.csv")[0]["b"] == FORMULA


def test_formulas_are_marked_in_a_workbook_and_texts_are_not():
    (row,) = table(book(["a", "b"], ["=1+1", "- two machines"]), "a.xlsx")
    assert row == {"a": FORMULA, "b": "- two machines"}


def test_an_apostrophe_of_an_export_goes_and_another_stays():
    assert table(b"a,b\n'=1,'tis\n", "a.csv") == [{"a": "=1", "b": "'tis"}]


def test_the_child_answers_as_the_library_and_refuses_as_it():
    data = book(["external_id"], ["1"])
    assert read_file(data, "a.xlsx") == table(data, "a.xlsx")
    with pytest.raises(MatchmakerError) as refused:
        read_file(b"external_id\n" + b"1\n" * 5001, "a.csv")
    assert "5,000" in refused.value.message


@pytest.mark.parametrize("noun", COLUMNS)
def test_a_template_reads_without_a_problem(noun):
    (row,) = typed(noun, table(template(noun).encode(), "t.csv"))
    assert row.problems == ()
    assert row.external_id == "2026-017"


def test_a_name_stands_once():
    cells = {"external_id": "1", "state": "SLE", "cycle": "2026", "theme": "marking", "kind": "legal"}
    first, second = typed("needs", [cells, cells])
    assert first.problems == ()
    assert [(each.field, each.code, each.facts) for each in second.problems] == [("external_id", "twice", {"row": "1"})]
