"""Answer -> the asks in it, each with its theme: from the question, the wording, or what the sentence before speaks of.

An answer to a question that asks for asks needs no word of request; in prose a clause must say that it asks. A sentence
that asks for nothing may tell more of the asks before it: what they cost, when, how urgent they are.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..vocabulary import Kind, Theme
from .across import across, in_sets, untrained, without_told_untrained
from .amounts import Sum
from .announcements import announced
from .asked_themes import of_half, with_themes
from .asking_labels import behind_label, heading_theme, labelled_agency, purpose_theme
from .asks import Ask, Report, is_only_money
from .catalogue import Role
from .clause_asks import ClauseReader, asks
from .clauses import Clause, clauses, opens_line, opens_paragraph
from .costs_told import is_cost, labels_cost, pays_for
from .cues import would_help
from .days_told import done_by, with_days
from .donors_sought import funding_sought
from .found import Found, Ready, merged, with_cost, with_more
from .fragments import by_nature, contrary, sum_would_help
from .gaps import without_gaps
from .lacks import agency_without, without_broken, without_lacks
from .languages import reading_of
from .lexicons import answer_words
from .need_tables import is_asking, is_of_donors, row_asks, tables
from .particulars import particulars, readiness
from .past_asks import is_settled
from .per_thing import per_thing
from .pronouns import again_of, of_them, others_trained, points_back, pronoun_ask, same_for, second_of, those_before
from .proportions import in_proportion
from .remainders import is_partly_there, rest_of_sum, with_left_over, without_part
from .sections import Answer
from .topics import labelled, of_agency, spoken_of, theme_hits, titled_themes, topic
from .unasked import given_with, is_given, is_share_of_women, is_told_elsewhere, is_whole, of_another
from .unnamed import asked_object, in_units, kind_by_form

_ELSEWHERE = {
    Role.STATEMENT, Role.DETAILS, Role.COMMENTS, Role.HEADING, Role.CONSIDERED, Role.CONTACT, Role.CONTACT_ITI, Role.OPTION,
}  # fmt: skip
_PERSONS = {Role.CONTACT, Role.CONTACT_ITI}  # behind the name of a focal point what follows is about anything
_AID_TOLD = {Role.RECEIVED, Role.PROVIDED}
OUTRIGHT, PROSE, HINTED = Decimal("0.90"), Decimal("0.67"), Decimal("0.62")
"""How often an ask is right that a question asks for, one met in prose, and one that only says what would help: shares of
reports at first sight (docs/extraction.md)."""
_FRAGMENT = 15
"""Letters up to which a part is the beginning of a sentence that is cut at "however"."""
_LABEL = 40
"""Length up to which words before a colon are a label."""


def outright(answer: Answer, report: Report, fallback: Kind | None = None) -> list[Found]:
    """Return the asks of an answer to a question that asks for them.

    Parameters
    ----------
    answer : Answer
    report : Report
    fallback : Kind or None
        Of a described activity that names no kind of help.
    """
    return _AnswerReader(answer, report, outright=True).read(fallback)


def in_prose(answer: Answer, report: Report) -> list[Found]:
    """Return the asks of an answer to any other question, where a clause says that it asks."""
    if answer.context in _AID_TOLD or answer.role not in _ELSEWHERE or not answer.excerpt.text:
        return []
    return _AnswerReader(answer, report, outright=False).read(None)


class _AnswerReader:
    """Reads one answer, clause by clause; `found` is what it has asked for so far."""

    def __init__(self, answer: Answer, report: Report, *, outright: bool) -> None:
        self.answer, self.text, self.outright = answer, answer.excerpt, outright
        self.report = replace(report, reading=reading_of(answer.excerpt.text, report.reading))
        self.reading = self.report.reading
        self.found: list[Found] = []
        self.opening: Ready = ()
        self.earlier: Clause | None = None
        self.announced: set[int] = set()
        self.theme = None if answer.role in _PERSONS else answer.theme
        titled = answer.role in (Role.HEADING, Role.REQUESTED)
        self.beside = titled_themes(answer.asked.folded, self.reading) if titled else frozenset()

    def read(self, fallback: Kind | None) -> list[Found]:
        """Return the asks of the answer."""
        before: Clause | None = None
        passing, lacking = 0, list[Ask]()
        spans = self._tables()
        told = [c for c in clauses(self.text, self.reading) if not any(a <= c.start < b for a, b in spans)]
        self.announced = announced(self.text, told, self.reading)
        for place, (clause, following) in enumerate(itertools.zip_longest(told, told[1:])):
            if self._is_refused(clause, following):
                continue
            label, matter = labelled(self.text.folded[clause.start : clause.end], self.reading)
            if passing and "\n" in self.text.text[passing : clause.start]:
                self.theme, passing = self.answer.theme, 0
            if label:
                self.theme = matter or self.answer.theme
                passing = clause.end if opens_paragraph(self.text, clause) or not opens_line(self.text, clause) else 0
                title = self.text.folded[clause.start : clause.end].partition(":")[0]
                self.beside = titled_themes(title, self.reading)
            elif headed := heading_theme(self.text.folded[clause.start : clause.end], self.reading):
                self.theme = headed
                continue
            self.theme = self.theme or purpose_theme(self.text.folded[clause.start : clause.end], self.reading)
            told_before = clause.start in self.announced
            clause = replace(clause, cued=True) if told_before else behind_label(self.text, clause, self.report)
            if is_settled(self.text, clause, following, self.report):
                clause = replace(clause, stance="fulfilled", cued=False)
            clause = contrary(self.text, before, clause, self.reading)
            if together := across(self.text, [*told[:place], clause], place, self.report):
                self._add(clause, together)
            elif clause.stance == "plain" or (
                clause.stance in ("own", "fulfilled") and is_partly_there(self.text, clause, self.report)
            ):
                self._plain(clause, before, fallback)
            else:
                self._ready(clause)
                self._take_back(clause, before)
            if not any(one.ask.sentence[0] == clause.start and one.ask.kind is Kind.TRAINING for one in self.found):
                lacking += self._lacking(clause)
            if before is None or before.end - before.start > _FRAGMENT:
                self.earlier = before
            before = clause
        self.found = without_broken(without_told_untrained(self.found, lacking), self.reading)
        return without_lacks(without_gaps(self.found, self.text, self.reading), self.reading)

    def _lacking(self, clause: Clause) -> list[Ask]:
        """Ask for the training that a clause tells as lacking, and return it."""
        told = untrained(self.text, clause, self.report)
        if told:
            self._add(clause, told)
        return [one.ask for one in self.found[-len(told) :]] if told else []

    def _take_back(self, clause: Clause, before: Clause | None) -> None:
        """Drop what the part before asks for where a denial speaks of it: "..., but these are not asked for here"."""
        folded = self.text.folded[clause.start : clause.end]
        over = clause.stance == "fulfilled" and self.reading.pattern("it").match(folded) is not None
        if not (clause.stance == "negative" or over) or before is None or before.stance != "plain" or not self.found:
            return
        same = not re.search(r"[.;\n]", self.text.folded[before.end : clause.start])
        back = any(self.reading.pattern(name).match(folded) for name in ("standing_in", "them"))
        back = back or self.reading.search("back_references", folded) is not None
        other = of_another(folded, self.found[-1].ask.particulars.beneficiary, self.reading)
        heads = ClauseReader(self.text, clause, self.report).heads()
        named = any(head.start < len(folded.split(",")[0]) for head in heads)
        if (back or same or over) and not other and not named:
            self.found = [one for one in self.found if one.ask.sentence[0] != before.start]

    def _tables(self) -> list[tuple[int, int]]:
        """Read the tables of needs in the answer, and return where they stand."""
        spans = []
        for table in tables(self.text, self.reading):
            asking = is_asking(self.text, table, self.reading)
            if is_of_donors(self.text, table, self.reading):
                spans.append((table.start, table.end))
                continue
            if not asking and not self.outright:
                continue
            spans.append((table.start, table.end))
            for row in row_asks(self.text, table, self.report):
                area = topic(row.area, (), self.reading).theme
                asked = area or self.theme
                worded = topic(self.text.folded[row.ask.start : row.ask.end], (), self.reading).worded
                spoken = topic(row.row, (), self.reading).theme or of_agency(row.row, self.reading)
                for ask, theme, themed in with_themes([row.ask], asked, spoken, worded, self.beside):
                    self.found.append(Found(ask, theme, self.answer, self.text, OUTRIGHT, themed))
        return spans

    def _plain(self, clause: Clause, before: Clause | None, fallback: Kind | None) -> None:
        read = asks(self.text, clause, self.report)
        if self._counts_on(clause, read):
            return
        refused = self.outright and not self.found and before is not None and self._is_no(before)
        near = self.found and (self.outright or self._same_paragraph(clause))
        counted = bool(near) and len(read) == 1 and read[0].kind is Kind.FUNDING and self._count_them(clause)
        labelled = before is not None and labels_cost(self.text, before, self.reading)
        if (
            read
            and near
            and (
                labelled
                or counted
                or is_only_money(self.text, read[0], self.reading)
                or is_cost(self.text, read, self.found, self.reading)
                or pays_for(self.text, read, self.found, self.reading)
            )
        ):
            self.found = with_cost(self.found, read[0])
            return
        if near and (more := self._for_others(clause, self.found[-1].ask)):
            self._add(clause, more)
            return
        own = self._own(clause, before, read, refused=refused, near=bool(near), described=fallback is not None)
        if own and near and all(points_back(ask, self.found, self.text, self.reading) for ask in own):
            self._tell_more(clause, {ask.kind for ask in own})
        elif not own and fallback and not self.found:
            self._add(clause, [by_nature(self.text, clause, fallback, self.report)])
        elif own and near and self.found and (done := done_by(self.found, own, self.text, self.report)):
            self.found = done
        elif own:
            self._add(clause, own)
        elif self.outright and not read and not refused and (unnamed := self._unnamed(clause)):
            self._add(clause, [unnamed])
        elif not read and (sought := funding_sought(self.text, before, clause, self.found, self.report)):
            self._add(clause, [sought])
        elif near:
            self.found = with_days(self.found, self.text, clause, self.report)
            self._tell_more(clause, set())
        elif self.outright:
            self.opening = self._readiness(clause)

    def _counts_on(self, clause: Clause, read: Sequence[Ask]) -> bool:
        """Read the rest of a sum, or the sets of the thing before, and say whether a clause tells one of them."""
        if rest := rest_of_sum(self.text, clause, self.report):
            self._ask_rest(clause, read, *rest)
            return True
        last = self.found[-1] if self.found and (self.outright or self._same_paragraph(clause)) else None
        told = in_sets(self.text, clause, last.ask, self.report) if last else None
        if last and told:
            self.found[-1] = replace(last, ask=told)
        return told is not None

    def _for_others(self, clause: Clause, last: Ask) -> list[Ask]:
        """Return the last ask for other agencies: "Police: 25", "for the navy half as many"."""
        same = same_for(self.text, clause, last, self.report)
        return [same] if same else in_proportion(self.text, clause, last, self.report)

    def _count_them(self, clause: Clause) -> bool:
        """Give the ask before the number that a clause tells of it, if it does: "a gift of 80 of them"."""
        last = self.found[-1]
        told = of_them(self.text, clause, last.ask, self.report)
        self.found[-1] = replace(last, ask=told)
        return told is not last.ask

    def _ask_rest(self, clause: Clause, read: Sequence[Ask], rest: Sum, whole: Sum) -> None:
        """Ask for the rest of a sum: where the whole was already counted, it is what the answer asks for no more."""
        self.found = without_part(self.found, whole.amount - rest.amount)
        counted = [one for one in self.found if one.ask.money and one.ask.money.amount in (whole.amount, rest.amount)]
        if counted:
            kind = Kind.FUNDING if counted[-1].ask.kind is Kind.EXPERTISE else counted[-1].ask.kind
            told = replace(counted[-1].ask, money=rest, kind=kind)
            self.found = [replace(one, ask=told) if one is counted[-1] else one for one in self.found]
        elif clause.cued or self.outright:
            ask = next((ask for ask in read if ask.kind is Kind.FUNDING), None)
            ask = ask or ClauseReader(self.text, clause, self.report).whole(Kind.FUNDING, None)
            self._add(clause, [replace(ask, money=rest, vague=False)])

    def _own(
        self, clause: Clause, before: Clause | None, read: Sequence[Ask], *, refused: bool, near: bool, described: bool
    ) -> list[Ask]:
        """Return which of the asks read in a clause the answer makes, with those that only a pronoun names."""
        asking = clause.cued or self._would_help(clause, read)
        own = [
            ask
            for ask in read
            if (self.outright and not refused and not is_given(self.text, clause, self.report)) or asking
        ]
        folded = self.text.folded[clause.start : clause.end]
        if is_whole(folded, self.reading) or is_told_elsewhere(folded, self.reading):
            own = []
        money = len(read) == 1 and read[0].kind is Kind.FUNDING and read[0].money is not None
        past = before if not read or money else None
        if past and (again := again_of(self.text, self.earlier, past, self._another(clause), self.report)):
            own = again
            spread = ClauseReader(self.text, clause, self.report).spreads
            broken = self.reading.search("broken", self.text.folded[past.start : past.end])
            if near and (spread or broken) and self.found[-1].ask.sentence[0] == past.start:
                self.found.pop()  # "six stores have no alarm: one is asked for each of these six"
        elif own and before is not None and asking:
            own = others_trained(self.text, before, clause, own, self.report)
            own = [*pronoun_ask(self.text, before, clause, self.report), *own]
        own = those_before(self.text, before, clause, own, self.report)
        own = second_of(with_left_over(own, self.text, clause, self.report), self.text, before, clause, self.report)
        if described:
            own = [ask for ask in own if not ask.generic]
        folded = self.text.folded[clause.start : clause.end]
        own = per_thing(own, [one.ask for one in self.found], folded, clause.start, self.reading)
        if own and (near or not self.outright) and is_share_of_women(self.text, clause, own, self.reading):
            own = []
        return own

    def _another(self, clause: Clause) -> Clause:
        """Return a clause under a question that asks as one that asks, where it starts with another: "(b) another for the police"."""
        another = self.reading.pattern("another").match(self.text.folded, clause.start)
        return replace(clause, cued=True) if self.outright and another else clause

    def _would_help(self, clause: Clause, read: Sequence[Ask]) -> bool:
        """Say whether a clause that does not say that it asks tells what would help."""
        if read and read[0].money is not None and sum_would_help(self.text, clause, self.report):
            return True
        if not read or read[0].kind is Kind.FUNDING or read[0].generic:
            return False
        heads = ClauseReader(self.text, clause, self.report).heads()
        folded = self.text.folded[clause.start : clause.end]
        return bool(heads) and would_help(folded, heads[0].start, self.reading)

    def _unnamed(self, clause: Clause) -> Ask | None:
        """Return what a part of an answer asks for in words of no list, by their form; the cells of a table are left alone."""
        line = self.text.folded[self.text.folded.rfind("\n", 0, clause.start) + 1 :].partition("\n")[0]
        ready = any(value is not None for _, value in self._readiness(clause))
        reader = ClauseReader(self.text, clause, self.report)
        place = asked_object(reader.folded, self.reading)
        if given_with(reader.folded, reader.printed, self.report) or is_told_elsewhere(reader.folded, self.reading):
            return None
        opening = place or in_units(reader.folded, self.reading) or opens_line(self.text, clause)
        if "|" in line or ready or (self.found and not opening):
            return None
        if place:
            clause = replace(clause, start=clause.start + place[0], end=clause.start + place[1])
            reader = ClauseReader(self.text, clause, self.report)
        kind = kind_by_form(reader.folded, self.reading)
        if (
            kind is None
            or is_given(self.text, clause, self.report)
            or not (self.theme or theme_hits(reader.folded, self.reading))
        ):
            return None
        asked, counted = by_nature(self.text, clause, kind, self.report), reader.counts.by_form(kind)
        bare = kind is Kind.EXPERTISE and counted is None and len(reader.folded.split()) == 1  # "Strengthening"
        return replace(asked, quantity=counted, unknown=True, vague=bare)

    def _add(self, clause: Clause, own: Sequence[Ask]) -> None:
        certainty = OUTRIGHT if self.outright else PROSE if clause.cued else HINTED
        ready = merged(self._readiness(clause), self.opening) if self.opening else self._readiness(clause)
        if ":" in self.text.text[clause.start : own[0].end] and any(value is not None for _, value in ready):
            self.opening = ready
        lacking = agency_without(self.text.folded[: clause.start], self.reading)
        title = labelled_agency(self.text, clause, self.reading)
        spoken = self._spoken_of(clause) or of_agency(self.text.folded[clause.start : clause.end], self.reading)
        half = None if self.outright else of_half(self.text.folded[: clause.start], own, self.reading)
        for ask, theme, themed in with_themes(own, half or self.theme, spoken, self._worded(clause), self.beside):
            agency = ask.particulars.beneficiary or title or (lacking if ask.kind is Kind.EQUIPMENT else None)
            ask = replace(ask, particulars=replace(ask.particulars, beneficiary=agency))
            self.found.append(Found(ask, theme, self.answer, self.text, certainty, themed, ready=ready))

    def _ready(self, clause: Clause) -> None:
        """Let a clause that denies or tells what was done say whether the asks before it are in a plan, assessed, measured."""
        ready = self._readiness(clause)
        if not self.found:
            self.opening = ready
        self.found = [replace(one, ready=merged(one.ready, ready)) for one in self.found]

    def _readiness(self, clause: Clause) -> Ready:
        sentence = self.text.folded[clause.start : clause.end].replace("\n", " ")
        return tuple(readiness([sentence], self.reading).items())

    def _is_refused(self, clause: Clause, following: Clause | None) -> bool:
        """Say whether a clause is a label whose answer, on the next line, is no: "Funds:", "none"."""
        label = self.text.folded[clause.start : clause.end].rstrip().endswith(":")
        return label and following is not None and clause.end - clause.start < _LABEL and self._is_no(following)

    def _is_no(self, clause: Clause) -> bool:
        """Say whether a clause is a bare "no": what stands behind it explains it, unless it asks in so many words."""
        word = self.text.folded[clause.start : clause.end].strip(" .,;:-()")
        return answer_words().get(word) == "no"

    def _same_paragraph(self, clause: Clause) -> bool:
        return "\n" not in self.text.text[self.found[-1].ask.end : clause.start]

    def _worded(self, clause: Clause) -> frozenset[Theme]:
        """Return the themes that the words of a clause touch."""
        return topic(self.text.folded[clause.start : clause.end].replace("\n", " "), (), self.reading).worded

    def _spoken_of(self, clause: Clause) -> Theme | None:
        """Return what the sentence before a clause speaks of, for an ask that names no theme itself."""
        if (theme := spoken_of(self.text.folded[: clause.start], self.reading)) is not None:
            return theme
        near = bool(self.found) and self._same_paragraph(clause)
        return self.found[-1].theme if near else None

    def _tell_more(self, clause: Clause, kinds: set[Kind]) -> None:
        """Let a sentence tell more about the asks before it: "This is urgent", "The training would take place at Dori".

        Parameters
        ----------
        kinds : set of Kind
            Of the asks that it points back to by name, and where it stands as a further passage; all asks where empty.
        """
        reader = ClauseReader(self.text, clause, self.report)
        report = self.report
        told = particulars(reader.folded, reader.printed, self.reading, report.gazetteer, report.state, report.cycle)
        counted = self.reading.search("among", reader.folded) or self.reading.search("persons", reader.folded)
        ready = self._readiness(clause)
        place = (clause.start, clause.start + len(reader.printed.rstrip(" .,;")))
        told = told if counted else replace(told, women=None)
        self.found = with_more(self.found, told, ready, kinds, place)
