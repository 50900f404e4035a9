"""Crashes: `kill -9` at random moments of web process, worker, solver and whoever decides; prints what became of it all.

Run as `python -m tests.crashes --seconds 60`, with DATABASE_URL at a migrated database that may be written to. A client
writes scenarios, runs and cancels them over HTTP; another process decides on proposals. Both note what was
acknowledged, and nothing else. Whatever is killed is started again, as systemd would. With --no-recovery a worker dies
once and nobody looks after its run: then it must stay silent, or the proof proves nothing.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
BOUND = 30
"""Seconds within which a killed worker's run is resumed or failed."""
SOLVER = "matchmaker.core.assignment.runner"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Kept:
    """A process that is started again whenever it is gone, with all that it had started."""

    def __init__(self, *command):
        self.command, self.said = command, []
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
        )
        self.heard = threading.Event()
        threading.Thread(target=self.listen, args=(self.process.stdout, self.heard), daemon=True).start()

    def listen(self, stream, heard):
        """Keep what it says, to the last whole line of a dead one."""
        for line in stream:
            if line.endswith("\n"):
                self.said.append(line)
                heard.set()

    def inside(self):
        """Return (pid, command) of everything in the session of the process."""
        listed = subprocess.run(["ps", "-eo", "pid=,sid=,args="], capture_output=True, text=True, check=True).stdout
        rows = [line.split(None, 2) for line in listed.splitlines()]
        return [(int(row[0]), row[2]) for row in rows if len(row) == 3 and int(row[1]) == self.process.pid]

    def kill_all(self):
        for pid, _ in self.inside():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def keep(self):
        if self.process.poll() is not None:
            self.kill_all()
            self.start()


def world():
    """Build a State's coordinator, and enough needs and offers that a solver is at work for a while."""
    from tests import personas
    from tests.factories import NeedFactory, OfferFactory, PartyFactory

    dice = random.Random(4)
    states = PartyFactory.create_batch(12)
    for number in range(60):
        NeedFactory(state=states[number % 12], quantity=dice.randint(1, 9), tier=dice.randint(1, 3))
    for _ in range(15):
        OfferFactory(
            capacity=dice.randint(2, 12), maximum_recipients=dice.randint(2, 5), opening_minimum=dice.randint(0, 2)
        )
    return personas.coordinator()


class Client:
    """A coordinator's browser: notes what the server acknowledged, and what it was asked and did not answer."""

    def __init__(self, port, session):
        self.port, self.token = port, "t" * 32
        self.cookies = f"sessionid={session}; csrftoken={self.token}"
        self.scenarios, self.runs, self.unanswered, self.dice = {}, [], [], random.Random(port)

    def post(self, path, **fields):
        """Return where a redirection leads, or None where there was no answer."""
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}))

    def ask(self, method, path, body=""):
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.getheader("Location") if answer.status == 302 else None
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
            return None
        finally:
            connection.close()

    def act(self, number, settings):
        """Write a scenario, run it, sometimes cancel it, and copy it; each step only where the one before is known."""
        name, desk = f"Scenario of step {number}", "/desk/coordinator/scenarios/"
        there = self.post(desk, **{**settings, "name": name, "cycle": 2026})
        if there is None:
            self.unanswered.append(name)
            return
        self.scenarios[name] = there.split("/")[-2]
        run = self.post(f"{there}run/", **{"run-time_limit": 20, "run-seed": number})
        if run and run != there:
            self.runs.append(run.split("/")[-2])
            if number % 4 == 3:
                self.post(f"{run}cancel/")
        if self.runs:
            self.ask("GET", f"/desk/coordinator/runs/{self.dice.choice(self.runs)}/progress/")


def decide():
    """Accept and take back, one proposal after the other, and print each act once it is acknowledged."""
    set_up()
    from matchmaker.models import Commitment
    from matchmaker.services import commitments
    from tests.factories import NOW, OfferFactory
    from tests.races import accept, ready, taker

    while True:
        offer = OfferFactory(capacity=100, title="Decided on")
        for turn in range(20):
            row = ready(offer=offer)
            accept(row, by=taker(row))()
            print(json.dumps(["accept", str(row.public_id)]), flush=True)
            if turn % 3 == 0:
                done = Commitment.objects.get(proposal=row)
                commitments.cancel(commitment=done, reason="a flood", by=taker(row), at=NOW)
                print(json.dumps(["cancel", str(row.public_id)]), flush=True)


