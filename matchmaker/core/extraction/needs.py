"""Answers -> needs: each ask with its theme, its place in the report and how sure it is; the same ask counted once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ..entities.reports import ExtractedNeed, Issue, Passage
from ..vocabulary import UNIT_OF_KIND, Item, Kind, Theme
from .amounts import Sum, numbers, sums
from .asks import Ask, ClauseReader, Report, asked_again, asks, is_only_money
from .catalogue import Role
from .clauses import Clause, clauses
from .documents import Document
from .excerpts import Excerpt
from .folding import fold
from .issues import issue, place
from .languages import reading_of
from .lexicons import Lexicon
from .particulars import Particulars, particulars, readiness
from .restatements import counted_once
from .sections import Answer, line_at
from .topics import topic

_ASKED_OUTRIGHT = {Role.REQUEST_KIND, Role.REQUEST, Role.REQUESTED, Role.DESCRIPTION, Role.PROPOSAL}
_ELSEWHERE = {
    Role.STATEMENT,
    Role.DETAILS,
    Role.COMMENTS,
    Role.HEADING,
    Role.CONSIDERED,
    Role.CONTACT,
    Role.CONTACT_ITI,
    Role.OPTION,
}
_AID_TOLD = {Role.RECEIVED, Role.PROVIDED}


@dataclass(frozen=True, slots=True)
class Found:
    """An ask of an answer, on its way to become a need; `certainty` is what the way it was found leaves of it."""

    ask: Ask
    theme: Theme
    answer: Answer
    text: Excerpt
    certainty: Decimal
    themed: bool
    project_proposal: bool | None = None
    ready: tuple[tuple[str, bool | None], ...] = ()
    also: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Request:
    """A question that asks whether assistance is wished, with its detail and whether a proposal exists."""

    asked: Answer
    details: tuple[Answer, ...]
    proposal: Answer | None


def needs(
    document: Document, answers: Sequence[Answer], report: Report
) -> tuple[tuple[ExtractedNeed, ...], tuple[Issue, ...]]:
    """Return the needs of a report in reading order, and the doubts about them.

    Parameters
    ----------
    document : Document
        Whose text the passages quote.
    answers : sequence of Answer
    report : Report
    """
    found: list[Found] = []
    issues: list[Issue] = []
    for group in _groups(answers):
        if isinstance(group, _Request):
            own, doubts = _of_request(group, report)
        elif group[0].context is Role.REQUESTED:
            own, doubts = _of_requested(group, report)
        else:
            own, doubts = [one for answer in group for one in _elsewhere(answer, report)], []
        found += own
        issues += doubts
    issues += [doubt for one in found for doubt in _doubts(one)]
    return tuple(counted_once([(_need(document, one), one.themed) for one in found])), tuple(dict.fromkeys(issues))


def _groups(answers: Sequence[Answer]) -> Iterator[_Request | list[Answer]]:
    """Put a request together with its detail and proposal, and the lines of an area of cooperation together."""
    index = 0
    while index < len(answers):
        answer = answers[index]
        following = index + 1
        if answer.role is Role.REQUEST:
            while following < len(answers) and answers[following].role in (
                Role.REQUEST_KIND,
                Role.PROPOSAL,
                Role.DETAILS,
            ):
                following += 1
            rest = answers[index + 1 : following]
            proposals = [one for one in rest if one.role is Role.PROPOSAL]
            details = tuple(one for one in rest if one.role is not Role.PROPOSAL)
            yield _Request(answer, details, proposals[0] if proposals else None)
        elif answer.role is Role.REQUEST_KIND:
            proposal = (
                answers[following] if following < len(answers) and answers[following].role is Role.PROPOSAL else None
            )
            following += proposal is not None
            yield _Request(replace(answer, tick=None), (answer,), proposal)
        elif answer.role is Role.AREA:
            fields = {Role.NATURE, Role.AMOUNT, Role.DESCRIPTION, Role.DURATION, Role.COUNTERPARTS}
            while following < len(answers) and answers[following].role in fields:
                following += 1
            yield list(answers[index:following])
        else:
            yield [answer]
        index = following


def _of_request(group: _Request, report: Report) -> tuple[list[Found], list[Issue]]:
    asked, found = group.asked, []
    answers = [answer for answer in (asked, *group.details) if answer.excerpt.text]
    if group.proposal is not None and group.proposal.excerpt.text and not answers:
        answers = [group.proposal]
    for answer in dict.fromkeys(answers):
        found += _asked(replace(answer, theme=answer.theme or asked.theme), report)
    proposal = {"yes": True, "no": False}.get(group.proposal.tick or "") if group.proposal else None
    found = [replace(one, project_proposal=proposal) for one in found]
    number = asked.number or (group.details[0].number if group.details else None)
    where = place(asked.page, number)
    if found and asked.tick == "no":
        return [], [issue("answer_contradicted", where)]
    if found and asked.tick is None and asked.role is Role.REQUEST:
        return [replace(one, certainty=one.certainty - Decimal("0.04")) for one in found], [
            issue("answer_inferred", where)
        ]
    if not found and asked.tick in ("yes", "developing"):
        said = [
            answer
            for answer in answers
            if any(
                c.stance == "plain" for c in clauses(answer.excerpt, reading_of(answer.excerpt.text, report.reading))
            )
        ]
        return [], [issue("request_not_understood" if said else "request_without_detail", where)]
    return found, []


def _of_requested(group: Sequence[Answer], report: Report) -> tuple[list[Found], list[Issue]]:
    """Read an area under "assistance requested": its description asks, its amount is the cost."""
    by_role = {answer.role: answer for answer in group}
    description = by_role.get(Role.DESCRIPTION)
    if description is None:
        plain = [
            answer
            for answer in group
            if answer.excerpt.text and answer.role in (Role.REQUESTED, Role.AREA, Role.DETAILS, Role.STATEMENT)
        ]
        return [one for answer in plain for one in _asked(answer, report)], []
    nature, amount = by_role.get(Role.NATURE), by_role.get(Role.AMOUNT)
    kinds = natures(nature.excerpt.folded if nature else "", report.reading)
    cost = stated_sum(amount.excerpt, report) if amount else None
    found = _asked(description, report, kinds[0] if kinds else None)
    if kinds == [Kind.FUNDING]:
        found = [_paid(one) if one.ask.kind is Kind.EXPERTISE and one.ask.quantity is None else one for one in found]
    missing = (
        [issue("currency_missing", place(description.page, description.number))]
        if cost and cost.currency is None
        else []
    )
    if cost and cost.currency and len(found) == 1 and found[0].ask.money is None:
        found = [replace(found[0], ask=replace(found[0].ask, money=cost, vague=False))]
    elif cost and len(found) > 1:
        missing.append(issue("total_shared", place(description.page, description.number)))
    return found, missing


def _paid(one: Found) -> Found:
    """Turn a study or an advice into money, where the report says that money is asked."""
    return replace(one, ask=replace(one.ask, kind=Kind.FUNDING))


def natures(folded: str, reading: Lexicon) -> list[Kind]:
    """Return the kinds of help that the nature of an assistance names: ``technical`` is expertise, ``financial`` funding."""
    return list(dict.fromkeys(Kind(hit.entry) for hit in reading.hits("adjectives", folded)))


def stated_sum(text: Excerpt, report: Report) -> Sum | None:
    """Return the sum in a field for amounts; a bare number is a sum without a currency."""
    found = sums(text.text, text.folded, report.reading, report.state)
    if found:
        return found[0]
    bare = [number for number in numbers(text.folded, report.reading) if number.value >= 100]
    return Sum(bare[0].value, None, bare[0].start, bare[0].end) if bare else None


def _asked(answer: Answer, report: Report, fallback: Kind | None = None) -> list[Found]:
    """Return the asks of an answer to a question that asks for them: no word of request is needed."""
    return _found(answer, report, fallback, outright=True)


def _elsewhere(answer: Answer, report: Report) -> list[Found]:
    """Return the asks in prose: there a clause must say that it asks."""
    if answer.context in _AID_TOLD or answer.role not in _ELSEWHERE or not answer.excerpt.text:
        return []
    return _found(answer, report, outright=False)


def _found(answer: Answer, report: Report, fallback: Kind | None = None, *, outright: bool) -> list[Found]:
    """Return the asks of an answer.

    Parameters
    ----------
    fallback : Kind or None
        Of a described activity that names no kind of help.
    outright : bool
        Whether the question asks for asks; in prose a clause must say that it asks.
    """
    certainty = Decimal("0.97") if outright else Decimal("0.88")

    def counts(clause: Clause) -> bool:
        return clause.stance == "plain" and (outright or clause.cued)

    text = answer.excerpt
    report = replace(report, reading=reading_of(answer.excerpt.text, report.reading))
    found: list[Found] = []
    before: Clause | None = None
    for clause in clauses(text, report.reading):
        earlier, before = before, clause
        read = asks(text, clause, report) if clause.stance == "plain" else []
        if read and found and is_only_money(text, read[0], report.reading):
            found = _with_cost(found, read[0])
            continue
        own = read if counts(clause) else []
        if not read and earlier is not None and clause.stance == "plain":
            own = asked_again(text, earlier, clause, report)
        if fallback or not outright:
            own = [ask for ask in own if not ask.generic]
        if own and found and all(_points_back(one, text, found, report.reading) for one in own):
            found = _told_afterwards(found, text, clause, report, {one.kind for one in own})
            continue
        if not own and fallback and counts(clause) and not found:
            own = [_by_nature(text, clause, fallback, report)]
        if not own and clause.stance == "plain":
            found = _told_afterwards(found, text, clause, report, set())
            continue
        sentence = text.folded[clause.start : clause.end].replace("\n", " ")
        ready = tuple(readiness([sentence], report.reading).items())
        found += [
            Found(ask, theme, answer, text, certainty, themed, ready=ready)
            for ask, theme, themed in _themed(own, answer.theme, _spoken_of(text, clause, report.reading))
        ]
        if not own:
            found = [replace(one, ready=_merged(one.ready, ready)) for one in found]
    return found


def _points_back(ask: Ask, text: Excerpt, found: Sequence[Found], reading: Lexicon) -> bool:
    """Say whether a sentence only tells more of an ask before it: "The training would take place in 2019"."""
    if ask.quantity is not None or ask.money is not None or not any(one.ask.kind is ask.kind for one in found):
        return False
    first = re.match(r"[\w']+?(?:'|\b)", text.folded[ask.sentence[0] :])
    return first is not None and first[0] in {fold(word) for word in reading.words("definite")}


def _spoken_of(text: Excerpt, clause: Clause, reading: Lexicon) -> Theme | None:
    """Return what the sentence before a clause speaks of, for an ask that names no theme itself."""
    before = text.folded[: clause.start].rpartition("\n")[2][-240:]
    hits = reading.hits("themes", before)
    return Theme(hits[-1].entry) if hits else None


def _by_nature(text: Excerpt, clause: Clause, kind: Kind, report: Report) -> Ask:
    """Return the ask of a described activity that names no kind of help; its stated nature does."""
    reader = ClauseReader(text, clause, report)
    item = Item.OTHER_EQUIPMENT if kind is Kind.EQUIPMENT else None
    return reader.whole(kind, item, topic(reader.folded, (), report.reading))


def _themed(found: Sequence[Ask], asked: Theme | None, spoken: Theme | None) -> Iterator[tuple[Ask, Theme, bool]]:
    """Yield each ask with its theme: the question's, unless the wording names another outright."""
    carried: Theme | None = None
    for ask in found:
        told = ask.topic
        if asked is not None and asked in told.named:
            theme = asked
        elif told.explicit and told.theme is not None:
            theme = carried = told.theme
        elif carried is not None and not told.named:
            theme = carried
        else:
            theme = asked or told.theme or spoken or Theme.OTHER
            carried = theme if asked is None else carried
        yield ask, theme, asked is not None or told.explicit


