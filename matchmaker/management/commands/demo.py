"""demo: from nothing to a verified plan on pages, in one command."""

import socket
from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand

from matchmaker.core.errors import MatchmakerError
from matchmaker.management.planwords import plan_in_words
from matchmaker.management.refusals import tell_arguments, told
from matchmaker.queries import run_lines
from matchmaker.services import demo

SHOWN = ("focal_point", "provider", "coordinator", "auditor", "administrator")


class Command(BaseCommand):
    """Database, reference data, demo world, the main job in words, then the server."""

    help = "Build the demo world, match needs with offers, print the plan and serve it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --no-server and --port."""
        tell_arguments(parser)
        parser.add_argument("--no-server", action="store_true", help="stop before the server")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, **options: object) -> None:
        """Do it all, saying each step."""
        port, serve = int(options["port"]), not options["no_server"]
        with told():
            demo.refuse_in_production()
            if serve:
                _check_free(port)
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
            run = demo.world(say=self._say)
            self._say(plan_in_words(run, run_lines(run)))
            self._accounts()
        if serve:
            self._say(f"Open http://127.0.0.1:{port}/ - Ctrl-C stops.")
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _accounts(self) -> None:
        self._say("Demo accounts (password for all: " + demo.PASSWORD + ")")
        for role in SHOWN:
            names = [row["username"] for row in demo.accounts() if row["role"] == role]
            self._say(f"  {role.replace('_', ' '):14} {', '.join(names)}")
        self._say("Coordinators and administrators are asked for a one-time code as well. Without an authenticator:")
        self._say("  .venv/bin/python manage.py one_time_code coordinator.che")


def _check_free(port: int) -> None:
    """Refuse a port that somebody else listens on, before anything is written."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise MatchmakerError(
                "port_in_use",
                f"Port {port} on 127.0.0.1 cannot be used ({error}): stop what runs there or give another with --port.",
            ) from None
