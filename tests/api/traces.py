"""Random traces of requests by one reader, asked in both of the twins' worlds and compared byte for byte."""

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache as once
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import SimpleNamespace

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from api.urls import urlpatterns
from matchmaker.models import AuditEntry, Duplicate
from matchmaker.services import jobs, reports, tokens
from matchmaker.web.urls import urlpatterns as pages
from tests.api.bodies import need_body, offer_body
from tests.api.differences import NOW, named
from tests.api.test_matrix import BODIES, ROUTES, noun_of
from tests.api.twins import World, lay, seeded

VALUES = {
    "theme": ["ddr", "marking", "x"],
    "kind": ["equipment", "training"],
    "status": ["circulated", "draft", "published", "running", "proposed"],
    "cycle": ["2026", "2024"],
    "state": ["SLE", "JAM", "QQQ"],
    "provider": ["UNREC", "HALO"],
    "region": ["Africa", "Americas"],
    "limit": ["1", "3", "0"],
    "offset": ["1", "4"],
    "axis": ["total", "theme", "kind", "state"],
    "noun": ["need", "offer", "needs"],
    "action": ["submit", "circulate", "correct"],
    "judged": ["true"],
    "relation": ["restated"],
    "as": ["csv", "json", "hxl", "iati"],
    "outcome": ["new", "refused"],
    "text": ["twin", "marking", "words"],
    "tier": ["1", "3"],
    "page": ["1", "2"],
}
BESIDE = {
    "indicators": ["axis", "cycle"],
    "changes": ["cursor", "limit"],
    "run-compare": ["before"],
    "run-prices": ["need"],
    "run-unmet": ["need"],
    "imports-template": ["noun"],
    "import-rows": ["outcome"],
}
"""What addresses take that have no filters of a list."""
NARROWED = ["theme", "kind", "region", "state", "status", "cycle", "text", "tier", "axis", "page"]
"""What pages are narrowed by."""
IN_PASSING = {"Date", "Expires", "X-Request-Id", "Content-Length"}
"""Headers that differ from one answer to the next; the length counts what is taken out below."""
WRITES = ("INSERT", "UPDATE", "DELETE")


def filters_of(pattern):
    """Return the names of the parameters that an address of the API takes."""
    view = pattern.callback.cls
    names = [*getattr(getattr(view, "filterset_class", None), "base_filters", ()), *BESIDE.get(pattern.name, ())]
    paged = "limit" in names or not getattr(view, "detail", False)
    return [*names, *(["limit", "offset"] if paged else []), *(["as"] if pattern.name.startswith("exports-") else [])]


ROUTES_ASKED = [(pattern.name, str(pattern.pattern), filters_of(pattern)) for pattern in urlpatterns]
PAGES = [
    (pattern.name, f"/{pattern.pattern}")
    for pattern in pages
    if hasattr(pattern, "name") and "progress" not in pattern.name
]


@dataclass
class Walk:
    """A reader in a world: asks, and tells answers without what differs by nature."""

    world: World
    told: dict = field(default_factory=dict)
    points: dict = field(default_factory=dict)
    untouched: bool = True
    spared: int = 0

    def __post_init__(self):
        # One client for all requests with a token: each new one looks through all static files first.
        self.page, self.client = (Client(raise_request_exception=False) for _ in range(2))
        user = self.world.people.get(self.world.reader)
        self.signed_in = {}
        self.headers = {}
        if user:
            self.page.force_login(user)
            self.signed_in = dict(self.page.cookies)
            self.headers = {"Authorization": f"Bearer {tokens.issue(by=user, at=NOW)[1]}"}

    def ask(self, request):
        """Ask; what was asked before of a world in which nothing had been written since it was laid is not asked again."""
        spelled = repr(request)
        if self.untouched and spelled in self.told:
            self.spared += 1
            return self.told[spelled]
        before = self.untouched
        with connection.execute_wrapper(self.watch):
            answer = self.asked(request)
        if before and self.untouched:
            self.told[spelled] = answer
        return answer

    def watch(self, execute, sql, params, many, context):
        """Notice a write, unless it is taken back."""
        if sql.startswith("SAVEPOINT"):
            self.points[sql.split()[-1]] = self.untouched
        elif sql.startswith("ROLLBACK TO"):
            self.untouched = self.points[sql.split()[-1]]
        self.untouched &= not sql.startswith(WRITES)
        return execute(sql, params, many, context)

    def asked(self, request):
        method, address, body, headers, files = request
        client, sent = self.client, self.headers | headers
        if not address.startswith("/api/"):
            client, sent = self.page, headers
            # What a page told in passing (a cookie) is not carried over: another world may not be asked for that page.
            client.cookies = SimpleCookie(self.signed_in)
        data = {}
        if files:
            data["data"] = {
                name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for name, value in files.items()
            }
        elif body is not None:
            data = {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(client, method)(address, headers=sent, **data)
        if files:
            jobs.work_off()
        said = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)
        # The reader's own tokens, which are random.
        said = re.sub(rb'"(token|token_key)":"\w+"', rb'"\1":""', said)
        headers = {k: v for k, v in answer.headers.items() if k not in IN_PASSING}
        if "/me/tokens/" in headers.get("Location", ""):
            del headers["Location"]
        return answer.status_code, headers, said