def work(options):
    """Be the worker, as `manage.py qcluster` is."""
    set_up()
    from django.core.management import call_command

    from matchmaker.services import leases

    if options.no_recovery:
        leases.recover = lambda at: []
    call_command("qcluster")


def set_up():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    os.environ["JOBS"] = "worker"
    import django
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    from tests.factories import NeedFactory, PartyFactory, ReportFactory, UserFactory

    # Other processes make rows as well: their names must not meet.
    start = os.getpid() * 1000 + int(time.time()) % 1000
    PartyFactory.reset_sequence(start % 40000, force=True)
    for made in (UserFactory, ReportFactory, NeedFactory):
        made.reset_sequence(start, force=True)


class Proof:
    """One run of the proof."""

    def __init__(self, options):
        self.options, self.dice = options, random.Random(options.seed)
        self.kills, self.beats, self.silence = Counter(), {}, 0.0

    def start(self):
        from allauth.mfa.totp.internal.auth import TOTP
        from django.test import Client as Signed

        chair = world()
        TOTP.activate(chair, "J" * 32)  # a coordinator without codes is led to setting them up, whatever is asked
        signed = Signed()
        signed.force_login(chair)
        port = free_port()
        serve = (sys.executable, "-m", "gunicorn", "matchmaker.wsgi:application", "--workers", "1", "--bind")
        self.web = Kept(*serve, f"127.0.0.1:{port}")
        recovery = ("--no-recovery",) if self.options.no_recovery else ()
        self.worker = Kept(sys.executable, "-m", "tests.crashes", "--role=work", *recovery)
        self.decider = Kept(sys.executable, "-m", "tests.crashes", "--role=decide")
        self.client = Client(port, signed.cookies["sessionid"].value)

    def ready(self):
        """Say whether both web process and worker are up: where both are gone at once, nobody looks."""
        with socket.socket() as probe:
            served = probe.connect_ex(("127.0.0.1", self.client.port)) == 0
        return served and self.worker.heard.is_set() and self.worker.process.poll() is None

    def strike(self):
        """Kill something, somewhere."""
        victim = self.dice.choice(["web", "web process", "worker", "worker process", "solver", "decider"])
        kept = {"web": self.web, "decider": self.decider}.get(victim.split()[0], self.worker)
        inside = [(pid, args) for pid, args in kept.inside() if (SOLVER in args) == (victim == "solver")]
        if not inside:
            return
        if victim in ("web", "worker", "decider"):
            kept.kill_all()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.dice.choice(inside)[0], signal.SIGKILL)
        self.kills[victim] += 1

    def tend(self):
        """Start again what is gone, and note the longest that a run at work had no living holder."""
        for kept in (self.web, self.worker, self.decider):
            kept.keep()
        from django.db.models.functions import Now

        from matchmaker.models import Run

        at_work = Run.objects.filter(status="running").annotate(now=Now())
        for key, token, told, now in at_work.values_list("pk", "token", "heartbeat", "now"):
            if token % 2:  # held, not handed on
                self.beats[key] = told
            self.silence = max(self.silence, (now - self.beats.get(key, now)).total_seconds())

    def go(self):
        from matchmaker.web.planning import settings_of

        initial, number = settings_of(None), 0
        end, over = time.monotonic() + self.options.seconds, threading.Event()

        def ask():
            nonlocal number
            while not over.is_set():
                self.client.act(number, initial)
                number += 1
                time.sleep(1.0)

        asking = threading.Thread(target=ask)
        asking.start()
        strike_at = time.monotonic()
        while time.monotonic() < end:
            if time.monotonic() >= strike_at and self.ready():
                self.strike()
                strike_at = time.monotonic() + self.dice.uniform(0.3, 3.5)
            self.tend()
            time.sleep(0.2)
        over.set()
        asking.join()
        self.decider.kill_all()
        self.come_to_rest()

    def once(self):
        """Kill the worker in the middle of one run, and see how long that stays silent."""
        from matchmaker.models import Run
        from matchmaker.web.planning import settings_of

        initial, number = settings_of(None), 0
        while not Run.objects.filter(status="running").exists():
            self.client.act(number, initial)
            number += 1
            time.sleep(0.2)
        self.worker.kill_all()
        end = time.monotonic() + BOUND + 3
        while time.monotonic() < end:
            self.tend()
            time.sleep(0.5)

    def come_to_rest(self):
        """Let the worker finish what is left."""
        from matchmaker.models import Run

        end = time.monotonic() + 180
        while Run.objects.filter(status__in=["queued", "running"]).exists() and time.monotonic() < end:
            self.tend()
            self.decider.kill_all()
            time.sleep(0.3)

    def told(self):
        """Compare what was acknowledged with what is there."""
        from django.db.models import Count

        from matchmaker.models import AuditEntry, Commitment, Proposal, Run, Scenario
        from matchmaker.services import verification

        wrong = [f"{breach.guarantee}: {breach.row} {breach.what}" for breach in verification.breaches()]
        there = Counter(Scenario.objects.values_list("name", flat=True))
        wrong += [f"{name} is there {there[name]} times" for name in self.client.scenarios if there[name] != 1]
        wrong += [f"{name} was never answered and is there twice" for name in self.client.unanswered if there[name] > 1]
        runs = {str(run.public_id): run for run in Run.objects.annotate(lines=Count("allocations"))}
        wrong += [f"run {name} was acknowledged and is not there" for name in self.client.runs if name not in runs]
        for name, run in runs.items():
            acts = Counter(AuditEntry.objects.filter(object_id=name).values_list("action", flat=True))
            ends = acts["finish"] + acts["fail"] + acts["cancel"]
            if acts["queue"] != 1 or ends != 1 or run.status not in ("finished", "failed", "cancelled"):
                wrong.append(f"run {name} is {run.status} after {dict(acts)}")
            if (run.lines > 0 and not run.plan_status) or (run.status == "finished" and not run.lines):
                wrong.append(f"run {name} is half done: {run.status}, {run.lines} lines")
        books = Counter(Commitment.objects.filter(reverses=None).values_list("proposal__public_id", flat=True))
        back = Counter(Commitment.objects.exclude(reverses=None).values_list("proposal__public_id", flat=True))
        acked = [json.loads(line) for line in self.decider.said]
        for action, name in acked:
            proposal = Proposal.objects.get(public_id=name)
            if books[proposal.public_id] != 1 or (action == "cancel" and back[proposal.public_id] != 1):
                wrong.append(f"{action} of {name} was acknowledged and is not there once")
        resumed = AuditEntry.objects.filter(noun="run", action="resume").count()
        ended = Counter(run.status for run in runs.values())
        return {
            "kills": self.kills,
            "acknowledged": {
                "scenarios": len(self.client.scenarios),
                "runs": len(self.client.runs),
                "decisions": len(acked),
            },
            "runs": {**ended, "resumed": resumed},
            "longest_silence": round(self.silence, 1),
            "wrong": wrong,
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-recovery", action="store_true")
    parser.add_argument("--role", choices=["proof", "work", "decide"], default="proof")
    options = parser.parse_args()
    if options.role == "decide":
        decide()
    if options.role == "work":
        work(options)
        return
    set_up()
    from matchmaker.models import Cycle

    Cycle.objects.get_or_create(year=2026, defaults={"meeting": "BMS9"})
    proof = Proof(options)
    proof.start()
    try:
        if options.no_recovery:
            proof.once()
            json.dump({"longest_silence": round(proof.silence, 1)}, sys.stdout)
            return
        proof.go()
    finally:
        for kept in (proof.web, proof.worker, proof.decider):
            kept.kill_all()
    json.dump(proof.told(), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
