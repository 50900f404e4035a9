"""Duplication, figures: how well screening answers the judged pairs: ``python -m matchmaker.core.duplication.figures``.

With ``--mistakes`` the pairs answered otherwise than judged are listed too, never those of a file held aside from
tuning: who reads them would tune on them.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import MatchmakerError
from ..vocabulary import Relation
from .gold import PAIRS, Answer, GoldFile, answers_of, blocked_together, gold_files

HELD_AGAINST = (Relation.RESTATED, Relation.OVERLAPPING)
"""The relations that keep a record out of a plan."""
LEGITIMATE = (Relation.RENEWAL, Relation.COMPLEMENTARY)
"""The relations that must never do so."""
REPORTED = (*HELD_AGAINST, *LEGITIMATE)


@dataclass(frozen=True, slots=True)
class Rate:
    """Right out of all; `share` is 1 where there is nothing to get wrong.

    Examples
    --------
    >>> Rate(3, 4).share, Rate(0, 0).share
    (0.75, 1.0)
    """

    right: int
    all: int

    @property
    def share(self) -> float:
        """Right by all."""
        return self.right / self.all if self.all else 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """How well some gold files are answered.

    Attributes
    ----------
    pairs : int
        Pairs judged.
    precision, recall : dict
        By relation; a printed pair that nobody judged counts against precision.
    joint_precision, joint_recall : Rate
        Of `restated` and `overlapping` together: either answer for either counts as right.
    blocked : int
        Renewals and complements that would be held against somebody.
    unsure : Rate
        Pairs judged that are answered ``unsure``.
    blocking : Rate
        Pairs judged related that the blocks bring together.
    """

    pairs: int
    precision: dict[Relation, Rate]
    recall: dict[Relation, Rate]
    joint_precision: Rate
    joint_recall: Rate
    blocked: int
    unsure: Rate
    blocking: Rate


def figures_of(files: Iterable[GoldFile]) -> Figures:
    """Screen gold files, each on its own, and count.

    Parameters
    ----------
    files : iterable of GoldFile
        Of `gold_files`.

    Returns
    -------
    Figures
        Over all files together.

    Examples
    --------
    >>> tuned = figures_of(each for each in gold_files() if not each.held_out)
    >>> tuned.joint_precision.share >= 0.95, tuned.joint_recall.share >= 0.9, tuned.blocked
    (True, True, 0)
    """
    files = tuple(files)
    answers = [answer for each in files for answer in answers_of(each)]
    together = [blocked_together(each, REPORTED) for each in files]
    judged = [answer for answer in answers if answer.judged]
    return Figures(
        pairs=len(judged),
        precision={each: _precision(answers, (each,)) for each in REPORTED},
        recall={each: _recall(answers, (each,)) for each in REPORTED},
        joint_precision=_precision(answers, HELD_AGAINST),
        joint_recall=_recall(answers, HELD_AGAINST),
        blocked=sum(answer.truth in LEGITIMATE and answer.found in HELD_AGAINST for answer in answers),
        unsure=Rate(sum(answer.found is Relation.UNSURE for answer in judged), len(judged)),
        blocking=Rate(sum(found for found, _ in together), sum(pairs for _, pairs in together)),
    )


def _precision(answers: list[Answer], relations: tuple[Relation, ...]) -> Rate:
    printed = [answer for answer in answers if answer.found in relations]
    return Rate(sum(answer.truth in relations for answer in printed), len(printed))


def _recall(answers: list[Answer], relations: tuple[Relation, ...]) -> Rate:
    true = [answer for answer in answers if answer.truth in relations]
    return Rate(sum(answer.found in relations for answer in true), len(true))


def _cell(rate: Rate) -> str:
    return f"{rate.share:5.3f} ({rate.right}/{rate.all})".rjust(16)


def _line(name: str, figures: Figures) -> str:
    parts = [
        f"{name:<14}{figures.pairs:>6}",
        _cell(figures.joint_precision),
        _cell(figures.joint_recall),
        f"{figures.blocked:>9}",
        f"{figures.unsure.share:>8.1%}",
        _cell(figures.blocking),
    ]
    return "".join(parts)


def report(files: Iterable[GoldFile]) -> str:
    """Return the figures of gold files in words: by file, and by relation for the tuned and for those held aside."""
    files = tuple(files)
    sets = {
        "tuned": [each for each in files if not each.held_out],
        "held aside": [each for each in files if each.held_out],
    }
    lines = [
        "restated and overlapping together, by file",
        f"{'file':<14}{'pairs':>6}{'precision':>16}{'recall':>16}{'blocked':>9}{'unsure':>8}{'in one block':>16}",
        *(_line(each.name, figures_of([each])) for each in files),
    ]
    totals = {name: figures_of(listed) for name, listed in sets.items() if listed}
    lines += [_line(name, figures) for name, figures in totals.items()]
    for name, figures in totals.items():
        lines += ["", f"{name}, by relation", f"{'relation':<20}{'precision':>16}{'recall':>16}"]
        lines += [f"{each:<20}{_cell(figures.precision[each])}{_cell(figures.recall[each])}" for each in REPORTED]
    return "\n".join(lines)


def mistakes(files: Iterable[GoldFile]) -> str:
    """Return the pairs of tuned files that are answered otherwise than judged, one a line."""
    tuned = (each for each in files if not each.held_out)
    return "\n".join(
        f"{each.name}: {answer.pair[0]} and {answer.pair[1]}: judged {answer.truth}, found {answer.found}"
        for each in tuned
        for answer in answers_of(each)
        if answer.truth is not answer.found
    )


def main(arguments: list[str]) -> int:
    """Print the figures; return the exit status."""
    if arguments not in ([], ["--mistakes"]):
        sys.stderr.write("The only option is --mistakes: leave the others out.\n")
        return 2
    try:
        files = gold_files(PAIRS)
    except MatchmakerError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{report(files)}\n")
    if arguments:
        sys.stdout.write(f"\n{mistakes(files)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
