"""Duplication, facts: a record in; what it says, in its fields or in its text only, out, ready to compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from ..entities.money import Rates
from ..entities.records import Record
from ..vocabulary import Item, Kind, RecordType, Theme
from .lexicon import Hit, data, language_of, lexicon, stopwords, words
from .parties import PartyIndex
from .places import places_in
from .quantities import Phase, counted, money_in, numbers_in, phase_in

_EQUIPMENT_ITEMS = frozenset(item.value for item in Item)
_TELLING = (Kind.TRAINING, Kind.LEGAL, Kind.EQUIPMENT, Kind.EXPERTISE, Kind.FUNDING)
_STEM = 5  # letters that related words share across English, French and Spanish: regist-er, -re, -ro


@dataclass(frozen=True, slots=True)
class Window:
    """First and last day, both inclusive; None is open; `assumed` where the record itself gives no days."""

    start: date | None
    end: date | None
    assumed: bool = False

    @property
    def open(self) -> bool:
        """Whether neither day is known."""
        return self.start is None and self.end is None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says.

    Attributes
    ----------
    states : frozenset of str
        Whom it is for; of a regional body the members, or those that the text names. Empty: any, or not said.
    body : str or None
        The regional body, where the record is regional.
    named : frozenset of str
        States named in the text.
    agencies : frozenset of str
        Beneficiaries; empty: not said. `open_agency`: the text says that it is still open.
    quantities, amounts : frozenset
        As stated; amounts in the base currency of the rates.
    site, places, loose_places : str or None, frozenset of str
        Where the help goes: as stated; as the text says; as the text may say.
    donors, agents : frozenset of str
        Who pays, who carries out.
    past_years : frozenset of int
        Years of which the text says that help was given in them; `given_before`: it says that help was given already.
    topics, concepts : frozenset of str
        What it is about, and all that the text says, in words that do not depend on the language.
    """

    record: Record
    states: frozenset[str]
    body: str | None
    named: frozenset[str]
    agencies: frozenset[str]
    open_agency: bool
    theme: Theme | None
    kinds: frozenset[Kind]
    items: frozenset[str]
    quantities: frozenset[Decimal]
    amounts: frozenset[Decimal]
    window: Window
    asked: date | None
    site: str | None
    places: frozenset[str]
    loose_places: frozenset[str]
    donors: frozenset[str]
    agents: frozenset[str]
    phase: Phase
    cues: frozenset[str]
    past_years: frozenset[int]
    given_before: bool
    topics: frozenset[str]
    concepts: frozenset[str]
    tokens: tuple[str, ...]

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def regional(self) -> bool:
        """Whether the record is for several States."""
        return self.body is not None

    @property
    def open_to_any(self) -> bool:
        """Whether it is an offer to whoever asks."""
        return self.record.type is RecordType.OFFER and not self.states


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns records into facts: the names, the regional bodies and the rates that one screening uses."""

    parties: PartyIndex
    regional: Mapping[str, tuple[str, ...]]
    rates: Rates | None

    def facts(self, record: Record) -> Facts:
        """Return what a record says."""
        tokens = words(record.text)
        language = language_of(tokens, record.language)
        hits = lexicon().find(tokens, language)
        found = _by_category(hits)
        numbers = numbers_in(tokens, language)
        kinds = _kinds(record, found)
        item = record.item if record.item in _EQUIPMENT_ITEMS else None
        items = frozenset({record.item}) if record.item else found.get("item", frozenset())
        kind = record.kind or (next(iter(kinds)) if len(kinds) == 1 else None)
        states, body, named, others, organisations = self._where(record, tokens)
        donors, agents = self._parties(record, others, organisations)
        agencies = _agencies(record, found)
        places, loose_places = self._places(record)
        past_years, given_before = _given(tokens, hits)
        quantities = frozenset({record.quantity}) if record.quantity is not None else frozenset()
        return Facts(
            record=record,
            states=states,
            body=body,
            named=named,
            agencies=agencies,
            open_agency=not record.beneficiary and "open" in found.get("cue", ()),
            theme=record.theme or _only(found.get("theme", frozenset()), Theme),
            kinds=kinds,
            items=items,
            quantities=quantities or counted(tokens, hits, numbers, kind, item),
            amounts=self._amounts(record, money_in(tokens, hits, numbers)),
            window=_window(record, tokens),
            asked=record.requested,
            site=" ".join(words(record.site)) or None if record.site else None,
            places=places,
            loose_places=loose_places,
            donors=donors,
            agents=agents,
            phase=phase_in(tokens, language),
            cues=found.get("cue", frozenset()),
            past_years=frozenset(past_years),
            given_before=given_before,
            topics=found.get("topic", frozenset()),
            concepts=_concepts(tokens, hits),
            tokens=tokens,
        )

    def _where(
        self, record: Record, tokens: tuple[str, ...]
    ) -> tuple[frozenset[str], str | None, frozenset[str], frozenset[str], frozenset[str]]:
        """Return States, regional body, States named, and the States and organisations that are not recipients."""
        regional = record.state in self.regional
        needs_text = record.state is None or regional or record.type is not RecordType.NEED
        named, organisations = self.parties.named_in(record.text, tokens) if needs_text else (frozenset(), frozenset())
        if record.state is None:
            paying = {
                self.parties.resolve(each) for each in (record.provider, record.funder, record.implementer) if each
            }
            states = frozenset(named - paying)
            if record.type is RecordType.OFFER and not (paying and len(states) == 1):
                states = frozenset()  # an offer's text names its giver, and perhaps States it was made to before
            return states, None, named, named - states, organisations
        if not regional or record.state is None:
            own = frozenset({record.state})
            return own, None, named, named - own, organisations
        members = frozenset(self.regional[record.state])
        inside = named & members
        return inside or members, record.state, named, named - members, organisations - {record.state}

    def _places(self, record: Record) -> tuple[frozenset[str], frozenset[str]]:
        """Return the places that the text names; where a course is held says nothing about whom it is for."""
        if record.site or (record.kind is Kind.TRAINING and record.type is not RecordType.NEED):
            return frozenset(), frozenset()
        return places_in(record.text, self.parties)

    def _parties(
        self, record: Record, others: frozenset[str], organisations: frozenset[str]
    ) -> tuple[frozenset[str], frozenset[str]]:
        stated = [each for each in (record.provider, record.funder, record.implementer) if each]
        codes = {self.parties.resolve(each) or " ".join(words(each)) for each in stated}
        if record.type is not RecordType.NEED:
            if not any(self.parties.is_funder(code) for code in codes):
                codes |= others
            codes |= organisations - {record.state}
        donors = frozenset(code for code in codes if self.parties.is_funder(code))
        return donors, frozenset(codes) - donors

    def _amounts(self, record: Record, stated: frozenset[tuple[Decimal, str]]) -> frozenset[Decimal]:
        if record.amount is not None and record.currency is not None:
            stated = frozenset({(record.amount, record.currency)})
        if self.rates is None:
            return frozenset()
        rates = self.rates
        return frozenset(
            amount * rates.worth(code).numerator / rates.worth(code).denominator
            for amount, code in stated
            if rates.knows(code)
        )


def _by_category(hits: list[Hit]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for hit in hits:
        found.setdefault(hit.category, set()).add(hit.value)
    return {category: frozenset(values) for category, values in found.items()}


def _only(found: frozenset[str], enum: type[Theme]) -> Theme | None:
    return enum(next(iter(found))) if len(found) == 1 else None


def _kinds(record: Record, found: Mapping[str, frozenset[str]]) -> frozenset[Kind]:
    """Return the kind stated; of money, also what the text says it is for; else what the text says."""
    if record.kind not in (None, Kind.FUNDING):
        return frozenset({record.kind}) if record.kind else frozenset()
    told = {Kind(value) for value in found.get("kind", ())}
    if found.get("item") or record.item:
        told.add(Kind.EQUIPMENT)
    if record.kind:
        return frozenset(told | {record.kind})
    # A course on machines is a course; an adviser on a law is for the law; a grant for machines is for machines.
    return frozenset({next(kind for kind in _TELLING if kind in told)}) if told else frozenset()


@cache
def _agencies_named(text: str) -> frozenset[str]:
    tokens = words(text.replace("_", " "))
    found = frozenset(hit.value for hit in lexicon().find(tokens) if hit.category == "agency")
    return found or frozenset({" ".join(tokens)})


def _agencies(record: Record, found: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if record.beneficiary:
        slugs = data("agencies")["values"]
        return frozenset({record.beneficiary}) if record.beneficiary in slugs else _agencies_named(record.beneficiary)
    return found.get("agency", frozenset())


def _window(record: Record, tokens: tuple[str, ...]) -> Window:
    start, end = record.start, record.end
    if record.type is RecordType.NEED and record.cycle is not None and (start is None or end is None):
        return Window(start or date(record.cycle, 1, 1), end or date(record.cycle + 2, 12, 31), assumed=True)
    if start is None and end is None and record.type is RecordType.ENGAGEMENT:
        years = _years(tokens)
        if years:
            return Window(date(min(years), 1, 1), date(max(years), 12, 31), assumed=True)
    return Window(start, end)


def _years(tokens: tuple[str, ...]) -> list[int]:
    return [int(word) for word in tokens if len(word) == 4 and word.isdigit() and 1990 <= int(word) <= 2050]


def _given(tokens: tuple[str, ...], hits: list[Hit]) -> tuple[set[int], bool]:
    """Return the years near a word for help that was given, and whether one says that it was given already."""
    years: set[int] = set()
    already = False
    denied = {at for hit in hits if hit.category == "cue" and hit.value == "denied" for at in range(hit.start, hit.end)}
    marked = {
        at for hit in hits if hit.category == "cue" and hit.value == "already" for at in range(hit.start, hit.end)
    }
    for hit in hits:
        if hit.category != "cue" or hit.value != "done":
            continue
        before = range(max(0, hit.start - 3), hit.start)
        if denied.intersection(before):
            continue
        years.update(_years(tokens[max(0, hit.start - 2) : hit.end + 5]))
        already = already or bool(marked.intersection(range(max(0, hit.start - 2), hit.end + 1)))
    return years, already


def _concepts(tokens: tuple[str, ...], hits: list[Hit]) -> frozenset[str]:
    meant = {f"{hit.category}:{hit.value}" for hit in hits if hit.category in ("agency", "item", "topic", "word")}
    covered = {at for hit in hits if hit.category != "counted" for at in range(hit.start, hit.end)}
    skipped = stopwords()
    rest = {
        word[:_STEM] for at, word in enumerate(tokens) if at not in covered and word not in skipped and len(word) > 2
    }
    return frozenset(meant | rest)
