"""How every command refuses: the sentence on standard error, the error object on standard output, exit status 2."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

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


def _leave(error: MatchmakerError) -> None:
    sys.stdout.write(json.dumps(error.as_dict(), ensure_ascii=False) + "\n")
    sys.stderr.write(error.message + "\n")
    raise SystemExit(2)
