"""Duplication, gold: a file of judged pairs in; what people say of each pair beside what screening says out.

The files (``fixtures/pairs/*.json``, format ``matchmaker.pairs/1``) are a records file with a list of `pairs`: two ids,
a relation, and in `also_ok` other answers that are just as fair. A pair that is not listed is unrelated.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..entities.records import RecordSet
from ..errors import MatchmakerError
from ..gazetteer import FIXTURES, Gazetteer
from ..vocabulary import Relation
from .reading import FORMAT as RECORDS_FORMAT
from .reading import read_records
from .screening import Index, screen
from .verdicts import Pair, pair_of

FORMAT = "matchmaker.pairs/1"
PAIRS = FIXTURES / "pairs"
_RECORDS = ("rates", "regional", "records")


@dataclass(frozen=True, slots=True)
class GoldFile:
    """Judged pairs with the records they are about.

    Attributes
    ----------
    held_out : bool
        Whether the file is kept aside from tuning.
    answers : dict
        For each pair judged, in the order of their ids, the relation first and then other fair answers.
    """

    name: str
    held_out: bool
    records: RecordSet
    answers: dict[Pair, tuple[Relation, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One pair as judged and as screened; `truth` is what screening said wherever that is just as fair."""

    pair: Pair
    truth: Relation
    found: Relation
    judged: bool


def gold_files(folder: Path = PAIRS) -> tuple[GoldFile, ...]:
    """Read the files of judged pairs in a folder, by name.

    Raises
    ------
    MatchmakerError
        One sentence that names the file, and the pair or the record.

    Examples
    --------
    >>> sum(len(each.answers) for each in gold_files()) >= 400
    True
    """
    return tuple(read_gold(path) for path in sorted(folder.glob("*.json")))


def read_gold(path: Path) -> GoldFile:
    """Read one file of judged pairs.

    Raises
    ------
    MatchmakerError
        The file cannot be read or is no such file, a pair names an unknown record, or a relation is not in the
        vocabulary.
    """
    try:
        top = json.loads(path.read_bytes())
    except (OSError, ValueError):
        raise MatchmakerError("unreadable_file", f"{path} is no readable JSON file: name a file of pairs.") from None
    if not isinstance(top, dict) or top.get("format") != FORMAT:
        raise MatchmakerError("unknown_format", f'{path}: "format" must be "{FORMAT}": name a file of pairs.')
    rows = {name: top.get(name) for name in _RECORDS}
    records = read_records(json.dumps({"format": RECORDS_FORMAT, **rows}).encode())
    known = {record.id for record in records.records}
    answers: dict[Pair, tuple[Relation, ...]] = {}
    for row in top["pairs"]:
        pair = pair_of(row["a"], row["b"])
        if pair[0] == pair[1] or not known.issuperset(pair) or pair in answers:
            message = f"{path}: the pair {pair[0]} and {pair[1]} must be two records of the file, judged once."
            raise MatchmakerError("bad_pair", message)
        try:
            answers[pair] = tuple(Relation(each) for each in (row["relation"], *row.get("also_ok", ())))
        except ValueError as error:
            raise MatchmakerError("unknown_relation", f"{path}: {pair[0]} and {pair[1]}: {error}.") from None
    return GoldFile(path.stem, bool(top["held_out"]), records, answers)


def answers_of(gold: GoldFile) -> tuple[Answer, ...]:
    """Screen the records of a gold file and return every pair that a person or the machine holds related.

    Parameters
    ----------
    gold : GoldFile
        Of `read_gold`.

    Returns
    -------
    tuple of Answer
        The pairs judged, and those printed that nobody judged: their truth is ``unrelated``.
    """
    screened = {(pair.a, pair.b): pair.relation for pair in screen(gold.records, Gazetteer.default()).pairs}
    answers = []
    for pair in sorted({*gold.answers, *screened}):
        fair = gold.answers.get(pair, (Relation.UNRELATED,))
        found = screened.get(pair, Relation.UNRELATED)
        answers.append(Answer(pair, found if found in fair else fair[0], found, judged=pair in gold.answers))
    return tuple(answers)


def blocked_together(gold: GoldFile, relations: Iterable[Relation]) -> tuple[int, int]:
    """Return how many judged pairs of some relations blocking brings together, and how many there are."""
    wanted = frozenset(relations)
    blocks = Index.of(gold.records, Gazetteer.default()).blocks
    pairs = [pair for pair, fair in gold.answers.items() if fair[0] in wanted]
    return sum(b in blocks.near(blocks[a]) or a in blocks.near(blocks[b]) for a, b in pairs), len(pairs)
