"""Layouts that part what belongs together: pages that end within a sentence, answers beside their questions."""

from matchmaker.core.entities.reports import Extraction
from matchmaker.core.extraction import extract
from matchmaker.core.gazetteer import Gazetteer

from .building import docx, pdf, shown, stream

HEAD = ("Benin", "National report 2024")
KIND = "8.5.1 What kind of assistance do you require?"


def read(data: bytes) -> Extraction:
    return extract(data, filename="report", gazetteer=Gazetteer.default())


def asked(found: Extraction) -> list[tuple[str, str | None, str | None]]:
    return [(str(need.quantity), need.amount and str(need.amount), need.passage.question) for need in found.needs]


def test_a_sentence_goes_on_across_a_page_with_its_footer_header_and_blank_lines() -> None:
    pages = (
        (*HEAD, KIND, "Training of 25 armourers in marking, at an estimated"),
        ("cost of USD 120,000, and seven marking machines for the", ""),
        ("police.", "9. Further information", "None."),
    )
    text = "\f".join(
        "\n".join(("Benin, PoA report 2024", "", *page, "", f"Page {number} of 3"))
        for number, page in enumerate(pages, start=1)
    )
    found = read(text.encode())
    assert asked(found) == [("25", "120000", "8.5.1"), ("7", None, "8.5.1")]
    assert found.needs[1].beneficiary == "police"


def columns(rows: list[tuple[str, str]]) -> bytes:
    """Return a page with two columns of text without rules, set line by line."""
    lines = [
        f"BT /F 9 Tf {x} {760 - 12 * n} Td ({text}) Tj ET"
        for n, row in enumerate(rows)
        for x, text in ((45, row[0]), (310, row[1]))
        if text
    ]
    return pdf(content=stream("\n".join(lines).encode("cp1252")))


def test_answers_beside_their_questions_without_rules_are_no_columns_of_running_text() -> None:
    rows = [
        ("Benin", ""),
        ("National report 2024", ""),
        ("6.3 Does your country wish to request assistance in", "Yes"),
        ("developing standards and procedures on stockpile", ""),
        ("management?", ""),
        ("6.3.1 What kind of assistance do you require?", "Training of 25 armourers in physical security, at"),
        ("", "an estimated cost of USD 120,000, and twelve"),
        ("", "storage containers for the armed forces."),
        ("6.3.2 Has a project proposal been developed?", "No"),
        ("Section 8: Marking and record-keeping", ""),
        ("8.5 Does your country wish to request assistance in", "Yes"),
        ("building capacity for the marking of SALW?", ""),
        ("8.5.1 What kind of assistance do you require?", "Four marking machines for the police and training"),
        ("", "of 30 officers in their use and their maintenance"),
        ("", "in the workshops of the police."),
        ("8.5.2 Has a project proposal been developed?", "Yes"),
    ]
    found = read(columns(rows))
    assert asked(found) == [
        ("25", "120000", "6.3.1"),
        ("12", None, "6.3.1"),
        ("4", None, "8.5.1"),
        ("30", None, "8.5.1"),
    ]
    assert [need.project_proposal for need in found.needs] == [False, False, True, True]
    assert found.contacts == ()


def test_what_nobody_sees_in_a_word_document_is_not_read() -> None:
    def run(text: str, properties: str) -> str:
        return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"

    told = "".join(run(text, "") for text in (*HEAD, KIND, "Seven marking machines."))
    hidden = run("Nine vehicles for the navy.", "<w:vanish/>") + run("Eight computers.", '<w:strike w:val="true"/>')
    shown = run("Six scanners for the customs.", '<w:vanish w:val="0"/><w:strike w:val="false"/>')
    found = read(docx(told + hidden + shown))
    assert [str(need.quantity) for need in found.needs] == ["7", "6"]
    assert "navy" not in found.text


WRITTEN = (*HEAD, KIND, "Seven marking machines for the police and training of", "25 officers in their use.")


def test_a_stamp_across_the_page_and_a_note_up_its_margin_stand_in_no_sentence() -> None:
    text = shown("\n".join(WRITTEN))
    note = (
        b" BT /F 9 Tf 0 1 -1 0 30 600 Tm (Nine vehicles printed on 3 March 2024 for the Ministry of the Interior) Tj ET"
    )
    stamp = b" BT /F 60 Tf 0.7 0.7 -0.7 0.7 60 600 Tm (CONFIDENTIAL) Tj ET"
    found = read(pdf(content=stream(text + note + stamp)))
    assert asked(found) == [("7", None, "8.5.1"), ("25", None, "8.5.1")]
    assert found.text.endswith("Interior CONFIDENTIAL")


def test_a_page_whose_text_lies_on_its_side_is_read() -> None:
    lines = " ".join(f"BT /F 11 Tf 0 1 -1 0 {80 + 14 * n} 100 Tm ({line}) Tj ET" for n, line in enumerate(WRITTEN))
    found = read(pdf(content=stream(lines.encode())))
    assert asked(found) == [("7", None, "8.5.1"), ("25", None, "8.5.1")]


def test_numbers_of_lines_in_the_margin_are_no_numbers_of_questions_nor_of_things() -> None:
    filling = ("The national commission met twice and its report was published.",) * 10
    rows = (*HEAD, *filling, *WRITTEN[2:])
    lines = "".join(
        f"BT /F 7 Tf {40 - 4 * len(str(n))} {790 - 14 * n} Td ({n}) Tj ET BT /F 11 Tf 60 {790 - 14 * n} Td ({row}) Tj ET "
        for n, row in enumerate(rows, start=1)
    )
    found = read(pdf(content=stream(lines.encode())))
    assert asked(found) == [("7", None, "8.5.1"), ("25", None, "8.5.1")]


def test_rows_that_a_table_counts_keep_their_quantities() -> None:
    rows = (*HEAD, KIND, *(f"{n} marking machines for post {n}" for n in range(2, 5)))
    lines = "".join(f"BT /F 11 Tf 60 {790 - 14 * n} Td ({row}) Tj ET " for n, row in enumerate(rows))
    assert "2 marking machines" in read(pdf(content=stream(lines.encode()))).text


def test_what_is_asked_behind_the_tick_of_a_proposal_is_found_and_what_the_proposal_holds_counted_once() -> None:
    proposal = (
        "8.5.2 Has a project proposal been developed?",
        "[X] Yes [ ] No",
        "A proposal for seven machines was sent.",
    )
    lines = (*HEAD, KIND, "Seven marking machines for the police.", *proposal)
    assert asked(read("\n".join(lines).encode())) == [("7", None, "8.5.1")]
    found = read("\n".join((*lines, "Benin also requests three shredders for the police.")).encode())
    assert asked(found) == [("7", None, "8.5.1"), ("3", None, "8.5.2")]
