"""benchmark_api: how long lists and single rows take for parallel clients, beside a bare list of the same rows."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import process_time
from urllib.parse import quote

from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from matchmaker.management.loads import Waited, ask, load, served
from matchmaker.management.refusals import tell_arguments, told
from matchmaker.models import User
from matchmaker.services import benchmarks, invented, reference, tokens
from matchmaker.wsgi import settle

API = "/api/v1/"
BARE = "/bare/"
READS = (
    ("asking", "needs/"),
    ("giving", "needs/"),
    ("coordinating", "needs/"),
    ("coordinating", "needs/?limit=200"),
    ("coordinating", "needs/?offset=15000"),
    ("giving", "needs/?theme=marking"),
    ("coordinating", "needs/?state=KEN&status=circulated"),
    ("anonymous", "needs/"),
    ("asking", "offers/"),
    ("giving", "offers/"),
    ("coordinating", "proposals/"),
    ("giving", "proposals/"),
    ("coordinating", "commitments/"),
    ("asking", "engagements/"),
    ("coordinating", "engagements/"),
    ("coordinating", "deliveries/"),
    ("coordinating", "duplicates/"),
    ("coordinating", "reports/"),
    ("coordinating", "runs/"),
    ("coordinating", "changes/"),
    ("anonymous", "states/"),
    ("asking", "needs/{}/"),
    ("coordinating", "needs/{}/"),
    ("giving", "offers/{}/"),
    ("coordinating", "proposals/{}/"),
    ("coordinating", "commitments/{}/"),
    ("asking", "engagements/{}/"),
    ("coordinating", "duplicates/{}/"),
    ("coordinating", "reports/{}/"),
    ("coordinating", "runs/{}/"),
    ("coordinating", "runs/{}/allocations/"),
)
"""Who reads what; the first row of a list stands for its rows."""
ROW = (
    "{who:<13}{what:<38}{queries:>7}{own:>8.1f}{database:>10.1f}{alone:>8.0f}{middle:>8.0f}{p95:>8.0f}{least:>7.0f}"
    "{most:>7.0f}{rate:>9.0f}{times:>7.2f}"
)
HEAD = f"{'reader':<13}{'address':<38}queries service  database   alone     p50     p95  least   most a second bare x"
PEER = ("bare", BARE)
_Read = tuple[str, str]
_Asked = tuple[str, Mapping[str, str]]
ROOT = "api.bare"
"""The addresses with the bare list beside them, as the server has them that is measured."""


class Command(BaseCommand):
    """Measure the API on a server of its own, over a database of its own."""

    help = "Measure lists and single rows for parallel clients; nothing that exists is touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sizes; docs/benchmarks.md tells the figures of the sizes set here."""
        tell_arguments(parser)
        parser.add_argument("--needs", type=int, default=20_000)
        parser.add_argument("--offers", type=int, default=1_000)
        parser.add_argument("--clients", type=int, default=20)
        parser.add_argument("--workers", type=int, default=3, help="of gunicorn")
        parser.add_argument("--seconds", type=float, default=3.0, help="for each address in a round")
        parser.add_argument("--rounds", type=int, default=3, help="of all addresses; the middle one is told")

    def handle(self, **options: float) -> None:
        """Fill, serve, measure and print."""
        with told(), benchmarks.database_of_its_own():
            reference.load_reference()
            people = invented.world(int(options["needs"]), int(options["offers"]))
            with connection.cursor() as cursor:
                # As autovacuum does in a served database: without its map of visible rows an index alone is not enough.
                cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
            # What is asked in this process is collected as by the server.
            settle()
            headers = {name: _headers(user) for name, user in people.items()} | {"bare": {}}
            with served("api.bare_wsgi:application", workers=int(options["workers"]), database=_address()) as port:
                asked = {read: (_found(port, read[1], headers[read[0]]), headers[read[0]]) for read in [*READS, PEER]}
                alone = self._round(port, asked, clients=1, seconds=options["seconds"] / 3)
                rounds = []
                for number in range(1, int(options["rounds"]) + 1):
                    self.stdout.write(f"Round {number} of {options['rounds']}: {len(asked)} addresses ...")
                    rounds.append(self._round(port, asked, clients=int(options["clients"]), seconds=options["seconds"]))
            self.stdout.write(HEAD)
            bare = median(each[PEER].rate for each in rounds)
            for read, (address, given) in asked.items():
                self._tell(read, address, given, alone[read], [each[read] for each in rounds], bare)

    def _round(self, port: int, asked: Mapping[_Read, _Asked], *, clients: int, seconds: float) -> dict[_Read, Waited]:
        """Let clients ask for each address in turn: what slows the machine for a minute meets many of them once."""
        return {read: load(port, *each, clients=clients, seconds=seconds) for read, each in asked.items()}

    def _tell(
        self, read: _Read, address: str, headers: Mapping[str, str], alone: Waited, rounds: list[Waited], bare: float
    ) -> None:
        """Print what an address took: of the rounds the middle one, and between which its waits lay."""
        own, database = _spent(address, headers)
        rate, p95 = median(each.rate for each in rounds), sorted(each.p95 for each in rounds)
        line = ROW.format(
            who=read[0],
            what=read[1].format("{id}"),
            queries=_queries(address, headers) if read != PEER else 2,
            own=own,
            database=database,
            alone=alone.middle,
            middle=median(each.middle for each in rounds),
            p95=median(p95),
            least=p95[0],
            most=p95[-1],
            rate=rate,
            times=rate / bare,
        )
        self.stdout.write(line)