def _with_cost(found: list[Found], cost: Ask) -> list[Found]:
    """Give a cost stated in a sentence of its own to the one ask before it."""
    last = found[-1]
    together = [one for one in found if one.ask.sentence == last.ask.sentence]
    if len(together) == 1 and last.ask.money is None:
        return [*found[:-1], replace(last, ask=replace(last.ask, money=cost.money, vague=False))]
    return [*found[:-1], replace(last, ask=replace(last.ask, shared_total=True))]


def _told_afterwards(
    found: list[Found], text: Excerpt, clause: Clause, report: Report, kinds: set[Kind]
) -> list[Found]:
    """Let a sentence tell more about the asks before it: "This is urgent", "The training would take place at Dori".

    Parameters
    ----------
    kinds : set of Kind
        Of the asks that it points back to by name, and where it stands as a further passage; all asks where empty.
    """
    folded, printed = text.folded[clause.start : clause.end], text.text[clause.start : clause.end]
    told = particulars(folded, printed, report.reading, report.gazetteer, report.state, report.cycle)
    women = told.women if report.reading.search("among", folded) or report.reading.search("persons", folded) else None
    ready = tuple(readiness([folded.replace("\n", " ")], report.reading).items())
    result = []
    for one in found:
        if kinds and one.ask.kind not in kinds:
            result.append(one)
            continue
        own = one.ask.particulars
        more = replace(
            own,
            priority=own.priority or told.priority,
            condition=own.condition or told.condition,
            women=own.women or women,
            start=own.start or (told.start if own.end is None else None),
            end=own.end or told.end,
            languages=own.languages or told.languages,
            site=own.site or (told.site if kinds else None),
        )
        also = (*one.also, (clause.start, clause.start + len(printed.rstrip(" .,;")))) if kinds else one.also
        result.append(replace(one, ask=replace(one.ask, particulars=more), ready=_merged(one.ready, ready), also=also))
    return result


