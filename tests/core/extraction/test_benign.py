"""Files of odd but legal shape: each is read, its planted sentence is found, and so is what the sentence asks for."""

import pytest

from matchmaker.core.extraction.processes import ReadingProcess
from matchmaker.core.vocabulary import Item, Kind, Theme

from . import benign_office, benign_pdf, benign_text
from .building import SENTENCE, Case

CASES = [*benign_text.BENIGN, *benign_office.BENIGN, *benign_pdf.BENIGN]
PLANTED = (SENTENCE, "Le Bénin demande à être doté de sept machines de marquage pour sa police.")


def test_there_are_many_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 100


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_planted_sentence_and_what_it_asks_are_found(case: Case, process: ReadingProcess) -> None:
    extraction = process.extract(case.build(), name=case.name)
    text = " ".join(extraction.text.replace("-\n", "").split())
    assert any(sentence in text for sentence in PLANTED), text
    asked = [(need.theme, need.kind, need.item, need.quantity) for need in extraction.needs]
    assert asked == [(Theme.MARKING, Kind.EQUIPMENT, Item.MARKING_MACHINE, 7)]
    assert extraction.report.state == "BEN"
    assert extraction.report.cycle == 2024