class Trace:
    """Random requests: of each address of the configuration, with ids that are seen, hidden, and never given."""

    def __init__(self, world, seed):
        self.dice, self.world = random.Random(f"{world.reader}{seed}"), world
        self.cursors = []
        self.learnt, self.versions, self.tags, self.kept = [], {}, {}, []

    def id_of(self, noun):
        rows = self.world.rows.get(noun, [])
        known = [row.public_id for row in rows]
        # Of the second world's rows, whose names are known to nobody, and of rows that were never there.
        unknown = [named(name) for name in (f"{noun}-published-coordinators-twin", "need-draft-public-twin", "never")]
        return str(self.dice.choice([*known, *known, *unknown, *self.learnt[-3:]]))

    def next(self):
        if self.dice.random() < 1 / 10:
            return self.page()
        if self.kept and self.dice.random() < 1 / 20:
            return self.dice.choice(self.kept)
        name, route, filters = self.dice.choice(ROUTES_ASKED)
        noun = noun_of(name) or ""
        address = "/api/v1/" + re.sub(r"<uuid:\w+>", lambda _: self.id_of(noun), route)
        values = {"year": "2026", "token_key": "never", "code": self.dice.choice(["SLE", "UNREC", "ddr", "QQQ"])}
        address = re.sub(r"<\w+:(\w+)>", lambda found: values.get(found[1], "never"), address)
        declared = ROUTES[name][0].split() if name in ROUTES else ["get"]
        method = self.dice.choice([*declared, *declared, *declared, *declared, "options", "patch"])
        if method in {"get", "head"}:
            headers = {}
            if address in self.tags and self.dice.random() < 0.5:
                headers["If-None-Match"] = self.tags[address]
            return method, address + self.query(filters), None, headers, None
        return self.change(name, method, address)

    def page(self):
        """Return a request for any page of the site, narrowed as its form would."""
        name, route = self.dice.choice(PAGES)
        noun = next((noun for noun in ("need", "offer", "proposal", "commitment", "report", "run") if noun in name), "")
        noun = {"import": "job", "pair": "duplicate", "scenario": "scenario"}.get(name, noun)
        address = re.sub(
            r"<uuid:(\w+)>", lambda found: self.id_of(found[1] if found[1] in {"run", "need"} else noun), route
        )
        names = self.dice.sample(NARROWED, self.dice.choice([0, 0, 1, 2]))
        return "get", re.sub(r"<\w+:\w+>", "never", address) + self.narrowed(names), None, {}, None

    def change(self, name, method, address):
        """Return a request that changes something, as far as it can."""
        headers = {}
        if method in {"post", "patch"}:
            found = re.search(r"[0-9a-f-]{36}", address)
            version = self.versions.get(found[0] if found else "", 1)
            headers["If-Match"] = f'"{version}"'
            if self.dice.random() < 0.2:
                headers["Idempotency-Key"] = self.dice.choice("abc")
        body = files = None
        if name in {"imports", "reports"} and method == "post":
            files = self.table() if name == "imports" else {"file": ("x.txt", b"x"), "state": "SLE"}
        elif method in {"post", "patch"}:
            body = self.body(name)
        asked = method, address, body, headers, files
        if "Idempotency-Key" in headers:
            self.kept.append(asked)
        return asked

    def query(self, filters):
        """Return parameters, mostly such as the address takes."""
        drawn = self.dice.random()
        if drawn < 0.05 and self.learnt:
            return f"?cursor={self.dice.choice(self.cursors or self.learnt)}"
        if drawn < 0.1:
            return f"?{self.dice.choice(['cursor', 'object_id', 'before', 'after', 'need'])}={self.id_of('need')}"
        known = filters if filters and drawn < 0.9 else sorted(VALUES)
        return self.narrowed(self.dice.sample(known, min(len(known), self.dice.choice([0, 0, 0, 1, 1, 2]))))

    def narrowed(self, names):
        pairs = [f"{name}={self.dice.choice(VALUES.get(name) or [self.id_of('need')])}" for name in names]
        return "?" + "&".join(pairs) if pairs else ""

    def table(self):
        name = self.dice.choice([row.external_id for row in self.world.rows["engagement"]])
        row = f"{name},SLE,{self.dice.choice(['UNREC', 'HALO'])},received,marking,equipment,text,running"
        head = "external_id,state,providers,direction,theme,kind,text,status"
        noun = self.dice.choice(["engagements", "needs", "offers"])
        return {"file": ("x.csv", f"{head}\r\n{row}\r\n".encode()), "noun": noun, "source": "s"}

    def body(self, name):
        """Return a body for an address: right in its shape as often as possible, so that it comes to what it names."""
        need, offer = self.id_of("need"), self.id_of("offer")
        state = SimpleNamespace(code=self.dice.choice(["SLE", "JAM"]))
        giver = SimpleNamespace(code=self.dice.choice(["UNREC", "HALO"]))
        pair = {"need": need, "offer": offer, "reason": "so agreed"}
        used = self.dice.choice([row.external_id for row in self.world.rows["engagement"]])
        bodies = {
            "needs": need_body(state, external_id=self.dice.choice([used, "new"])),
            "offers": offer_body(giver, external_id=self.dice.choice(["offer-draft-public", "new"])),
            "engagements": {
                "state": state.code,
                "providers": [giver.code],
                "direction": "received",
                "theme": "marking",
                "kind": "equipment",
                "text": "given",
                "status": "running",
                "external_id": used,
            },
            "needs-prioritise": {"state": state.code, "cycle": 2026, "tiers": [{"need": need, "tier": 1}]},
            "need-merge": {"into": need, "reason": "one"},
            "need-join": {"into": need},
            "proposals": {"need": need, "offer": offer, "quantity": "1"},
            "scenarios": {"name": "mine", "cycle": 2026},
            "runs": {"scenario": self.id_of("scenario")},
            **dict.fromkeys(("scenario-pin", "scenario-forbid", "scenario-release"), pair),
            "scenario-copy": {"name": "copy"},
            "need": {"beneficiary": "police"},
            "offer": {"title": "other"},
            "proposal-name_implementer": {"implementer": giver.code},
            "tokens": {"days": 3},
        }
        if self.dice.random() < 0.1:
            return {}
        return bodies.get(name) or BODIES.get(name) or self.dice.choice([{}, {"reason": "why"}])

    def learn(self, asked, answer):
        """Go on with what an answer named."""
        if "ETag" in answer[1]:
            self.tags[asked[1]] = answer[1]["ETag"]
        if answer[0] < 400 and answer[2][:1] == b"{":
            said = json.loads(answer[2])
            if asked[1].startswith("/api/v1/changes/") and said.get("next"):
                self.cursors.append(said["next"])
            found = [
                said.get("public_id"),
                *(row.get("public_id") for row in said.get("results") or [] if isinstance(row, dict)),
            ]
            self.learnt += [name for name in found if isinstance(name, str) and len(name) == 36]
            if said.get("public_id") and said.get("version"):
                self.versions[said["public_id"]] = said["version"]


