"""A clause -> the words that say what is asked, one by one: machine, training, advice, law, money.

A clause may name many such words and ask for few things: in "training in the use of marking machines" the machines belong to
the training, in "marking machine training" as well, in "two marking machines and training" they do not. What
governs what is told in `segments`; here the words are found and what they name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from ..vocabulary import Item, Kind
from .amounts import Number
from .folding import fold
from .lexicons import Lexicon
from .people import joined_to_persons

_SEPARATOR = r",(?!\d)|[;|+&\u2022]|/(?!\.)|\s-\s(?!\d)|{separators}"
_BETWEEN = r"(?:[^\w,;:.()|]+[\w'-]+){0,7}?[^\w,;:.()|]+"
_LAW = r"{legal_objects.actions}" + _BETWEEN + r"{legal_objects.strong}"
_PROCEDURE = r"{legal_objects.actions}" + _BETWEEN + r"{legal_objects.weak}"
_HELP_LAW = r"{assistance_words}\s+{prepositions}\s*(?:[\w'-]+\s+){0,3}?{legal_objects.strong}"
_PAST_STUDY = r"{based_on}\s+(?:[\w']+\s+){0,2}(?:\w')?(?P<noun>{assessment_nouns})"
_UPSKILLING = (
    r"(?P<made>{upskilling})\s+(?:{prepositions}\s*)?(?:(?:{definite}|{numbers}|\d+|{possessives})\s*)*"
    r"(?:[\w-]+\s)?(?:{persons}|{experts})"
)
"""Persons who are to become better: "upgrading of two examiners", "recyclage des marqueurs"."""
_COMING = r"(?P<who>{persons}|{experts})\s{cues.musts}\s{coming}\s[^,;]{0,30}?{time_units}"
"""Persons who are to come for some days: "the operators should return for ten days"."""
_COUNTED_LICENCES = (
    r"(?:(?:(?<!\w)\d+|{numbers}|{same_number})\s|(?={licences}\s?[,:(]?\s?(?:\d+(?!\w)|{numbers})))"
    r"(?P<named>{licences})(?!\s(?:{for}|{of}|{to}|{per}|{was}|{has}|{licence_papers}))"
)
"""Licences that are asked by number, and are for no arms: "35 licences", "licences, 40 in all"."""
_BRACKETED = re.compile(r"(?<=[a-z] )\([^()\d]{3,40}\)(?= [a-z])")
"""A remark inside a name: "the Firearms (Import and Export) Regulations"."""
_PLACE = r"(?:{for}|{in}|{at}|{per})\s{each}\s(?:[a-z]+\s)?$"
"""What makes a workshop a place and no course: "one for each zonal workshop"."""
_SUM = r"\d{3}|\d\s{magnitudes}|\d[a-z]{1,3}(?!\w)"
_ATTENDING = r"{attending}\s*(?:\w+\s+){0,2}$"
_PURPOSE = r"\s*{purposes}\s+(?!{all_of})[a-z']{3,}"
_NAMELESS = r"{stopwords}|{generic}"
_COUNTED = r"\s*(?:{articles}|{numbers}|\d+)\s"
_DEFINITE = r"{definite}\s*(?:\d+\s)?$"
_NEEDS = r"\s(?:[\w'-]+\s)?{receiving}(?!\w)"
_THERE = r"(?:{possessives}|{definite})\s*(?:[\w-]+\s)?$"
_QUOTED = re.compile(r'"[^"\n]*\s[^"\n]*"')


class Form(StrEnum):
    """How a word names what is asked."""

    NOUN = "noun"
    ITEM = "item"
    ADJECTIVE = "adjective"
    ACTIVITY = "activity"
    LAW = "law"
    PROCEDURE = "procedure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Head:
    """A word or phrase that names what is asked, by its place in the clause."""

    start: int
    end: int
    kind: Kind
    item: Item | None
    form: Form


class Grammar:
    """What one language needs to tell heads and segments; built once a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.separator = lexicon.shape(_SEPARATOR)
        self.preposition = lexicon.pattern("prepositions")

    def heads(self, clause: str, taken: Sequence[tuple[int, int]] = ()) -> list[Head]:
        """Return all heads of a folded clause in order, overlaps settled in favour of the longer.

        Parameters
        ----------
        taken : sequence of (start, end)
            Places that mean something else, such as money.
        """
        shape = self.lexicon.shape
        found = [
            Head(hit.start, hit.end, Kind.EQUIPMENT, Item(hit.entry), Form.ITEM)
            for hit in self.lexicon.hits("items", clause)
        ]
        for hit in self.lexicon.hits("heads", clause):
            activity = hit.entry == "activity"
            kind = Kind.FUNDING if activity else Kind(hit.entry)
            found.append(Head(hit.start, hit.end, kind, None, Form.ACTIVITY if activity else Form.NOUN))
        found += [
            Head(m.start("named"), m.end("named"), Kind.EQUIPMENT, Item.SOFTWARE_LICENCE, Form.ITEM)
            for m in shape(_COUNTED_LICENCES).finditer(clause)
        ]
        plain = _BRACKETED.sub(lambda remark: " " * len(remark[0]), clause)
        found += [Head(m.start(), m.end(), Kind.LEGAL, None, Form.LAW) for m in shape(_LAW).finditer(plain)]
        found += [Head(m.start(), m.end(), Kind.LEGAL, None, Form.PROCEDURE) for m in shape(_PROCEDURE).finditer(plain)]
        found += [Head(m.start(), m.end(), Kind.LEGAL, None, Form.LAW) for m in shape(_HELP_LAW).finditer(clause)]
        better = list(shape(_UPSKILLING).finditer(clause))
        found = [
            head
            for head in found
            if head.kind is not Kind.EXPERTISE or not any(m.start() < head.start < m.end() for m in better)
        ]
        found += [Head(*m.span("made"), Kind.TRAINING, None, Form.NOUN) for m in better]
        found += [
            head
            for hit in self.lexicon.hits("adjectives", clause)
            if (head := self._adjective(clause, hit.start, hit.end, hit.entry))
        ]
        found += [Head(*m.span("who"), Kind.EXPERTISE, None, Form.NOUN) for m in shape(_COMING).finditer(clause)]
        taken = [*taken, *(match.span() for match in self.lexicon.pattern("per_course").finditer(clause))]
        taken += [match.span() for match in self.lexicon.pattern("unfunded").finditer(clause)]
        taken += [match.span() for match in _QUOTED.finditer(clause)]
        taken += [match.span() for match in self.lexicon.pattern("not_heads").finditer(clause)]
        taken += [match.span("noun") for match in shape(_PAST_STUDY).finditer(clause)]
        found = [head for head in found if not any(start < head.end and head.start < end for start, end in taken)]
        found = [self._attending(clause, head) for head in found]
        found = [
            head for head in found if not (head.kind is Kind.TRAINING and shape(_PLACE).search(clause, 0, head.start))
        ]
        if any(head.form is Form.ITEM for head in found):
            equipping = self.lexicon.pattern("equipping")
            found = [head for head in found if not equipping.fullmatch(clause, head.start, head.end)]
        found = [
            head
            for head in found
            if not (self._is_taught(clause, head, found) or self._is_in_need(clause, head, found))
        ]
        if any(head.form is not Form.ADJECTIVE and not self._meant(clause, head) for head in found):
            named = [head for head in found if self._meant(clause, head)]
            found = named or found
        rank = {Form.LAW: 3, Form.ITEM: 2, Form.NOUN: 1, Form.ACTIVITY: 1, Form.PROCEDURE: 0, Form.ADJECTIVE: 0}
        found.sort(key=lambda head: (head.end - head.start, rank[head.form]), reverse=True)
        kept: list[Head] = []
        for head in found:
            if not any(other.start < head.end and head.start < other.end for other in kept):
                kept.append(head)
        if not kept and (match := self.lexicon.search("legal_objects.strong", clause)):
            kept = [Head(match.start(), match.end(), Kind.LEGAL, None, Form.NOUN)]
        if not kept and (match := self.lexicon.pattern("written_rules").match(clause.lstrip(" -"))):
            place = len(clause) - len(clause.lstrip(" -"))
            kept = [Head(place, place + match.end(), Kind.LEGAL, None, Form.PROCEDURE)]
        if not kept and (match := self.lexicon.pattern("weak_activities").search(clause)):
            free = not any(start < match.end() and match.start() < end for start, end in taken)
            kept = [Head(match.start(), match.end(), Kind.FUNDING, None, Form.ACTIVITY)] if free else []
        else:
            kept += self._weak_parts(clause, kept, taken)
        return sorted(kept, key=lambda head: head.start)

    def _weak_parts(self, clause: str, kept: Sequence[Head], taken: Sequence[tuple[int, int]]) -> list[Head]:
        """Return the activities with a sum of their own in a part without another head: "digitisation (USD 30,000), six clerks"."""
        found = []
        for match in self.lexicon.pattern("weak_activities").finditer(clause):
            part = max((cut.end() for cut in self.separator.finditer(clause, 0, match.start())), default=0)
            part = max(part, clause.rfind(":", 0, match.start()) + 1)
            stop = next((cut.start() for cut in self.separator.finditer(clause, match.end())), len(clause))
            priced = any(
                part <= start < stop and self.lexicon.shape(_SUM).search(clause[start:end]) for start, end in taken
            )
            alone = not any(part <= head.start < stop for head in kept)
            lead = self.lexicon.pattern("finishing").sub(" ", clause[part : match.start()])
            if priced and alone and not re.search(r"\w{4}", lead):
                found.append(Head(match.start(), match.end(), Kind.FUNDING, None, Form.ACTIVITY))
        return found[:1]

    def counted_things(
        self, clause: str, heads: Sequence[Head], numbers: Sequence[tuple[int, int]], taken: Sequence[tuple[int, int]]
    ) -> list[Head]:
        """Return the things of a list that no lexicon names, told by the number with which their part starts: ``sixteen owls``."""
        found = []
        for start, end in numbers:
            if any(first <= start < last for first, last in taken):
                continue
            part = max((match.end() for match in self.separator.finditer(clause, 0, start)), default=0)
            for cue in self.lexicon.pattern("requests").finditer(clause, part, start):
                part = cue.end()
            stop = next((match.start() for match in self.separator.finditer(clause, end)), len(clause))
            noun = re.match(r"[\s-]+([a-z'-]{3,})", clause[end:stop])
            if noun and self.lexicon.pattern("requests").match(clause, end + noun.start(1)):
                continue  # "5 there, 7 missing"
            inside = any(part <= head.start < stop for head in heads)
            behind = re.match(r"\s[a-z]+", clause[end:])
            near = clause[max(part, start - 14) : end + max(14, behind.end() if behind else 0)]
            if self.lexicon.search("anaphors", near) or self._are_persons(clause, heads, start, end):
                continue
            if clause.rfind("(", 0, start) > clause.rfind(")", 0, start) and self.lexicon.search(
                "persons", clause[: clause.rfind("(", 0, start)]
            ):
                continue  # "operators (4 LDF, 2 LCS)"
            lead = self.lexicon.shape(_NAMELESS).sub(" ", clause[part:start])
            if noun and not inside and not re.search(r"\w", lead) and not self._no_thing(clause[end:stop], noun[1]):
                found.append(
                    Head(end + noun.start(1), end + noun.end(1), Kind.EQUIPMENT, Item.OTHER_EQUIPMENT, Form.UNKNOWN)
                )
        return found

    def _are_persons(self, clause: str, heads: Sequence[Head], start: int, end: int) -> bool:
        """Say whether a number counts more persons behind those to be trained: "a course for five operators and two stewards"."""
        named = [match.end() for match in self.lexicon.pattern("persons").finditer(clause, 0, start)]
        taught = any(head.kind is Kind.TRAINING and head.start < start for head in heads)
        number = Number(Decimal(2), start, end)
        return bool(named) and taught and joined_to_persons(clause, named[-1], number, self.lexicon)

    def _attending(self, clause: str, head: Head) -> Head:
        """Return experts who are to be sent to a meeting as what that takes: money."""
        before = clause[max(0, head.start - 40) : head.start]
        sent = head.kind is Kind.EXPERTISE and self.lexicon.shape(_ATTENDING).search(before)
        return replace(head, kind=Kind.FUNDING, form=Form.ACTIVITY) if sent else head

    def sums_asked(self, clause: str, heads: Sequence[Head], sums: Sequence[tuple[int, int]]) -> list[Head]:
        """Return the sums that are asks of their own: "a facilitator and USD 5,000 for consultations", "USD 5,000 for talks, two vans"."""
        found = []
        for start, end in sums:
            part = max((match.end() for match in self.separator.finditer(clause, 0, start)), default=0)
            stop, behind = next((cut.span() for cut in self.separator.finditer(clause, end)), (len(clause),) * 2)
            if self._opens_list(clause, heads, behind):
                asked = (cue.end() for cue in self.lexicon.pattern("requests").finditer(clause, part, start))
                part = max(asked, default=part)
            lead = self.lexicon.shape(_NAMELESS).sub(" ", clause[part:start])
            purpose = self.lexicon.shape(_PURPOSE).match(clause[end:stop])
            if (
                part
                and purpose
                and not re.search(r"[\w(]", lead)
                and not any(part <= head.start < stop for head in heads)
            ):
                found.append(Head(end + purpose.start(), end + purpose.end(), Kind.FUNDING, None, Form.ACTIVITY))
        return found

    def _is_taught(self, clause: str, head: Head, found: Sequence[Head]) -> bool:
        """Say whether a word for a thing means persons, being taught: an "armero" is an armourer or a rack."""
        if head.form is not Form.ITEM or not self.lexicon.pattern("persons").fullmatch(clause, head.start, head.end):
            return False
        taught = (sorted(((one.start, one.end), (head.start, head.end))) for one in found if one.kind is Kind.TRAINING)
        return any(not self.separator.search(clause, first[1], second[0]) for first, second in taught)

    def _is_in_need(self, clause: str, head: Head, found: Sequence[Head]) -> bool:
        """Say whether a thing is there and needs another: "our patrol boats need twelve lockers"."""
        if head.form is not Form.ITEM or not self.lexicon.shape(_NEEDS).match(clause, head.end):
            return False
        there = self.lexicon.shape(_THERE).search(clause[: head.start])
        return there is not None and any(one.start > head.end and one.form is Form.ITEM for one in found)

    def only_help(self, clause: str, head: Head) -> bool:
        """Say whether a word for advice is only help to do something: "support for the creation of a team (EUR 500,000)"."""
        named = clause[head.start : head.end]
        helps = self.lexicon.pattern("assistance_words").match(named)
        return head.kind is Kind.EXPERTISE and helps is not None and not self.lexicon.hits("adjectives", named)

    def _opens_list(self, clause: str, heads: Sequence[Head], behind: int) -> bool:
        """Say whether something else to be asked, with its number or without, starts right behind a separator."""
        counted = self.lexicon.shape(_COUNTED).match(clause, behind)
        place = counted.end() if counted else behind
        return any(head.form is not Form.ADJECTIVE and not clause[place : head.start].strip() for head in heads)

    def _no_thing(self, behind: str, noun: str) -> bool:
        near = " ".join(re.findall(r"[\w'-]+", behind)[:4])
        if self.lexicon.search("arms", " ".join(near.split()[:3])):
            return True
        plain = (
            "persons",
            "time_units",
            "courses",
            "experts",
            "beneficiaries",
            "expert_days",
            "months",
            "item_units",
            "areas",
            "places",
        )
        if self.lexicon.pattern("received").match(noun):
            return True
        return bool(self.lexicon.pattern("uncounted").match(noun)) or any(
            self.lexicon.hits(name, near) if name == "beneficiaries" else self.lexicon.search(name, near)
            for name in plain
        )

    def _meant(self, clause: str, head: Head) -> bool:
        """Say whether a word may ask by itself; "the material", "the machine" point back to something."""
        if head.form is not Form.NOUN or head.kind is not Kind.EQUIPMENT:
            return True
        return not self.lexicon.shape(_DEFINITE).search(clause[: head.start])

    def _adjective(self, clause: str, start: int, end: int, entry: str) -> Head | None:
        """Return the head of "technical" where it stands for a kind of help and not before another noun."""
        before = re.search(r"([\w']+)\W*$", clause[:start])
        after = re.match(r"(\W*)([\w']+)?", clause[end:])
        if self._nothing_but_kinds(clause):
            return Head(start, end, Kind(entry), None, Form.ADJECTIVE)
        helps = {fold(word) for word in self.lexicon.words("assistance_words")}
        small = {fold(word) for name in ("separators", "stopwords") for word in self.lexicon.words(name)}
        fine = helps | small | self._adjectives
        next_word = after[2] if after else None
        glued = after is not None and not re.search(r"[,;:.()/|]", after[1])
        if (
            glued
            and self.lexicon.noun_last
            and next_word
            and next_word not in helps
            and not self.separator.fullmatch(next_word)
            and next_word not in self._adjectives
        ):
            stands_behind = before is not None and before[1] in helps
            if not stands_behind:
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

    def _nothing_but_kinds(self, clause: str) -> bool:
        """Say whether a clause names kinds of help and nothing else: ``any kind of technical or financial help``."""
        rest = clause
        for name in ("adjectives", "heads", "requests", "priority", "separators", "prepositions"):
            found = self.lexicon.pattern(name) if name not in ("adjectives", "heads") else None
            if found:
                rest = found.sub(" ", rest)
                continue
            for hit in reversed(self.lexicon.hits(name, rest)):
                rest = rest[: hit.start] + " " * (hit.end - hit.start) + rest[hit.end :]
        return not [word for word in re.findall(r"[a-z]{2,}", rest) if word not in self._shapeless]

    @cached_property
    def _shapeless(self) -> frozenset[str]:
        """Return the words that name no object: small words, "assistance", "any kind of"."""
        names = ("generic", "stopwords", "assistance_words", "definite")
        return frozenset(part for name in names for word in self.lexicon.words(name) for part in fold(word).split())

    @cached_property
    def _adjectives(self) -> set[str]:
        return {
            fold(word)
            for kind in ("expertise", "legal", "equipment", "funding")
            for word in self.lexicon.words(f"adjectives.{kind}")
        }

    def _cue(self, before: str) -> bool:
        return self.lexicon.shape(r"{requests}\W*$").search(before) is not None
