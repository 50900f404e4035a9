"""Answers -> needs: each ask with its theme, its place in the report and how sure it is; the same ask counted once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ..entities.reports import ExtractedNeed, Issue, Passage
from ..vocabulary import UNIT_OF_KIND, Kind, Theme
from .amounts import Sum, numbers, sums, whole, written_size
from .asked import in_prose, outright
from .asks import Report
from .catalogue import Role
from .clauses import clauses
from .documents import Document
from .excerpts import Excerpt
from .found import Found
from .issues import issue, place
from .languages import reading_of
from .lexicons import Lexicon
from .particulars import Particulars
from .restatements import counted_once
from .same_again import same_again
from .sections import Answer, line_at

_INFERRED = Decimal("0.02")
"""What an answer loses whose tick is inferred."""
_ASKED_OUTRIGHT = {Role.REQUEST_KIND, Role.REQUEST, Role.REQUESTED, Role.DESCRIPTION, Role.PROPOSAL}


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
    requests: list[list[Found]] = []
    for group in _groups(answers):
        if isinstance(group, _Request):
            own, doubts = _of_request(group, requests, report)
            requests.append(own)
            if own and group.proposal is not None:
                # What stands behind the tick of the proposal, up to the next question, may ask for more.
                own = [*own, *in_prose(replace(group.proposal, role=Role.COMMENTS), report)]
        elif group[0].context is Role.REQUESTED:
            own, doubts = _of_requested(group, report)
        else:
            own, doubts = [one for answer in group for one in in_prose(answer, report)], []
        found += own
        issues += doubts
    found = list(_without_announcements(found))
    issues += [doubt for one in found for doubt in _doubts(one)]
    told = [(_need(document, one), one.themed, one.ask.by_article) for one in found]
    return tuple(counted_once(told, report.reading)), tuple(dict.fromkeys(issues))


def _without_announcements(found: Sequence[Found]) -> Iterator[Found]:
    """Leave out "help with marking" where the report goes on to say which help with marking it asks for."""
    told = {one.theme for one in found if not one.ask.generic}
    return (one for one in found if not (one.ask.generic and one.theme in told))


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
            kinds = [n for n in range(index + 1, following) if answers[n].role is Role.REQUEST_KIND]
            if len(kinds) > 1:  # another question of what is needed, about something else
                following = kinds[1]
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


def _of_request(group: _Request, before: Sequence[Sequence[Found]], report: Report) -> tuple[list[Found], list[Issue]]:
    asked, found = group.asked, []
    answers = [answer for answer in (asked, *group.details) if answer.excerpt.text]
    if group.proposal is not None and group.proposal.excerpt.text and not answers:
        answers = [group.proposal]
    for answer in dict.fromkeys(answers):
        answer = replace(answer, theme=answer.theme or asked.theme)
        found += same_again(answer, before, report) or outright(answer, report)
    proposal = {"yes": True, "no": False}.get(group.proposal.tick or "") if group.proposal else None
    found = [replace(one, project_proposal=proposal) for one in found]
    number = asked.number or (group.details[0].number if group.details else None)
    where = place(asked.page, number)
    if found and asked.tick == "no":
        return [], [issue("answer_contradicted", where)]
    if found and asked.tick is None and asked.role is Role.REQUEST:
        return [replace(one, certainty=one.certainty - _INFERRED) for one in found], [issue("answer_inferred", where)]
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
        return [one for answer in plain for one in outright(answer, report)], []
    nature, amount = by_role.get(Role.NATURE), by_role.get(Role.AMOUNT)
    kinds = natures(nature.excerpt.folded if nature else "", report.reading)
    cost = stated_sum(amount.excerpt, report) if amount else None
    found = outright(description, report, kinds[0] if kinds else None)
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
    for number in numbers(text.folded, report.reading):
        size = written_size(text.folded[number.end :], report.reading)
        if number.value * size >= 100:
            return Sum(whole(number.value * size), None, number.start, number.end)
    return None


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
        project_proposal=ready.get("project_proposal") if one.project_proposal is None else one.project_proposal,
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
    """Return how often a need like this one is right, from 0 to 1: shares of reports at first sight (docs/extraction.md)."""
    ask = one.ask
    doubts = (
        (ask.by_article, "0.15"),
        (ask.vague and one.answer.role not in _ASKED_OUTRIGHT, "0.10"),
        (one.theme is Theme.OTHER, "0.50"),
        (ask.generic or ask.unknown, "0.65"),
        (ask.each or ask.shared_total, "0.05"),
        (ask.unread, "0.32"),
    )
    return max(one.certainty - sum((Decimal(less) for doubt, less in doubts if doubt), Decimal(0)), Decimal("0.10"))


def _doubts(one: Found) -> Iterator[Issue]:
    where = place(one.answer.page, one.answer.number)
    if one.ask.money and one.ask.money.assumed:
        yield issue("currency_assumed", where)
    if one.ask.each:
        yield issue("cost_multiplied", where)
    if one.ask.unknown:
        yield issue("item_unknown", where)
    if one.ask.shared_total:
        yield issue("total_shared", where)
    if one.answer.role not in _ASKED_OUTRIGHT:
        yield issue("request_elsewhere", where)
