"""Workbooks that are broken or mean harm."""

from .building import OFFICE, READ, RELATIONS, Cases, bomb, patched, row, rows, sheet_xml, xlsx, zipped
from .hostile_office import COMPLEX, DAMAGED, LONG, NO_TEXT, ROWS, TYPE, UNSAFE

HOSTILE = Cases()


@HOSTILE.add("million-rows.xlsx", ROWS)
def million_rows() -> bytes:
    return xlsx({"worksheets/sheet1.xml": sheet_xml('<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 1_000_000)})


@HOSTILE.add("million-empty-rows.xlsx", ROWS)
def empty_rows() -> bytes:
    return xlsx({"worksheets/sheet1.xml": sheet_xml("<row/>" * 1_000_000)})


@HOSTILE.add("quarter-million-cells-in-a-row.xlsx", READ, COMPLEX)
def row_of_cells() -> bytes:
    return xlsx({"worksheets/sheet1.xml": sheet_xml(f"<row>{'<c><v>1</v></c>' * 250_000}</row>" + rows())})


@HOSTILE.add("rows-outside-rows.xlsx", NO_TEXT, COMPLEX)
def loose_cells() -> bytes:
    return xlsx({"worksheets/sheet1.xml": sheet_xml("<c><v>1</v></c>" * 150_000)})


@HOSTILE.add("hundred-sheets-of-many-rows.xlsx", ROWS)
def many_sheets() -> bytes:
    sheet = sheet_xml('<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 500)
    return xlsx({f"worksheets/sheet{n}.xml": sheet for n in range(100)})


DRAWN = {
    "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/drawing" Target="../drawings/a.xml"/></Relationships>'
}
BOX = "<d:oneCellAnchor><d:sp><d:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></d:txBody></d:sp></d:oneCellAnchor>"


def _boxes(inside: str) -> dict[str, bytes | str]:
    names = 'xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    return DRAWN | {"xl/drawings/a.xml": f"<d:wsDr {names}>{inside}</d:wsDr>"}


HOSTILE.plain("text-boxes-without-end.xlsx", xlsx(parts=_boxes(BOX.format("box") * 100_000)), LONG)
HOSTILE.plain("text-box-too-long.xlsx", xlsx(parts=_boxes(BOX.format("box " * 600_000))), LONG)
HOSTILE.plain(
    "text-box-in-levels-without-end.xlsx",
    xlsx(parts=_boxes(BOX.replace("{}", "{0}").format("<a:r>" * 5_000 + "</a:r>" * 5_000))),
    READ,
    DAMAGED,
)


@HOSTILE.add("drawing-unpacks-to-a-gigabyte.xlsx", UNSAFE, READ)
def drawing_bomb() -> bytes:
    return patched(xlsx(parts=DRAWN), "xl/drawings/a.xml", bomb(2**30), 1000)


@HOSTILE.add("formats-without-end.xlsx", READ)
def many_formats() -> bytes:
    codes = "".join(f'<numFmt numFmtId="{n + 164}" formatCode="{"[$" * 100}{n}"/>' for n in range(30_000))
    cells = "".join(f'<xf numFmtId="{n + 164}"/>' for n in range(30_000))
    styles = f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>{codes}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>'
    numbers = "".join(f'<row><c s="{n}"><v>{n}</v></c></row>' for n in range(1_000))
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + numbers)}, {"xl/styles.xml": styles})


@HOSTILE.add("one-sheet-listed-a-thousand-times.xlsx", READ)
def repeated_sheet() -> bytes:
    listed = '<sheet name="a" sheetId="1" r:id="r1"/>' * 5000
    book = f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    return xlsx(parts={"xl/workbook.xml": book})


@HOSTILE.add("last-cell-of-the-last-row.xlsx", READ)
def far_cell() -> bytes:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + far)})


@HOSTILE.add("row-numbers-forged.xlsx", READ)
def forged_rows() -> bytes:
    forged = "".join(f'<row r="{number}"><c><v>1</v></c></row>' for number in ("0", "-5", "9" * 400, "²", "1e9"))
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + forged)})


@HOSTILE.add("numbers-beyond-measure.xlsx", READ)
def huge_numbers() -> bytes:
    numbers = ("1e999999", "-1e-999999", "1e999999999", "9" * 100_000, "NaN", "Infinity", "0x10", "1_000")
    cells = "".join(f"<row><c><v>{number}</v></c></row>" for number in numbers)
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + cells)})


@HOSTILE.add("string-numbers-forged.xlsx", READ)
def forged_strings() -> bytes:
    cells = "".join(f'<row><c t="s"><v>{number}</v></c></row>' for number in ("99999999", "-1", "9" * 5000, "²", ""))
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + cells)})


@HOSTILE.add("a-long-string-in-every-cell.xlsx", LONG)
def repeated_string() -> bytes:
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"word " * 200_000}</t></si></sst>'
    cells = '<row><c t="s"><v>0</v></c></row>' * 19_000
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + cells)}, {"xl/sharedStrings.xml": strings})


@HOSTILE.add("formulas-that-call-programs.xlsx", READ)
def formulas() -> bytes:
    cell = "<row><c><f>cmd|' /C calc'!A0</f><v>1</v></c><c><f>WEBSERVICE(\"http://127.0.0.1:9/\")</f><v>2</v></c></row>"
    return xlsx({"worksheets/sheet1.xml": sheet_xml(rows() + cell)})


@HOSTILE.add("sheets-outside-the-package.xlsx", DAMAGED)
def outside() -> bytes:
    return xlsx(
        parts={
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Target="../../../../etc/passwd"/></Relationships>'
        }
    )


HOSTILE.plain("no-sheets.xlsx", xlsx({}), DAMAGED)
HOSTILE.plain("relations-missing.xlsx", zipped({"xl/workbook.xml": "<workbook/>"}), DAMAGED)
HOSTILE.plain("sheet-is-a-picture.xlsx", xlsx({"worksheets/sheet1.xml": b"\x89PNG" + bytes(100)}), DAMAGED)
HOSTILE.plain("sheet-cut.xlsx", xlsx({"worksheets/sheet1.xml": sheet_xml(rows())[:-40]}), DAMAGED)
HOSTILE.plain(
    "binary-workbook.xlsb", zipped({"xl/workbook.bin": bytes(100), "xl/worksheets/sheet1.bin": bytes(100)}), TYPE
)


@HOSTILE.add("elements-in-a-cell-without-end.xlsx", READ)
def deep_cell() -> bytes:
    return xlsx(
        {"worksheets/sheet1.xml": sheet_xml(f"<row><c>{'<is>' * 100_000}{'</is>' * 100_000}</c></row>" + rows())}
    )


@HOSTILE.add("one-row-in-another.xlsx", ROWS)
def deep_sheet_rows() -> bytes:
    return xlsx({"worksheets/sheet1.xml": sheet_xml("<row>" * 20_000 + row(1, "a") + "</row>" * 20_000)})
