"""Layouts that part what belongs together: pages that end within a sentence, answers beside their questions."""

from matchmaker.core.entities.reports import Extraction
from matchmaker.core.extraction import extract
from matchmaker.core.gazetteer import Gazetteer

from .building import docx, pdf, stream

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
