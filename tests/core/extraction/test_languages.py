"""Reports in Russian, Arabic and Chinese: recognised, kept word by word, and nothing guessed."""

import io

import docx
import pytest

from matchmaker.core.extraction import extract
from matchmaker.core.extraction.output import to_json
from matchmaker.core.gazetteer import Gazetteer

TEXTS = {
    "ru": (
        "Национальный доклад об осуществлении Программы действий\nРоссийская Федерация\n2024\n"
        "Просьба предоставить две машины для маркировки и подготовку 20 сотрудников. Стоимость 60 000 долларов США."
    ),
    "ar": (
        "التقرير الوطني عن تنفيذ برنامج العمل\nمصر\n2024\n"
        "نطلب آلتين للوسم وتدريب 20 ضابطا بتكلفة 60000 دولار أمريكي. والحكومة مستعدة للتعاون مع الشركاء."
    ),
    "zh": "关于执行《行动纲领》的国家报告\n中国\n2024\n请求提供两台标记机并培训20名官员,费用为60000美元。政府愿意与各方合作。",
}
REPORTS = pytest.mark.parametrize("language", sorted(TEXTS))


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FORMS = {
    "text": str.encode,
    "utf-16": lambda text: text.encode("utf-16"),
    "html": lambda text: (
        f"<html><body>{''.join(f'<p>{line}</p>' for line in text.split(chr(10)))}</body></html>".encode()
    ),
    "word": as_docx,
}


@REPORTS
@pytest.mark.parametrize("form", FORMS)
def test_the_report_is_recognised_and_its_text_kept(language, form):
    extraction = extract(FORMS[form](TEXTS[language]), filename="report", gazetteer=Gazetteer.default())
    assert extraction.report.language == language
    for line in TEXTS[language].split("\n"):
        assert line in extraction.text


@REPORTS
def test_nothing_is_guessed_and_one_issue_says_what_to_do(language):
    extraction = extract(TEXTS[language].encode(), filename="report", gazetteer=Gazetteer.default())
    found = to_json(extraction)
    assert (found["needs"], found["engagements"], found["contacts"]) == ([], [], [])
    (told,) = [doubt for doubt in found["issues"] if doubt["code"] == "language_not_read"]
    assert told["severity"] == "error"
    assert "enter their needs by hand" in told["text"]
    assert "upload a translation" in told["text"]


@pytest.mark.parametrize(
    ("encoding", "language"),
    [
        *((encoding, "ru") for encoding in ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")),
        *((encoding, "ar") for encoding in ("cp1256", "iso8859-6")),
        ("gb18030", "zh"),
    ],
)
def test_the_encodings_of_the_time_are_read(encoding, language):
    text = TEXTS[language] * 6
    extraction = extract(text.encode(encoding), filename="report", gazetteer=Gazetteer.default())
    assert extraction.report.language == language
    assert text.split("\n")[0] in extraction.text


def test_a_report_in_one_of_the_three_languages_is_read_although_it_quotes_another_script():
    text = (
        "National report 2024\nKenya\n7.5.1 What kind of assistance do you require?\n"
        "Two marking machines (标记机, машины для маркировки) for the police of the country and the army."
    )
    extraction = extract(text.encode(), filename="report", gazetteer=Gazetteer.default())
    assert extraction.report.language == "en"
    assert [str(need.item) for need in extraction.needs] == ["marking_machine"]
