"""Random traces of requests by one reader, asked in both of the twins' worlds and compared byte for byte."""

import json
import random
import re
from dataclasses import dataclass
from types import SimpleNamespace

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from api.urls import urlpatterns
from matchmaker.services import jobs, tokens
from tests.api.bodies import need_body, offer_body
from tests.api.test_matrix import BODIES, ROUTES, noun_of
from tests.api.twins import NOW, World, lay, named, seeded

PAGES = (
    "/",
    "/needs/",
    "/offers/",
    "/plan/",
    "/indicators/",
    "/resources/",
    "/desk/",
    "/needs/{need}/",
    "/offers/{offer}/",
)
FACTS = {
    "theme": ["ddr", "marking", "x"],
    "kind": ["equipment", "training"],
    "status": ["circulated", "draft", "published"],
}
FACTS |= {
    "cycle": ["2026", "2024"],
    "state": ["SLE", "JAM", "QQQ"],
    "provider": ["UNREC", "HALO"],
    "region": ["Africa"],
}
FACTS |= {
    "limit": ["1", "3", "0"],
    "offset": ["1", "4"],
    "axis": ["total", "theme", "kind", "state"],
    "noun": ["need", "offer"],
}
FACTS |= {
    "action": ["submit", "circulate"],
    "judged": ["true"],
    "relation": ["restated"],
    "format": ["csv", "json", "hxl", "iati"],
}


@dataclass
class Walk:
    """A reader in a world: asks, and tells answers without what differs by nature."""

    world: World

    def __post_init__(self):
        # One client for all requests with a token: each new one looks through all static files first.
        self.page, self.client = (Client(raise_request_exception=False) for _ in range(2))
        user = self.world.people.get(self.world.reader)
        self.headers = {}
        if user:
            self.page.force_login(user)
            self.headers = {"Authorization": f"Bearer {tokens.issue(by=user, at=NOW)[1]}"}

    def ask(self, request):
        method, address, body, headers, files = request
        client, sent = self.client, self.headers | headers
        if not address.startswith("/api/"):
            client, sent = self.page, headers
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
        headers = {k: v for k, v in answer.headers.items() if k not in {"Date", "Content-Length"}}
        if "/me/tokens/" in headers.get("Location", ""):
            del headers["Location"]
        return answer.status_code, headers, said


class Trace:
    """Random requests: of each address of the configuration, with ids that are seen, hidden, and never given."""

    def __init__(self, world, seed):
        self.dice, self.world = random.Random(f"{world.reader}{seed}"), world
        self.routes = [(pattern.name, str(pattern.pattern)) for pattern in urlpatterns]
        self.learnt, self.versions = [], {}

    def id_of(self, noun):
        rows = self.world.rows.get(noun, [])
        known = [row.public_id for row in rows]
        # Of the second world's rows, whose names are known to nobody, and of rows that were never there.
        unknown = [named(name) for name in (f"{noun}-published-coordinators-twin", "need-draft-public-twin", "never")]
        return str(self.dice.choice([*known, *known, *unknown, *self.learnt[-3:]]))

    def next(self):
        if self.dice.random() < 1 / 15:
            page = self.dice.choice(PAGES)
            return "get", page.format(need=self.id_of("need"), offer=self.id_of("offer")), None, {}, None
        name, route = self.dice.choice(self.routes)
        noun = noun_of(name) or ""
        address = "/api/v1/" + re.sub(r"<uuid:\w+>", lambda _: self.id_of(noun), route)
        values = {"year": "2026", "token_key": "never", "code": self.dice.choice(["SLE", "UNREC", "ddr", "QQQ"])}
        address = re.sub(r"<\w+:(\w+)>", lambda found: values.get(found[1], "never"), address)
        declared = ROUTES[name][0].split() if name in ROUTES else ["get"]
        method = self.dice.choice([*declared, *declared, *declared, *declared, "options", "patch"])
        headers = {}
        if method in {"get", "head"}:
            return method, address + self.query(), None, headers, None
        if method in {"post", "patch"}:
            found = re.search(r"[0-9a-f-]{36}", address)
            version = self.versions.get(found[0] if found else "", 1)
            headers["If-Match"] = f'"{version}"'
            if self.dice.random() < 0.2:
                headers["Idempotency-Key"] = self.dice.choice("abc")
        if name in {"imports", "reports"} and method == "post":
            return (
                method,
                address,
                None,
                headers,
                self.table() if name == "imports" else {"file": ("x.txt", b"x"), "state": "SLE"},
            )
        return method, address, self.body(name) if method in {"post", "patch"} else None, headers, None

    def query(self):
        names = self.dice.sample(sorted(FACTS), self.dice.choice([0, 0, 0, 1, 1, 2]))
        pairs = [f"{name}={self.dice.choice(FACTS[name])}" for name in names]
        if self.dice.random() < 0.1:
            pairs = [f"{self.dice.choice(['cursor', 'object_id', 'before', 'after'])}={self.id_of('need')}"]
        if self.dice.random() < 0.1 and self.learnt:
            pairs = [f"cursor={self.dice.choice(self.learnt)}"]
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

    def learn(self, answer):
        """Go on with what an answer named."""
        if answer[0] < 400 and answer[2][:1] == b"{":
            said = json.loads(answer[2])
            found = [
                said.get("public_id"),
                said.get("next"),
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


def walk(patch, reader, seeds, requests):
    """Walk each trace in the first world, then the same requests in the second; return the first pair that differs."""
    first, differ, statuses = {}, [], {}
    for secret in (False, True):
        cache.clear()
        with transaction.atomic():
            with seeded(patch, reader):
                world = lay(reader, secret=secret)
            with seeded(patch, f"{reader}'s token"):  # hidden rows have drawn as well, so the dice begin anew
                walker = Walk(world)
            for seed in seeds:
                cache.clear()
                with transaction.atomic():
                    trace = Trace(world, seed)
                    for number in range(requests):
                        asked = first[seed, number][0] if secret else trace.next()
                        with seeded(patch, f"{reader}{seed}{number}"):
                            answer = walker.ask(asked)
                        if not secret:
                            first[seed, number] = asked, answer
                            trace.learn(answer)
                            statuses[answer[0]] = statuses.get(answer[0], 0) + 1
                        elif answer != first[seed, number][1]:
                            differ.append((asked, *apart(first[seed, number][1], answer)))
                            break
                    transaction.set_rollback(True)
            transaction.set_rollback(True)
    return differ, statuses
