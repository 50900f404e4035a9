"""Answers -> assistance received, provided or offered; what another gave or could get is never a need."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..entities.reports import ExtractedEngagement, Issue, Passage
from ..vocabulary import Direction, Kind, Theme
from .amounts import Sum, numbers, sums
from .asks import Report
from .catalogue import Role
from .clauses import Clause, clauses, opens_paragraph
from .directions import DIRECTIONS, TAKEN_UP, beside_of, direction_of, named_in, offered_to, tells_covered
from .documents import Document
from .durations import duration
from .engagement_parts import parted
from .engagement_sequels import counted_once, told_on
from .engagement_tables import Row, told_tables
from .excerpts import Excerpt
from .folding import fold
from .gifts import gift, given
from .heads import Form, Head
from .issues import issue, place
from .languages import reading_of
from .lexicons import Lexicon
from .needs import natures, stated_sum
from .parties import parties as parties_in
from .remainders import sum_in_currency_before
from .respective import run
from .sections import Answer, line_at
from .segments import grammar
from .topics import labelled, of_agency, spoken_of, theme_hits, titled_themes, topic

_THROUGH = r"{through }{forms.of }?{the }?"
"""What stands before a party through which another gave: "Canada, through ILANUD"."""
_OF_THOSE = r"\s*(?:$|[,.;]|{and}|{of_them})"
"""What stands behind a number that counts what was named before: "Italy gave two"."""
_SPOKEN = 200
"""How far before a clause the thing may be named that it speaks of as "these" or "the two"."""
_PROSE = {
    Role.STATEMENT,
    Role.DETAILS,
    Role.COMMENTS,
    Role.HEADING,
    Role.CONSIDERED,
    Role.RECEIVED,
    Role.PROVIDED,
    Role.PROPOSAL,
    Role.REQUESTED,
    Role.CONTACT,
}


def engagements(
    document: Document, answers: Sequence[Answer], report: Report
) -> tuple[tuple[ExtractedEngagement, ...], tuple[Issue, ...]]:
    """Return the engagements of a report in reading order, and the doubts about them."""
    found: list[ExtractedEngagement] = []
    issues: list[Issue] = []
    index = 0
    while index < len(answers):
        answer = answers[index]
        following = index + 1
        if answer.context in DIRECTIONS and answer.role in (Role.AREA, Role.NATURE, Role.AMOUNT, Role.DESCRIPTION):
            seen: set[Role] = {answer.role}
            while (
                following < len(answers)
                and answers[following].role not in seen | {Role.AREA}
                and answers[following].context is answer.context
            ):
                if answers[following].role not in (
                    Role.NATURE,
                    Role.AMOUNT,
                    Role.DESCRIPTION,
                    Role.DURATION,
                    Role.COUNTERPARTS,
                ):
                    break
                seen.add(answers[following].role)
                following += 1
            own, doubts = _of_area(document, answers[index:following], report)
            found += own
            issues += doubts
        elif answer.excerpt.text and answer.role in _PROSE | {Role.REQUEST_KIND, Role.AREA}:
            found += _of_prose(document, answer, report)
        index = following
    return tuple(counted_once(found)), tuple(dict.fromkeys(issues))


def _of_area(
    document: Document, group: Sequence[Answer], report: Report
) -> tuple[list[ExtractedEngagement], list[Issue]]:
    """Read the lines of one area of the cooperation section."""
    by_role = {answer.role: answer for answer in group}
    filled = {
        role: answer
        for role, answer in by_role.items()
        if answer.excerpt.text and not _empty(answer.excerpt, report.reading)
    }
    told = next(
        (filled[role] for role in (Role.DESCRIPTION, Role.COUNTERPARTS, Role.AMOUNT, Role.AREA) if role in filled), None
    )
    if told is None:
        return [], []
    reading = reading_of(told.excerpt.text, report.reading)
    report = replace(report, reading=reading)
    where = place(told.page, told.number)
    issues: list[Issue] = []
    nature = natures(filled[Role.NATURE].excerpt.folded, reading) if Role.NATURE in filled else []
    cost = stated_sum(filled[Role.AMOUNT].excerpt, report) if Role.AMOUNT in filled else None
    described = told if told.role in (Role.DESCRIPTION, Role.AREA) else None
    theme, kind = _subject(described.excerpt if described else None, group[0].theme, nature, report)
    if kind is Kind.EXPERTISE and described is not None and reading.search("teaching", described.excerpt.folded):
        kind = Kind.TRAINING
    if cost is None and described is not None:
        cost = next(iter(sums(described.excerpt.text, described.excerpt.folded, reading, report.state)), None)
    if cost and cost.currency is None:
        issues.append(issue("currency_missing", where))
    if cost and cost.assumed:
        issues.append(issue("currency_assumed", where))
    parties: tuple[str, ...] = ()
    if Role.COUNTERPARTS in filled:
        parties, unknown = counterparts(filled[Role.COUNTERPARTS].excerpt.text, report)
        issues += [issue("counterpart_unknown", where)] * unknown
    duration = " ".join(filled[Role.DURATION].excerpt.text.split()) if Role.DURATION in filled else None
    passage = _passage(document, told.excerpt, 0, len(told.excerpt.text.rstrip(" .;")), told.number)
    return [_engagement(DIRECTIONS[told.context], theme, kind, cost, parties, duration, passage)], issues


def _of_prose(document: Document, answer: Answer, report: Report) -> Iterator[ExtractedEngagement]:
    """Yield what running text tells: offers anywhere, aid given or received where the text or its question says so."""
    text = answer.excerpt
    report = replace(report, reading=reading_of(answer.excerpt.text, report.reading))
    spans: list[tuple[int, int]] = []
    for table, rows in told_tables(text, report, told=answer.context in DIRECTIONS):
        spans.append((table.start, table.end))
        yield from (_of_row(document, answer, row, report) for row in rows)
    last, reach = None, 0
    for clause, asked in _with_theme(text, answer, report):
        if any(start <= clause.start < end for start, end in spans):
            continue
        if last and "\n" not in text.text[reach : clause.start] and (whole := told_on(last, text, clause, report)):
            last, reach = whole, clause.end
            continue
        told = list(_of_clause(document, answer, clause, asked, report))
        if last:
            yield last
        yield from told[:-1]
        last, reach = (told[-1] if told else None), clause.end
    if last:
        yield last


def _with_theme(text: Excerpt, answer: Answer, report: Report) -> Iterator[tuple[Clause, Theme | None]]:
    """Yield the clauses of a text with the theme of the question, or of the label above them."""
    asked, passing = answer.theme, 0
    for clause in parted(text, report):
        label, matter = labelled(text.folded[clause.start : clause.end], report.reading)
        if passing and "\n" in text.text[passing : clause.start]:
            asked, passing = answer.theme, 0
        if label:
            asked = matter or answer.theme
            passing = clause.end if opens_paragraph(text, clause) else 0
        yield clause, asked


def _of_clause(
    document: Document, answer: Answer, clause: Clause, asked: Theme | None, report: Report
) -> Iterator[ExtractedEngagement]:
    """Yield the engagement that a clause tells, if it tells one."""
    text, reading = answer.excerpt, report.reading
    folded, printed = text.folded[clause.start : clause.end], text.text[clause.start : clause.end]
    direction = direction_of(answer, clause, folded, printed, report)
    if direction is None:
        return
    part, asking = text.part(clause.start, clause.end), answer.role in (Role.REQUEST_KIND, Role.REQUEST)
    beside = gift(folded, printed, report) if direction is Direction.RECEIVED and clause.stance != "thanked" else None
    if beside and (beside.relative or asking or clause.cued or clause.stance == "negative"):
        part = text.part(clause.start + beside.start, clause.start + beside.end)
        printed, asking = part.text, asking and not beside.relative
    elif clause.stance == "negative" and (gave := reading.search("received", folded)):
        part = text.part(clause.start + beside_of(folded, gave.start()), clause.end)
    costs = sums(printed, fold(printed), reading, report.state)
    cost = next(iter(costs), None)
    if tells_covered(folded, reading):
        cost = sum_in_currency_before(text, clause, report)
    if cost:  # "dollars of the United States" names no party
        printed = printed[: cost.start] + " " * (cost.end - cost.start) + printed[cost.end :]
    parties = offered_to(printed, report) if direction is Direction.OFFERED else named_in(printed, report)
    heads = grammar(reading.language).heads(part.folded, _party_places(part, report))
    offered, themed = direction is Direction.OFFERED, bool(theme_hits(folded, reading))
    trainees = reading.search("persons", reading.pattern("as_member").sub(" ", folded)) is not None
    helped = offered and (themed or reading.search("assistance_words", folded))
    stood_for = None if heads else _kind_of_thing(part, text.folded[: text.places.index(part.places[0])], reading)
    told = parties and (cost or answer.context in DIRECTIONS or themed or stood_for)
    if not (heads or helped or told or (trainees and (parties or offered))):
        return
    if not offered and answer.context not in DIRECTIONS and not parties:
        return
    nature = [Kind.TRAINING] if trainees else [Kind.FUNDING] if cost and not heads else []
    theme, kind = _subject(part, asked, nature, report)
    theme = _theme_of(theme, folded, text.folded[: clause.start], answer, reading)
    kind = _kind_by_verb(kind, direction, folded, trainees=trainees, reading=reading)
    if stood_for and kind is not Kind.FUNDING:
        kind = stood_for
    passage = _passage(document, part, 0, len(part.text.rstrip(" .;")), answer.number)
    lasting = None if offered or asking else duration(printed, reading)
    told_cost = None if asking and clause.stance != "negative" else cost
    several = run(folded, costs, reading) if told_cost and len(parties) > 1 else []
    if several and len(several) == len(
        parties
    ):  # "Korea and the Netherlands, who gave USD 120,000 and EUR 75,000 respectively"
        for party, own in zip(parties, several, strict=True):
            yield _engagement(direction, theme, kind, own, (party,), lasting, passage)
        return
    yield _engagement(direction, theme, kind, told_cost, parties, lasting, passage)


def _of_others(text: Excerpt, clause: Clause, reading: Lexicon) -> bool:
    """Say whether a clause offers to more of those whom the words before it name: "and stands ready to receive others"."""
    before = text.folded[max(0, clause.start - _SPOKEN) : clause.start]
    told = reading.search("anaphors", text.folded[clause.start : clause.end])
    return told is not None and reading.search("persons", before.rpartition("\n")[2]) is not None


def _theme_of(theme: Theme, folded: str, before: str, answer: Answer, reading: Lexicon) -> Theme:
    """Return the theme of a clause: of two in its title the one that it names, and what was spoken of where it names none."""
    named = topic(folded, (), reading)
    beside = sorted(named.named & titled_themes(answer.asked.folded, reading) - {theme})
    if beside and theme not in named.named:
        return beside[0]
    return theme if theme is not Theme.OTHER else named.theme or spoken_of(before, reading) or theme


def _kind_by_verb(kind: Kind, direction: Direction, folded: str, *, trainees: bool, reading: Lexicon) -> Kind:
    """Return the kind that the verb of giving tells: who paid gave money, who taught gave training, who shares what he knows, advice."""
    if direction is Direction.OFFERED and trainees and reading.search("visits", folded):
        return Kind.TRAINING
    if direction is Direction.OFFERED:
        return Kind.EXPERTISE if reading.search("shared", folded) and not trainees else kind
    if direction is Direction.RECEIVED and reading.search("paying", folded):
        return Kind.FUNDING
    return Kind.TRAINING if kind is Kind.EXPERTISE and reading.search("teaching", folded) else kind


def _kind_of_thing(part: Excerpt, before: str, reading: Lexicon) -> Kind | None:
    """Return the kind of what is given without its name: by a verb ("equipped the armoury"), or named before ("these were supplied by")."""
    if reading.search("outfitting", part.folded):
        return Kind.EQUIPMENT
    if reading.search("have_them", part.folded):
        return Kind.EQUIPMENT
    some = _gives_some(part.folded, reading)
    if not some and not reading.pattern("standing_in").match(part.folded):
        return None
    spoken = before.rpartition("\n\n")[2][-_SPOKEN:]
    named = grammar(reading.language).heads(spoken, ())
    paid = Kind.FUNDING if some and sums(spoken, spoken, reading, None) else None
    return named[-1].kind if named else paid


def _gives_some(folded: str, reading: Lexicon) -> bool:
    """Say whether a folded part tells that some were given, of what was named before: "Italy gave two", "l'Italie en a donne deux"."""
    for verb in given(folded, reading):
        number = next((one for one in numbers(folded, reading) if verb.start() < one.start <= verb.end() + 1), None)
        if number is not None and reading.shape(_OF_THOSE).match(folded, number.end):
            return True
        if reading.shape(TAKEN_UP).search(folded[: verb.start()]):
            return True
    return False


def _of_row(document: Document, answer: Answer, row: Row, report: Report) -> ExtractedEngagement:
    """Return the engagement that a row of a table tells."""
    text = answer.excerpt
    what = text.part(row.what.start, row.what.end)
    theme, kind = _subject(what, answer.theme, [Kind.FUNDING] if row.cost else [], report)
    if theme is Theme.OTHER:
        theme = topic(text.folded[row.start : row.end], (), report.reading).theme or theme
    parties = tuple(code for code in counterparts(row.party, report)[0] if code != report.state)
    passage = _passage(document, text, row.what.start, row.what.end, answer.number)
    direction = Direction(row.direction) if row.direction else DIRECTIONS.get(answer.context, Direction.RECEIVED)
    return _engagement(direction, theme, kind, row.cost, parties, row.duration, passage)


def _party_places(text: Excerpt, report: Report) -> list[tuple[int, int]]:
    """Return where a text names parties: the Small Arms Survey is no survey."""
    return [(start, end) for start, end, _ in parties_in(text.text, report)]


def _subject(text: Excerpt | None, asked: Theme | None, nature: Sequence[Kind], report: Report) -> tuple[Theme, Kind]:
    """Return what an engagement is about and its kind: the wording's, else the area's and the stated nature's."""
    reading = report.reading
    folded = text.folded if text else ""
    heads = grammar(reading.language).heads(folded, _party_places(text, report) if text else ())
    told = topic(folded, [head.item for head in heads], reading)
    theme = asked if asked is not None and (asked in told.named or not told.explicit) else told.theme
    theme = theme or of_agency(folded, reading) or Theme.OTHER
    return theme, _kind(heads, folded, nature, reading)


