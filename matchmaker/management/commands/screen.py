"""screen: which records of a file are about the same help, as JSON; no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import duplicates


class Command(BaseCommand):
    """Compare the records of a file with one another and print the pairs worth a look."""

    help = "Screen a file of needs, offers and engagements for duplicates."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        tell_arguments(parser)
        parser.add_argument("records", type=Path, help="a file in the format matchmaker.records/1")

    def handle(self, **options: object) -> None:
        """Screen and print."""
        with told():
            screening = duplicates.screen_file(Path(str(options["records"])))
        sys.stdout.write("{\n" + ",\n".join(_field(name, value) for name, value in screening.items()) + "\n}\n")


def _field(name: str, value: object) -> str:
    """Return one field of the answer, a row a line: ten thousand records print tens of megabytes."""
    if isinstance(value, list) and value:
        rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
        return f' "{name}": [\n{rows}\n ]'
    return f' "{name}": {json.dumps(value, ensure_ascii=False)}'
