"""Text that a conversion set side by side: rows of a table, a form, prose in columns; and what only looks like it."""

import pytest

from matchmaker.core.extraction.readers.side_by_side import unfolded
from tests.core.extraction import phrase_bank

ROWS = """\
PROGRESS                         NEEDS
Depots: 22, of which 9 have      Alarms for the 13 depots that
an alarm.                        have none.
Customs bought one scanner       A second scanner for Malaba.
from its own funds.              Training of 24 officers.
Nothing was destroyed.           None.
"""
FORM = """\
23.1. What kind of assistance    One marking machine, and
do you require?                  training for 8 operators
23.2. Has a project proposal     No
been developed?
"""
PROSE = """\
The register is kept by hand     Customs officers opened 40
and in two places at once, so    containers last year, which
that nothing is found again.     is one in a hundred. They
The police therefore ask for     would be grateful for a
six computers. The commission    scanner at the port. Nobody
has an office of its own and     has been trained in its use
two clerks, who were trained     so far, and the shipping
last year in Nairobi.            lines have complained.
"""


def told(page):
    return list(unfolded(page.splitlines()))


def test_rows_whose_cells_begin_together_stand_on_one_line_each():
    assert told(ROWS) == [
        "PROGRESS | NEEDS",
        "Depots: 22, of which 9 have an alarm. | Alarms for the 13 depots that have none.",
        "Customs bought one scanner from its own funds. | A second scanner for Malaba. Training of 24 officers.",
        "Nothing was destroyed. | None.",
    ]


def test_a_question_keeps_its_answer_below_it():
    assert told(FORM) == [
        "23.1. What kind of assistance do you require?",
        "One marking machine, and training for 8 operators",
        "23.2. Has a project proposal been developed?",
        "No",
    ]


def test_prose_in_two_columns_is_read_down_the_first_and_then_the_second():
    lines = told(PROSE)
    assert lines[:2] == ["The register is kept by hand", "and in two places at once, so"]
    assert lines.index("last year in Nairobi.") + 1 == lines.index("Customs officers opened 40")


@pytest.mark.parametrize(
    "page",
    [
        "Name:          A. Banda\nAgency:        Police\nEmail:         a@example.org",
        "One line only     with a gap",
        "A paragraph that fills its lines and has no gap.\nAnother one below it.",
        "Item            Number       Cost\nMachines        2            USD 30,000\nSafes           4            USD 8,000",
        "",
    ],
)
def test_what_is_not_wrapped_stays_as_it_is(page):
    assert told(page) == page.splitlines()


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        (ROWS, {("equipment", "13"), ("equipment", "1"), ("training", "24")}),
        (PROSE, {("equipment", "6"), ("equipment", "1")}),
    ],
)
def test_no_need_is_made_of_two_columns_and_none_is_lost(page, asked):
    output = phrase_bank.found(f"National report 2026\nKenya\n\n{phrase_bank.OPENINGS['en']}\n\n{page}")
    assert {(one["kind"], one["quantity"]) for one in output["needs"]} == asked
