"""The report's text in pieces: nothing lost, nothing doubled, every passage marked and reachable."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.web.passages import Mark, page_strip, segments, surroundings


@st.composite
def marked_texts(draw):
    text = draw(st.text(min_size=1, max_size=80))
    offsets = st.integers(0, len(text))
    marks = [
        Mark(f"m{number}", *sorted(pair))
        for number, pair in enumerate(draw(st.lists(st.tuples(offsets, offsets), max_size=6)))
    ]
    starts = (0, *sorted(draw(st.sets(st.integers(1, len(text)), max_size=4))))
    return text, starts, marks


# A busy machine may draw texts slowly; what is proved is not how fast they come.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(marked_texts())
def test_segments_are_the_text_and_mark_exactly_the_passages(case):
    text, starts, marks = case
    cut = segments(text, starts, marks)
    assert "".join(segment.text for segment in cut) == text
    offset = 0
    for segment in cut:
        for position in range(offset, offset + len(segment.text)):
            assert segment.marked == any(mark.start <= position < mark.end for mark in marks)
        offset += len(segment.text)


@given(marked_texts())
def test_every_passage_opens_once_and_every_page_begins_once(case):
    text, starts, marks = case
    cut = segments(text, starts, marks)
    assert sorted(name for segment in cut for name in segment.opens) == sorted(
        mark.name for mark in marks if mark.start < mark.end
    )
    assert [segment.page for segment in cut if segment.page] == [
        number for number, start in enumerate(starts, start=1) if start < len(text)
    ]


def test_part_of_a_text_keeps_the_passage_that_reaches_over_its_edge():
    cut = segments("abcdefgh", (0,), [Mark("m", 1, 5)], start=3, end=7)
    assert [(segment.text, segment.marked, segment.opens) for segment in cut] == [
        ("de", True, ("m",)),
        ("fg", False, ()),
    ]


def test_surroundings_are_whole_lines_and_hold_the_passage():
    text = "\n".join(f"line {number}" for number in range(200))
    start = text.index("line 100")
    left, right = surroundings(text, start, start + 8, reach=50)
    assert text[left - 1] == "\n"
    assert text[right] == "\n"
    assert left <= start - 50
    assert right >= start + 58


def test_a_strip_of_pages_marks_those_with_a_passage():
    strip = page_strip(3, {2})
    assert [sheet.here for sheet in strip.sheets] == [False, True, False]
    assert strip.sheets[-1].x + 16 < strip.width
    assert page_strip(1, {1}) is None
    assert page_strip(500, {3}) is None
