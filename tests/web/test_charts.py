"""Bars in proportion, both sides on one scale."""

from matchmaker.web.charts import graph, paired_bars, share

WORDS = dict.fromkeys(("name", "title", "head", "asked", "offered", "caption"), "words")


def test_both_sides_share_one_scale():
    chart = paired_bars([("marking", "Marking", 8, 2), ("tracing", "Tracing", 0, 4)], **WORDS)
    assert [(bar.asked_width, bar.asked_from, bar.offered_width) for bar in chart.bars] == [
        ("100.0", "0.0", "25.0"),
        ("0.0", "100.0", "50.0"),
    ]


def test_nothing_to_draw_is_no_division_by_zero():
    assert paired_bars([("marking", "Marking", 0, 0)], **WORDS).bars[0].asked_width == "0.0"
    assert paired_bars([], **WORDS).bars == ()


def test_a_share_stays_between_nothing_and_all():
    assert [share(1, 4), share(5, 4), share(-1, 4), share(1, 0)] == ["25.0", "100.0", "0.0", "0.0"]


def test_records_stand_on_a_circle_and_lines_join_them():
    drawn = graph("ABCD", [("A", "C", "same"), ("B", "D", "against")])
    assert [(dot.letter, dot.x, dot.y) for dot in drawn.dots] == [
        ("A", "50.0", "10.0"),
        ("B", "90.0", "50.0"),
        ("C", "50.0", "90.0"),
        ("D", "10.0", "50.0"),
    ]
    assert [(line.start.letter, line.end.letter, line.kind) for line in drawn.lines] == [
        ("A", "C", "same"),
        ("B", "D", "against"),
    ]
    assert graph([], []).dots == ()