def apart(one, other):
    """Return two answers from shortly before where they part."""
    if one[:2] != other[:2]:
        return one, other
    parted = (place for place, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b)
    start = next(parted, min(len(one[2]), len(other[2])))
    return tuple(answer[2][max(start - 200, 0) : start + 200] for answer in (one, other))


@once
def extracted(*words):
    """Read a file once: it is read in a process of its own, and all traces send the same."""
    *facts, data = words
    with NamedTemporaryFile(suffix=".txt") as file:
        file.write(data)
        file.flush()
        return READ(Path(file.name), **dict(facts))


READ = reports.extract_file


class Named:
    """Gives judgements and the trail ids by what they are about: hidden rows draw ids too, and the rest would shift."""

    def __init__(self, patch):
        self.made, self.laid = Counter(), True
        self.name(patch, Duplicate, "a_id", "b_id")
        self.name(patch, AuditEntry, "action", "object_id")

    def name(self, patch, model, *about):
        honest = model.__init__

        def made(row, *values, **facts):
            if about[0] in facts:
                told = f"{self.laid}{model.__name__}{[str(facts[name]) for name in about]}"
                self.made[told] += 1
                facts.setdefault("public_id", named(f"{told}{self.made[told]}"))
            honest(row, *values, **facts)

        patch.setattr(model, "__init__", made)


def walk(patch, reader, seeds, requests):
    """Walk each trace in the first world, then the same requests in the second; return where they part, and statuses."""
    names = Named(patch)
    patch.setattr(reports, "extract_file", lambda path, **facts: extracted(*sorted(facts.items()), path.read_bytes()))
    first, differ, statuses = {}, [], Counter()
    for secret in (False, True):
        cache.clear()
        with transaction.atomic():
            with seeded(patch, reader):
                names.laid = True
                world = lay(reader, secret=secret)
            with seeded(patch, f"{reader}'s token"):  # hidden rows have drawn as well, so the dice begin anew
                walker = Walk(world)
            for seed in seeds:
                cache.clear()
                walker.untouched = True
                names.made.clear()
                names.laid = False  # what a trace makes is not called as what was there before it
                with transaction.atomic():
                    trace = Trace(world, seed)
                    for number in range(requests):
                        asked = first[seed, number][0] if secret else trace.next()
                        with seeded(patch, f"{reader}{seed}{number}"):
                            answer = walker.ask(asked)
                        if not secret:
                            first[seed, number] = asked, answer
                            trace.learn(asked, answer)
                            statuses[answer[0]] += 1
                        elif answer != first[seed, number][1]:
                            differ.append((asked, *apart(first[seed, number][1], answer)))
                            break
                    transaction.set_rollback(True)
            transaction.set_rollback(True)
    return differ, statuses
