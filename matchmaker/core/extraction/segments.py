"""The words that name help in a clause -> segments, one an ask: which word governs, what only explains another, where to cut."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from ..vocabulary import Item, Kind
from .folding import fold
from .heads import Form, Grammar, Head
from .lexicons import lexicon

_GOES_WITH = r"\s{with }(?:{possessives }|{the })?(?:(?:[a-z'-]+\s){0,3}{and })?(?:[a-z'-]+\s)?$"
_TO_LEARN = r"\s(?:{still_to}|(?:{of }{each }|{for }{each })?{cues.musts})\s*$"
_TOLD = r"(?:{and}|,)\s(?:[\w']+\s)?{cues.reports}\s{relatives}"
"""What parts two statements of one sentence in minutes: "... and added that"."""
_OF_LAW = r"\s{prepositions}\s(?:[\w'-]+\s){0,4}?{taken_up}\W*(?:$|[,;.])"
_COUNTED_FOR = r"(?:{for}|{of})\s+(?:\w+\s+){1,3}$"
_MADE_OF = r"{of}\s*(?:[\w'-]+\s+){0,2}$"
_SMALL = r"{stopwords}|{assistance_words}"


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a clause that belongs to one ask; several heads where adjectives share their noun ("technical and financial")."""

    start: int
    end: int
    heads: tuple[Head, ...]


