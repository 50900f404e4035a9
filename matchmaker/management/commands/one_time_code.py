"""one_time_code: the code that an authenticator would show, for demo accounts and only in the demonstration."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.queries import user_named
from matchmaker.services import demo


class Command(BaseCommand):
    """Print the code with which a demo account signs in now; each serves once."""

    help = "Print the one-time code of a demo account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the user name."""
        tell_arguments(parser)
        parser.add_argument("username")

    def handle(self, **options: object) -> None:
        """Print the code and how long it lasts."""
        with told():
            demo.refuse_in_production()
            code, left = demo.one_time_code(user_named(str(options["username"])), at=time.time())
        self.stdout.write(code)
        self.stderr.write(f"Serves once, within {left} seconds.")
