"""The calendar of meetings from 2000 to 2026, and who reported in 2014."""

from datetime import date
from itertools import pairwise

from matchmaker.core.gazetteer import Gazetteer
from matchmaker.core.reference import cycles

ALL = {cycle.year: cycle for cycle in cycles()}
# Written from the reports of the meetings: year, kind, first and last day.
BY_HAND = """
2001 conference 2001-07-09 2001-07-20 | 2003 biennial_meeting 2003-07-07 2003-07-11 | 2005 biennial_meeting 2005-07-11 2005-07-15
2006 preparatory_committee 2006-01-09 2006-01-20 | 2006 review_conference 2006-06-26 2006-07-07 | 2008 biennial_meeting 2008-07-14 2008-07-18
2010 biennial_meeting 2010-06-14 2010-06-18 | 2011 experts 2011-05-09 2011-05-13 | 2012 preparatory_committee 2012-03-19 2012-03-23
2012 review_conference 2012-08-27 2012-09-07 | 2014 biennial_meeting 2014-06-16 2014-06-20 | 2015 experts 2015-06-01 2015-06-05
2016 biennial_meeting 2016-06-06 2016-06-10 | 2018 preparatory_committee 2018-03-19 2018-03-23 | 2018 review_conference 2018-06-18 2018-06-29
2021 biennial_meeting 2021-07-26 2021-07-30 | 2022 biennial_meeting 2022-06-27 2022-07-01 | 2024 preparatory_committee 2024-02-12 2024-02-16
2024 review_conference 2024-06-18 2024-06-28 | 2026 biennial_meeting 2026-06-01 2026-06-05
"""


def test_the_meetings_by_hand_are_in_the_calendar():
    found = {f"{y} {m.kind} {m.starts} {m.ends}" for y, cycle in ALL.items() for m in cycle.meetings}
    wanted = {line.strip() for row in BY_HAND.strip().splitlines() for line in row.split("|")}
    assert wanted - found == set()


def test_there_are_nine_biennial_meetings_four_review_conferences_and_two_meetings_of_experts():
    names = [m.name for cycle in ALL.values() for m in cycle.meetings]
    order = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth"]
    assert [n for n in names if n.endswith("Biennial Meeting of States")] == [
        f"{n} Biennial Meeting of States" for n in order
    ]
    reviews = [m.name for cycle in ALL.values() for m in cycle.meetings if m.kind == "review_conference"]
    assert reviews == [f"{n} Review Conference" for n in order[:4]]
    assert [n.split()[0] for n in names if n.endswith("open-ended meeting of governmental experts")] == [
        "First",
        "Second",
    ]
    prepared = {y for y, cycle in ALL.items() if any(m.kind == "preparatory_committee" for m in cycle.meetings)}
    assert prepared == {2001, 2006, 2012, 2018, 2024}
    assert sum(m.kind == "working_group" for m in ALL[2005].meetings) == 3


def test_days_are_in_order_on_weekdays_and_meetings_do_not_overlap():
    assert list(ALL) == sorted(ALL)
    meetings = [m for cycle in ALL.values() for m in cycle.meetings]
    for meeting in meetings:
        assert date(2000, 1, 1) < meeting.starts < meeting.ends < date(2026, 12, 31)
        assert (meeting.ends - meeting.starts).days <= 12
        assert max(meeting.starts.weekday(), meeting.ends.weekday()) < 5, meeting.name
        assert meeting.source
    for before, after in pairwise(meetings):
        assert before.ends < after.starts, after.name


def test_a_cycle_is_named_by_the_meeting_it_leads_to():
    for year, cycle in ALL.items():
        last = cycle.meetings[-1]
        assert (cycle.meeting, cycle.starts, cycle.ends) == (last.name, last.starts, last.ends)
        assert last.starts.year == year


def test_the_states_that_reported_in_2014_are_states():
    reported = ALL[2014].reporting_states
    assert len(set(reported)) == len(reported) == 68
    members = {state.code for state in Gazetteer.default().states() if state.status == "member"}
    assert set(reported) <= members
    assert {year for year, cycle in ALL.items() if cycle.reporting_states} == {2014}