class Segmentation(Grammar):
    """What one language needs to cut a clause into its asks; built once a language."""

    def segments(
        self, clause: str, heads: Sequence[Head], numbers: Sequence[tuple[int, int]], money: Sequence[tuple[int, int]]
    ) -> list[Segment]:
        """Return the segments of a folded clause, one for each head that is asked for itself.

        Parameters
        ----------
        numbers, money : sequence of (start, end)
            Where numbers and sums stand.
        """
        kept: list[Head] = []
        dropped: Head | None = None
        for head in heads:
            if not kept:
                kept.append(head)
                continue
            before = kept[-1]
            between = clause[before.end : head.start]
            cut = self._parting(clause, before, head)
            if cut is None:
                governing = self._governing(before, head, between, clause, numbers, money)
                if governing is head:
                    kept[-1] = replace(head, start=before.start if before.kind is head.kind else head.start)
                else:
                    dropped = head
                    if governing is not before:
                        kept[-1] = governing
                continue
            timed = self.lexicon.search("expert_days", clause[head.end : head.end + 30]) is not None
            lead = clause[cut : head.start]
            for first, last in money:
                if cut <= first and last <= head.start:  # "JOD 80,000 for a campaign" is about the campaign
                    lead = lead[: first - cut] + " " * (last - first) + lead[last - cut :]
            inside = self.inside_phrase(lead, head) and not (timed and head.kind is Kind.EXPERTISE)
            inside = inside and not self._is_to_learn(clause[before.end : head.start], lead, head)
            fitted = self.lexicon.pattern("equipping").match(lead.lstrip())
            inside = inside and not (fitted and head.form is Form.ITEM)  # "equipping the laboratory with a microscope"
            inside = inside or self._says_again(clause, before, head) or self._goes_with(clause, before, head)
            inside = inside or self._is_of_law(clause, kept[-1], head)
            if inside or self._is_trainee(clause, kept[-1], head):
                dropped = head
                continue
            if (
                before.kind is Kind.EXPERTISE
                and head.form is Form.LAW
                and self._is_purpose(clause, before.end, head, numbers)
            ):
                kept[-1] = replace(head, start=before.start)
                continue
            if head.kind is before.kind and self._is_purpose(clause, before.end, head, numbers):
                kept[-1] = replace(before, end=head.end) if before.item == head.item else before
                continue
            listed = (
                dropped is not None
                and dropped.end > before.start
                and not re.search(r"\w", self._without_separators(clause[dropped.end : head.start]))
            )
            bare = not any(cut <= start < head.start for start, _ in numbers) and self._bare(clause[cut : head.start])
            if listed and bare and dropped is not None and dropped.form is head.form is Form.ITEM:
                dropped = head
                continue
            kept.append(head)
        return self._cut(clause, kept)

    def _parting(self, clause: str, before: Head, head: Head) -> int | None:
        """Return where the part of a head starts, if something parts it from the head before: a separator, a new request."""
        opened = clause.rfind("(", before.end, head.start)
        if before.form is Form.ACTIVITY and opened > clause.rfind(")", before.end, head.start):
            return None  # "refurbishment of the store (doors, alarm)"
        cut = self.last_separator(clause, before.end, head.start)
        for match in self.lexicon.pattern("active_requests").finditer(clause, before.end, head.start):
            if re.search(r"\w", clause[before.end : match.start()]):
                cut = max(cut or 0, match.end())
        for told in self.lexicon.shape(_TOLD).finditer(clause, before.end, head.start):
            cut = max(cut or 0, told.end())
        colon = clause.find(":", before.end, head.start)
        if colon > 0 and self.lexicon.pattern("requests").search(clause, before.end, colon):
            cut = max(cut or 0, colon + 1)
        if head.kind is Kind.TRAINING and (
            joint := self.lexicon.pattern("for_which").search(clause, before.end, head.start)
        ):
            cut = max(cut or 0, joint.start())
        if cut is None and before.kind is Kind.EQUIPMENT and head.kind is not Kind.EQUIPMENT:
            joint = self.lexicon.pattern("with").search(clause, before.end, head.start)
            cut = joint.end() if joint else None
        return cut

    def _says_again(self, clause: str, before: Head, head: Head) -> bool:
        """Say whether a head only names again what was asked: "nine vehicles, that is, a vehicle per district"."""
        between = clause[before.end : head.start]
        return (
            before.kind is head.kind
            and before.item == head.item
            and head.form is Form.ITEM
            and self.lexicon.search("appositions", between) is not None
        )

    def _goes_with(self, clause: str, before: Head, head: Head) -> bool:
        """Say whether a thing is only what comes with another, uncounted: "a pick-up with accessories and spare parts"."""
        between = clause[before.end : head.start]
        return (
            before.form is Form.ITEM
            and before.item is not Item.OTHER_EQUIPMENT
            and head.item is Item.OTHER_EQUIPMENT
            and self.lexicon.shape(_GOES_WITH).match(between) is not None
            and self.lexicon.search("accessories", clause[before.end : head.end]) is not None
        )

    def inside_phrase(self, before: str, head: Head) -> bool:
        """Say whether a head only explains another noun of its part: ``40 clerks in the registration system``."""
        preposition = max(self.preposition.finditer(before), key=lambda match: match.start(), default=None)
        if preposition is None or head.form is Form.ADJECTIVE:
            return False
        noun = before[: preposition.start()]
        if head.form is Form.ITEM and re.match(r"\s*\d", before[preposition.end() :]):
            for agency in reversed(self.lexicon.hits("beneficiaries", noun)):  # "... and the army for 12 containers"
                noun = noun[: agency.start] + " " + noun[agency.end :]
        for name in (
            "same_number",
            "the_same",
            "expert_days",
            "transparent",
            "generic",
            "assistance_words",
            "item_units",
            "time_units",
            "requests",
            "articles",
            "apiece",
            "purposes",
            "prepositions",
            "examples",
        ):
            if self.lexicon.words(name):
                noun = self.lexicon.pattern(name).sub(" ", noun)
        words = [word for word in re.findall(r"[a-z]{2,}", noun) if word not in self._empty]
        return bool(words)

    def _is_purpose(self, clause: str, start: int, head: Head, numbers: Sequence[tuple[int, int]]) -> bool:
        """Say whether a head only tells what another of its kind is for: ``a lawyer, in order to draft a law``."""
        purpose = self.lexicon.pattern("aims").search(clause, start, head.start)
        return (
            head.kind in (Kind.LEGAL, Kind.EXPERTISE)
            and purpose is not None
            and not any(purpose.end() <= number < head.start for number, _ in numbers)
            and self.last_separator(clause, purpose.end(), head.start) is None
        )

    def _is_to_learn(self, between: str, lead: str, head: Head) -> bool:
        """Say whether a word of training tells what becomes of persons before it: "six clerks to be trained", "for which two must learn"."""
        if head.kind is Kind.TRAINING and self.lexicon.search("for_which", between):
            return True
        joint = self.lexicon.shape(_TO_LEARN).search(lead)
        if head.kind is not Kind.TRAINING or joint is None:
            return False
        named = [match.end() for match in self.lexicon.pattern("persons").finditer(lead)]
        between = lead[named[-1] : joint.start()].strip() if named else ""
        return bool(named) and (not between or self.lexicon.pattern("cues.modals").fullmatch(between) is not None)

    def _is_of_law(self, clause: str, before: Head, head: Head) -> bool:
        """Say whether advice is on the law asked before it: "model legislation, and advice on how to domesticate it"."""
        if before.kind is not Kind.LEGAL or head.kind is not Kind.EXPERTISE:
            return False
        return self.lexicon.shape(_OF_LAW).match(clause[head.end :]) is not None

    def _is_trainee(self, clause: str, before: Head, head: Head) -> bool:
        """Say whether "experts" are those to be trained: ``a study visit, for three experts``."""
        if before.kind is not Kind.TRAINING or head.kind is not Kind.EXPERTISE:
            return False
        named = any(self.lexicon.pattern(name).match(clause, head.start) for name in ("experts", "persons"))
        counted = self.lexicon.shape(_COUNTED_FOR).search(clause[: head.start])
        return named and counted is not None

    @cached_property
    def _empty(self) -> frozenset[str]:
        """Return the words that are no noun of their own: articles, numbers."""
        words = {
            *self.lexicon.words("stopwords"),
            *self.lexicon.words("definite"),
            *self.lexicon.mapping("numbers"),
            *self.lexicon.mapping("multipliers"),
        }
        return frozenset(fold(word) for word in words)

    def _bare(self, text: str) -> bool:
        words = re.findall(r"[\w']+", text)
        return not set(words) & set(self.lexicon.words("articles"))

    def _without_separators(self, text: str) -> str:
        return self.separator.sub(" ", text)

    def last_separator(self, clause: str, start: int, end: int) -> int | None:
        """Return where the last separator between two places ends."""
        found = None
        for match in self.separator.finditer(clause, start, end):
            found = match.end()
        return found

    def _governing(
        self,
        first: Head,
        second: Head,
        between: str,
        clause: str,
        numbers: Sequence[tuple[int, int]],
        money: Sequence[tuple[int, int]],
    ) -> Head:
        """Return which of two heads with no separator between them is asked for."""
        explained = re.search(r"[:(][^)]*$", between) is not None
        if first.form is Form.ADJECTIVE:
            return second
        if first.form is Form.ACTIVITY and not money and second.form is not Form.ADJECTIVE and explained:
            return second
        if second.form is Form.ADJECTIVE:
            return first
        if first.form is second.form is Form.ITEM and not self.lexicon.noun_last and not explained:
            return first
        if first.kind is second.kind and (
            first.item == second.item or first.item is None or second.item in (None, Item.OTHER_EQUIPMENT)
        ):
            return self._of_one_kind(first, second, between, clause)
        if (
            self.lexicon.noun_last
            and len(re.findall(r"[\w']+", between)) <= 2
            and not re.search(r"[:(]", between)
            and not self.preposition.search(between)
        ):
            return second
        return second if self._specifies(first, second, between, clause, numbers, money) else first

    def _of_one_kind(self, first: Head, second: Head, between: str, clause: str) -> Head:
        """Return two heads of one kind as one: "equipment: two engravers" are engravers."""
        item = first.item if first.item is not None else second.item
        generic = first.item is None and second.item is not None
        shown = self._example(between) or re.search(r"[:(]|\s-\s", between)
        if first.item is None and self.lexicon.pattern("assessment_nouns").fullmatch(clause, second.start, second.end):
            return replace(first, end=second.end, form=Form.PROCEDURE)  # "technical help to make a survey" is not vague
        if generic and not shown and re.search(r"\w", between):
            return first
        return replace(first, end=second.end, item=item, form=Form.ITEM if item else first.form)

    def _specifies(
        self,
        first: Head,
        second: Head,
        between: str,
        clause: str,
        numbers: Sequence[tuple[int, int]],
        money: Sequence[tuple[int, int]],
    ) -> bool:
        """Say whether the second of two heads of different kinds tells what the first only announces."""
        donated = first.kind is Kind.FUNDING and first.form is Form.NOUN and second.form is Form.ITEM
        if donated and self.lexicon.shape(_MADE_OF).search(between) and len(between) < 40:
            return True  # "a donation of shredders" is a thing
        own_number = any(
            first.end <= start < second.start or second.end <= start <= second.end + 30 for start, _ in numbers
        )
        if first.kind is Kind.EQUIPMENT:
            shown = self._example(between) or re.search(r"[:(]", between)
            return bool(first.form is Form.NOUN and second.form is Form.ITEM and shown)
        if first.kind is Kind.EXPERTISE and second.kind is Kind.LEGAL:
            return second.form is not Form.PROCEDURE
        if first.kind is Kind.FUNDING and first.form is Form.NOUN and second.kind is Kind.EXPERTISE and not money:
            return own_number and self.lexicon.search("expert_days", clause[second.end : second.end + 40]) is not None
        if first.kind in (Kind.EXPERTISE, Kind.LEGAL) and second.kind is Kind.TRAINING:
            helps = first.kind is Kind.EXPERTISE and first.form is Form.NOUN and self._technical_help(clause, first)
            return own_number or helps or self.lexicon.pattern("learning").match(clause, second.start) is not None
        return (
            first.kind is Kind.FUNDING
            and first.form is Form.NOUN
            and own_number
            and not money
            and second.kind in (Kind.TRAINING, Kind.EQUIPMENT)
        )

    def _technical_help(self, clause: str, head: Head) -> bool:
        return bool(
            set(re.findall(r"[\w']+", clause[head.start : head.end])) & set(self.lexicon.words("assistance_words"))
        )

    def _example(self, between: str) -> bool:
        return self.lexicon.search("examples", between) is not None

    def _cut(self, clause: str, kept: list[Head]) -> list[Segment]:
        """Cut a clause between its heads; adjectives joined by nothing but separators share one segment."""
        groups: list[list[Head]] = []
        for head in kept:
            if groups and self._shares(clause, groups[-1][-1], head):
                groups[-1].append(head)
            else:
                groups.append([head])
        segments: list[Segment] = []
        start = 0
        for position, group in enumerate(groups):
            end = len(clause)
            following = start
            if position + 1 < len(groups):
                following = self._parting(clause, group[-1], groups[position + 1][0]) or groups[position + 1][0].start
                end = self._first_of_run(clause, group[-1].end, following)
            segments.append(Segment(start, end, tuple(group)))
            start = following
        return segments

    def _shares(self, clause: str, before: Head, head: Head) -> bool:
        if Form.ADJECTIVE not in (before.form, head.form):
            return False
        plain = {Form.ADJECTIVE, Form.NOUN}
        rest = self._without_separators(clause[before.end : head.start])
        rest = self.lexicon.shape(_SMALL).sub(" ", rest)
        return before.form in plain and head.form in plain and not re.search(r"\w", rest)

    def _first_of_run(self, clause: str, start: int, end: int) -> int:
        """Return where the run of separators that ends at a place starts."""
        run = end
        for match in reversed(list(self.separator.finditer(clause, start, end))):
            if re.search(r"\w", clause[match.end() : run]):
                break
            run = match.start()
        return run


@cache
def grammar(language: str) -> Segmentation:
    """Return the grammar of a language."""
    return Segmentation(lexicon(language))
