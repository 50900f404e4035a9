"""bootstrap_demo: the demo world for scripts, its accounts printed as JSON."""

import json
from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from matchmaker.management.refusals import tell_arguments, told
from matchmaker.services import demo


class Command(BaseCommand):
    """Build the demo world and print who can sign in."""

    help = "Build the demo world and print its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --json."""
        tell_arguments(parser)
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else on standard output")

    def handle(self, **options: object) -> None:
        """Migrate, build, print."""
        with told():
            demo.refuse_in_production()
            call_command("migrate", verbosity=0, interactive=False)
            say = (lambda _: None) if options["json"] else self.stdout.write
            demo.world(say=say)
            users = demo.accounts_with_tokens(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"users": users}))
        else:
            for user in users:
                self.stdout.write(f"{user['username']}  {user['password']}  {user['role']} for {user['party'] or '-'}")