def _kind(heads: Sequence[Head], folded: str, nature: Sequence[Kind], reading: Lexicon) -> Kind:
    spoken = grammar(reading.language)
    if len(heads) > 1 and heads[0].form is Form.ITEM and spoken.inside_phrase(folded[: heads[0].start], heads[0]):
        heads = heads[1:]
    segments = spoken.segments(folded, heads, [], [])
    told = [segment.heads[0] for segment in segments if segment.heads[0].form is not Form.ADJECTIVE]
    plain = [
        head for head in told if head.form not in (Form.ACTIVITY, Form.PROCEDURE) and head.kind is not Kind.FUNDING
    ]
    generic = {Form.NOUN}
    if plain and not (plain[0].kind is Kind.EXPERTISE and plain[0].form in generic and Kind.FUNDING in nature):
        return plain[0].kind
    if nature:
        return nature[0]
    return told[0].kind if told else Kind.EXPERTISE


def counterparts(text: str, report: Report) -> tuple[tuple[str, ...], int]:
    """Return the codes of the States and organisations in a field, and how many names are not known.

    Examples
    --------
    >>> from ..gazetteer import Gazetteer
    >>> from .lexicons import lexicon
    >>> counterparts("Germany and UNDP", Report(lexicon("en"), Gazetteer.default(), "SLE", 2016))
    (('DEU', 'UNDP'), 0)
    """
    flat = " ".join(text.split())
    found = sorted({*report.gazetteer.find_states(flat), *report.gazetteer.find_organisations(flat)})
    codes: list[tuple[int, str]] = []
    last = 0
    for start, end, known in found:
        if start >= last:
            codes.append((start, known))
            last = end
    rest = flat
    for start, end, _ in found:
        rest = rest[:start] + "," + " " * (end - start - 1) + rest[end:]
    unknown = 0
    for match in re.finditer(r"[^,;/()&]+", rest):
        for start, end in _between(report.reading.shape(r"\s{and}\s"), fold(rest), *match.span()):
            name = rest[start:end].strip(" .:-")
            through = report.reading.shape(_THROUGH).match(fold(name))
            plain = name[through.end() :] if through else name
            if plain == plain.lower() or plain.lower() in report.reading.words("empties"):
                continue
            code = report.gazetteer.resolve_party(plain)
            if code is None and not (plain.isupper() and re.fullmatch(r"[^\W\d_][\w-]{1,11}", plain)):
                unknown += len(plain) > 3
                continue
            unknown += code is None
            codes.append((match.start(), code or plain))
    return tuple(dict.fromkeys(code for _, code in sorted(codes))), unknown


def _between(joint: re.Pattern[str], folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the places between the joints of a part of folded text."""
    for found in joint.finditer(folded, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def _empty(text: Excerpt, reading: Lexicon) -> bool:
    return all(clause.stance == "negative" for clause in clauses(text, reading))


def _passage(document: Document, text: Excerpt, start: int, end: int, number: str | None) -> Passage:
    first, last = text.span(start, end)
    return Passage(line_at(document, first).page, number, document.text[first:last], first, last)


def _engagement(
    direction: Direction,
    theme: Theme,
    kind: Kind,
    cost: Sum | None,
    parties: tuple[str, ...],
    duration: str | None,
    passage: Passage,
) -> ExtractedEngagement:
    return ExtractedEngagement(
        direction,
        theme,
        kind,
        cost.amount if cost else None,
        cost.currency if cost else None,
        parties,
        duration,
        passage,
    )