def _headers(user: User | None) -> dict[str, str]:
    if user is None:
        return {}
    now = timezone.now()
    return {"Authorization": f"Bearer {tokens.issue(by=user, at=now)[1]}"}


def _found(port: int, what: str, headers: Mapping[str, str]) -> str:
    """Return an address, with the first row of its list where it asks for a single one."""
    if "{}" not in what:
        return what if what == BARE else API + what
    rows = json.loads(ask(port, API + what.partition("{}")[0], headers))["results"]
    return API + what.format(rows[0]["public_id"])


def _queries(what: str, headers: Mapping[str, str]) -> int:
    """Count the queries of an address, asked in this process: the first of a window, which is counted in a row."""
    with CaptureQueriesContext(connection) as asked:
        Client(headers=dict(headers)).get(what, headers={"host": "127.0.0.1"} | dict(headers))
    return sum(not row["sql"].startswith(("BEGIN", "COMMIT")) for row in asked)


def _spent(what: str, headers: Mapping[str, str], times: int = 20) -> tuple[float, float]:
    """Return milliseconds of processor time for an answer, asked in this process: of the service and of the database.

    What else the machine does lengthens the wait for an answer, and these hardly.
    """
    with override_settings(ROOT_URLCONF=ROOT):
        client = Client(headers={"host": "127.0.0.1"} | dict(headers))
        for _ in range(3):
            client.get(what)
        before = process_time(), _seconds_of_the_database()
        for _ in range(times):
            # The client ties an answer to itself, so that its rows would wait for the collector; a server lets it go.
            vars(client.get(what)).clear()
        after = process_time(), _seconds_of_the_database()
    own, database = (1000 * (end - start) / times for start, end in zip(before, after, strict=True))
    return own, database


def _seconds_of_the_database() -> float:
    """Return the processor time of PostgreSQL's process for this connection; 0 where it cannot be seen from here."""
    if connection.vendor != "postgresql":
        return 0.0
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0


def _address() -> str:
    """Return the database of its own as a server is told of it."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    user = f"{quote(held['USER'])}:{quote(held['PASSWORD'])}@" if held["USER"] else ""
    return f"postgres://{user}{held['HOST'] or '127.0.0.1'}:{held['PORT'] or 5432}/{held['NAME']}"
