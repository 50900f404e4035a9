"""How every command refuses: the sentence on standard error, the error object on standard output, exit status 2."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.db import Error as DatabaseError

from matchmaker.core.errors import MatchmakerError


@contextmanager
def told() -> Iterator[None]:
    """Turn what is refused, and a database out of reach, into one sentence and exit status 2."""
    try:
        yield
    except MatchmakerError as error:
        _leave(error)
    except DatabaseError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        _leave(
            MatchmakerError(
                "database_unreachable",
                f"The database does not answer ({first}): start it or correct DATABASE_URL, then try again.",
            )
        )


def tell_arguments(parser: ArgumentParser) -> None:
    """Make a parser refuse arguments as everything else is refused."""

    def error(message: str) -> NoReturn:
        said = f"{message[:1].upper()}{message[1:]}: run {parser.prog} --help to see what it takes."
        _leave(MatchmakerError("bad_argument", said))

    setattr(parser, "error", error)  # noqa: B010 - argparse offers no other way in


def _leave(error: MatchmakerError) -> NoReturn:
    sys.stdout.write(json.dumps(error.as_dict(), ensure_ascii=False) + "\n")
    sys.stderr.write(error.message + "\n")
    raise SystemExit(2)
