"""extract: what a national report asks for, as JSON; no database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import reports


class Command(BaseCommand):
    """Read one national report and print its needs, each with its passage."""

    help = "Read a national report (PDF, DOCX, XLSX, HTML or text) and print its needs as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, what is known of it, and --text."""
        tell_arguments(parser)
        parser.add_argument("report", type=Path, help="the report file")
        parser.add_argument("--state", type=str.upper, help="ISO 3166-1 alpha-3 code of the reporting State")
        parser.add_argument("--cycle", type=int, help="year of the cycle")
        parser.add_argument(
            "--text", action="store_true", help="print the extracted text, in which offsets count, instead"
        )

    def handle(self, **options: object) -> None:
        """Read and print."""
        with told():
            found, text = reports.extraction_in_json(
                Path(str(options["report"])), state=options["state"], cycle=options["cycle"]
            )
        sys.stdout.write(text + "\n" if options["text"] else json.dumps(found, ensure_ascii=False, indent=1) + "\n")