def _merged(
    first: tuple[tuple[str, bool | None], ...], second: tuple[tuple[str, bool | None], ...]
) -> tuple[tuple[str, bool | None], ...]:
    later = dict(second)
    return tuple((name, value if value is not None else later[name]) for name, value in first)


def _need(document: Document, one: Found) -> ExtractedNeed:
    ask, told, ready = one.ask, one.ask.particulars, dict(one.ready)
    passage, *also = (_passage(document, one, *place) for place in ((ask.start, ask.end), *one.also))
    return ExtractedNeed(
        theme=one.theme,
        kind=ask.kind,
        item=ask.item,
        quantity=ask.quantity,
        unit=UNIT_OF_KIND[ask.kind],
        amount=ask.money.amount if ask.money else None,
        currency=ask.money.currency if ask.money else None,
        vague=ask.vague,
        confidence=confidence(one),
        passage=passage,
        passages=tuple(also),
        project_proposal=one.project_proposal,
        action_plan=ready.get("action_plan"),
        assessment=ready.get("assessment"),
        measurable_goal=ready.get("measurable_goal"),
        **_of(told),
    )


def _passage(document: Document, one: Found, first: int, last: int) -> Passage:
    start, end = one.text.span(first, last)
    return Passage(line_at(document, start).page, one.answer.number, document.text[start:end], start, end)


def _of(told: Particulars) -> dict[str, Any]:
    return {name: getattr(told, name) for name in Particulars.__slots__}


def confidence(one: Found) -> Decimal:
    """Return how sure a need is, from 0 to 1; the factors are calibrated on the gold corpus (docs/extraction.md)."""
    value = one.certainty
    if not one.themed:
        value -= Decimal("0.10")
    if one.ask.by_article:
        value -= Decimal("0.06")
    if one.ask.vague and one.answer.role not in _ASKED_OUTRIGHT:
        value -= Decimal("0.15")
    if one.theme is Theme.OTHER:
        value -= Decimal("0.15")
    if one.ask.generic:
        value -= Decimal("0.20")
    if one.ask.each or one.ask.shared_total:
        value -= Decimal("0.05")
    return max(value, Decimal("0.30"))


def _doubts(one: Found) -> Iterator[Issue]:
    where = place(one.answer.page, one.answer.number)
    if one.ask.money and one.ask.money.assumed:
        yield issue("currency_assumed", where)
    if one.ask.each:
        yield issue("cost_multiplied", where)
    if one.ask.shared_total:
        yield issue("total_shared", where)
    if one.answer.role not in _ASKED_OUTRIGHT:
        yield issue("request_elsewhere", where)
