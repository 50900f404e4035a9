"""A clause -> the words that say what is asked, one by one: machine, training, advice, law, money.

A clause may name many such words and ask for few things: in "training in the use of marking machines" the machines belong to
the training, in "marking machine training" as well, in "two marking machines and training" they do not. The rules here say
which word governs; what is left over cuts the clause into segments, one an ask.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from ..vocabulary import Item, Kind
from .folding import fold
from .lexicons import Lexicon, pattern

_PUNCTUATION = r",(?!\d)|[;/|+&\u2022]|\s-\s"


class Form(StrEnum):
    """How a word names what is asked."""

    NOUN = "noun"
    ITEM = "item"
    ADJECTIVE = "adjective"
    ACTIVITY = "activity"
    LAW = "law"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Head:
    """A word or phrase that names what is asked, by its place in the clause."""

    start: int
    end: int
    kind: Kind
    item: Item | None
    form: Form


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a clause that belongs to one ask; several heads where adjectives share their noun ("technical and financial")."""

    start: int
    end: int
    heads: tuple[Head, ...]


class Grammar:
    """What one language needs to tell heads and segments; built once a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        words = sorted(lexicon.words("separators"), key=len, reverse=True)
        self.separator = re.compile(rf"{_PUNCTUATION}|{pattern(words).pattern}")
        self.preposition = lexicon.pattern("prepositions")
        actions, strong, weak = (
            lexicon.pattern(f"legal_objects.{name}").pattern for name in ("actions", "strong", "weak")
        )
        between = r"(?:[^\w,;:.()|]+[\w'-]+){0,7}?[^\w,;:.()|]+"
        self.law = re.compile(rf"(?:{actions}){between}(?:{strong})")
        self.procedure = re.compile(rf"(?:{actions}){between}(?:{weak})")
        self.bare_law = re.compile(strong)

    def heads(self, clause: str, taken: Sequence[tuple[int, int]] = ()) -> list[Head]:
        """Return all heads of a folded clause in order, overlaps settled in favour of the longer.

        Parameters
        ----------
        taken : sequence of (start, end)
            Places that mean something else, such as money.
        """
        found = [
            Head(hit.start, hit.end, Kind.EQUIPMENT, Item(hit.entry), Form.ITEM)
            for hit in self.lexicon.hits("items", clause)
        ]
        for hit in self.lexicon.hits("heads", clause):
            activity = hit.entry == "activity"
            kind = Kind.FUNDING if activity else Kind(hit.entry)
            found.append(Head(hit.start, hit.end, kind, None, Form.ACTIVITY if activity else Form.NOUN))
        found += [Head(m.start(), m.end(), Kind.LEGAL, None, Form.LAW) for m in self.law.finditer(clause)]
        found += [Head(m.start(), m.end(), Kind.LEGAL, None, Form.PROCEDURE) for m in self.procedure.finditer(clause)]
        found += [
            head
            for hit in self.lexicon.hits("adjectives", clause)
            if (head := self._adjective(clause, hit.start, hit.end, hit.entry))
        ]
        found = [head for head in found if not any(start < head.end and head.start < end for start, end in taken)]
        if any(head.form is not Form.ADJECTIVE and not self._meant(clause, head) for head in found):
            named = [head for head in found if self._meant(clause, head)]
            found = named or found
        rank = {Form.LAW: 3, Form.ITEM: 2, Form.NOUN: 1, Form.ACTIVITY: 1, Form.PROCEDURE: 0, Form.ADJECTIVE: 0}
        found.sort(key=lambda head: (head.end - head.start, rank[head.form]), reverse=True)
        kept: list[Head] = []
        for head in found:
            if not any(other.start < head.end and head.start < other.end for other in kept):
                kept.append(head)
        if not kept and (match := self.bare_law.search(clause)):
            kept = [Head(match.start(), match.end(), Kind.LEGAL, None, Form.NOUN)]
        return sorted(kept, key=lambda head: head.start)

    def _meant(self, clause: str, head: Head) -> bool:
        """Say whether a word may ask by itself; "the material", "the machine" point back to something."""
        if head.form is not Form.NOUN or head.kind is not Kind.EQUIPMENT:
            return True
        definite = "|".join(re.escape(fold(word)) for word in self.lexicon.words("definite"))
        return not re.search(rf"(?<!\w)(?:{definite})\s*$", clause[: head.start])

    def _adjective(self, clause: str, start: int, end: int, entry: str) -> Head | None:
        """Return the head of "technical" where it stands for a kind of help and not before another noun."""
        before = re.search(r"([\w']+)\W*$", clause[:start])
        after = re.match(r"(\W*)([\w']+)?", clause[end:])
        helps = set(self.lexicon.words("assistance_words"))
        fine = helps | {*self.lexicon.words("separators"), *self.lexicon.words("stopwords")} | self._adjectives
        next_word = after[2] if after else None
        glued = after is not None and not re.search(r"[,;:.()/|]", after[1])
        if (
            glued
            and self.lexicon.language == "en"
            and next_word
            and next_word not in helps
            and not self.separator.fullmatch(next_word)
            and next_word not in self._adjectives
        ):
            language_puts_noun_first = before is not None and before[1] in helps
            if not language_puts_noun_first:
                return None
        if (
            before
            and before[1] not in fine
            and not re.search(r"[,;:.(/|]\W*$", clause[:start])
            and next_word not in helps
            and not self._cue(clause[:start])
        ):
            return None
        return Head(start, end, Kind(entry), None, Form.ADJECTIVE)

    @cached_property
    def _adjectives(self) -> set[str]:
        return {
            word
            for kind in ("expertise", "legal", "equipment", "funding")
            for word in self.lexicon.words(f"adjectives.{kind}")
        }

    def _cue(self, before: str) -> bool:
        return bool(re.search(rf"(?:{self.lexicon.pattern('requests').pattern})\W*$", before))

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
            cut = self.last_separator(clause, before.end, head.start)
            if cut is None:
                governing = self._governing(before, head, between, clause, numbers, money)
                if governing is head:
                    kept[-1] = replace(head, start=before.start if before.kind is head.kind else head.start)
                else:
                    dropped = head
                    if governing is not before:
                        kept[-1] = governing
                continue
            if self._inside_phrase(clause[cut : head.start], head) or self._is_trainee(clause, kept[-1], head):
                dropped = head
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

    def _inside_phrase(self, before: str, head: Head) -> bool:
        """Say whether a head only explains another noun of its part: ``40 clerks in the registration system``."""
        preposition = max(self.preposition.finditer(before), key=lambda match: match.start(), default=None)
        if preposition is None or head.form is Form.ADJECTIVE:
            return False
        noun = before[: preposition.start()]
        for name in (
            "transparent",
            "generic",
            "assistance_words",
            "item_units",
            "requests",
            "articles",
            "purposes",
            "prepositions",
            "examples",
        ):
            if self.lexicon.words(name):
                noun = self.lexicon.pattern(name).sub(" ", noun)
        words = [word for word in re.findall(r"[a-z]{2,}", noun) if word not in self._empty]
        return bool(words)

    def _is_trainee(self, clause: str, before: Head, head: Head) -> bool:
        """Say whether "experts" are those to be trained: ``a study visit, for three experts``."""
        if before.kind is not Kind.TRAINING or head.kind is not Kind.EXPERTISE:
            return False
        named = self.lexicon.pattern("experts").match(clause, head.start)
        counted = re.search(r"(?:\b(?:for|of|pour|para|de)|d')\s+(?:\w+\s+){1,3}$", clause[: head.start])
        return named is not None and counted is not None

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
        words = re.findall(r"[\w']+", between)
        own_number = any(
            first.end <= start < second.start or second.end <= start <= second.end + 30 for start, _ in numbers
        )
        if first.form is Form.ADJECTIVE:
            return second
        if second.form is Form.ADJECTIVE:
            return first
        if first.kind is second.kind and (
            first.item == second.item or first.item is None or second.item in (None, Item.OTHER_EQUIPMENT)
        ):
            item = first.item if first.item is not None else second.item
            generic = first.item is None and second.item is not None
            if generic and not (self._example(between) or re.search(r"[:(]", between)) and words:
                return first
            return replace(first, end=second.end, item=item, form=Form.ITEM if item else first.form)
        if (
            self.lexicon.language == "en"
            and len(words) <= 2
            and not re.search(r"[:(]", between)
            and not self.preposition.search(between)
        ):
            return second
        if (
            first.form is Form.NOUN
            and first.kind is Kind.EQUIPMENT
            and second.form is Form.ITEM
            and (self._example(between) or re.search(r"[:(]", between))
        ):
            return second
        if first.kind is Kind.EXPERTISE and second.kind is Kind.LEGAL and second.form is not Form.PROCEDURE:
            return second
        if second.kind is Kind.TRAINING and own_number and first.kind in (Kind.EXPERTISE, Kind.LEGAL):
            return second
        if (
            first.kind is Kind.EXPERTISE
            and second.kind is Kind.TRAINING
            and first.form is Form.NOUN
            and self._technical_help(clause, first)
        ):
            return second
        if (
            first.kind is Kind.FUNDING
            and first.form is Form.NOUN
            and own_number
            and not money
            and second.kind in (Kind.TRAINING, Kind.EQUIPMENT)
        ):
            return second
        return first

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
                following = (
                    self.last_separator(clause, group[-1].end, groups[position + 1][0].start)
                    or groups[position + 1][0].start
                )
                end = self._first_of_run(clause, group[-1].end, following)
            segments.append(Segment(start, end, tuple(group)))
            start = following
        return segments

    def _shares(self, clause: str, before: Head, head: Head) -> bool:
        if Form.ADJECTIVE not in (before.form, head.form):
            return False
        plain = {Form.ADJECTIVE, Form.NOUN}
        rest = self._without_separators(clause[before.end : head.start])
        rest = re.sub(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, [*self.lexicon.words('stopwords'), *self.lexicon.words('assistance_words')]))})(?!\w)",
            " ",
            rest,
        )
        return before.form in plain and head.form in plain and not re.search(r"\w", rest)

    def _first_of_run(self, clause: str, start: int, end: int) -> int:
        """Return where the run of separators that ends at a place starts."""
        run = end
        for match in reversed(list(self.separator.finditer(clause, start, end))):
            if re.search(r"\w", clause[match.end() : run]):
                break
            run = match.start()
        return run
