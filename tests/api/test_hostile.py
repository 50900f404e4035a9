"""Requests that nobody sends in good faith: each is refused with a problem that the schema tells of, and never a 5xx."""

import json
import logging
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from api.examples import BODIES
from api.urls import urlpatterns
from tests.api.test_matrix import API, CLIENT, KEYS, ROUTES, SEES, noun_of, stage

__all__ = ["stage"]

CONTROLS = "\x00\x01\x1b\x7f\u2028\ud800"
LARGE = 20 * 2**20
UPLOADS = {"reports", "imports"}
HEADERS = {
    "a version of 5,000 digits": {"If-Match": f'"{"9" * 5000}"'},
    "a key of 9,000 letters": {"Idempotency-Key": "k" * 9000},
}


CHANGES = {
    "control characters": CONTROLS,
    "oversized": 10**400,
    "below": -(10**30),
    "tiny": 1e-300,
    "nothing": None,
    "lists": [[[]]],
    "yes": True,
    "long": "x" * 100_000,
    "digits": "9" * 400,
}
TOO_LARGE = json.dumps({"reason": "x" * LARGE})


def bodies(example):
    """Return hostile bodies by name: what cannot be read, and the example with one value or all made hostile."""
    yield "deep", '{"reason": ' + "[" * 50 + "]" * 50 + "}"
    yield "endless", "[" * 100_000
    yield "a number of 5,000 digits", "1" * 5000
    yield "no number", '{"quantity": NaN}'
    yield "large", TOO_LARGE
    yield "10,000 fields", json.dumps({f"p{number}": 1 for number in range(10_000)})
    for name, change in CHANGES.items():
        yield name, json.dumps(dict.fromkeys(example, change))
        yield from ((f"{field}: {name}", json.dumps(example | {field: change})) for field in example)


def queries():
    yield "10,000 parameters", "&".join(f"p{number}=1" for number in range(10_000))
    for name, value in (
        *(("oversized", "9" * 400), ("controls", "%00%01%1b%ed%a0%80"), ("below", "-1"), ("words", "%27%20OR%201=1--")),
    ):
        yield (
            name,
            "&".join(f"{key}={value}" for key in ("limit", "offset", "cursor", "cycle", "theme", "before", "need")),
        )


def told(schema):
    """Return what the schema tells of each operation, by address and method."""
    return {
        (path, method): operation
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict)
    }


FEW = {"offers", "need", "me", "imports", "changes", "scenario-pin"}


def addresses(stage, *, whole):
    """Return the routes with an address of a row, and who sees it."""
    for pattern in urlpatterns:
        if not whole and pattern.name not in FEW:
            continue
        noun = noun_of(pattern.name) if "public_id" in str(pattern.pattern) else None
        row = stage.rows[noun][0] if noun else None
        reader = min(SEES[noun](row) - {"anonymous"}) if noun else "owner"
        route = str(pattern.pattern)
        filled = re.sub(r"<\w+:(?!public_id)\w+>", KEYS.get(pattern.name, "never"), route)
        address = API + filled.replace("<uuid:public_id>", str(row.public_id) if row else "")
        readers = ("anonymous", "owner", "giver", "coordinator", "auditor") if whole else (reader,)
        yield pattern.name, "/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route), address, readers, row


def asked(stage, *, whole):
    known, wrong, cases = told(CLIENT.get("/api/schema/").json()), [], 0

    def checked(answer, case, operation):
        nonlocal cases
        cases += 1
        kind = answer.headers.get("Content-Type", "")
        if str(answer.status_code) not in operation["responses"] or (
            answer.status_code >= 400 and "problem+json" not in kind
        ):
            wrong.append((*case, answer.status_code, kind))

    for name, path, address, readers, row in addresses(stage, whole=whole):
        for method in {"get", "post", "patch", "delete"} & set(ROUTES[name][0].split()):
            operation = known[path, method]
            example = BODIES.get(operation["operationId"], {"reason": "why"})
            for reader in readers:
                headers = stage.headers[reader]
                if method == "get":
                    for said, query in queries():
                        checked(CLIENT.get(f"{address}?{query}", headers=headers), (name, said, reader), operation)
                    continue
                sent = {**headers, "If-Match": f'"{getattr(row, "version", 1)}"'}
                tries = [(said, "{}", sent | extra) for said, extra in HEADERS.items()]
                tries += [(said, body, sent) for said, body in bodies(dict(example))]
                for said, body, all_headers in tries:
                    with transaction.atomic():
                        answer = send(method, address, body, all_headers, uploads=name in UPLOADS)
                        transaction.set_rollback(True)
                    checked(answer, (name, said, reader), operation)
                forgotten()
    assert not wrong, (len(wrong), wrong[:15])
    return cases


def forgotten():
    """Let go of what was logged: pytest keeps each line, the line its request, and the request its 20 MB, to 6 GB in all."""
    for handler in logging.getLogger().handlers:
        getattr(handler, "records", []).clear()


def send(method, address, body, headers, *, uploads):
    if uploads:
        data = {"data": {"file": SimpleUploadedFile(f"{CONTROLS[1:-1]}.txt", body.encode()), "state": body[:50_000]}}
    else:
        data = {"data": body, "content_type": "application/json"}
    return getattr(CLIENT, method)(address, headers=headers, **data)


def test_a_few_hostile_requests(stage):
    assert asked(stage, whole=False) > 100


@pytest.mark.proof
def test_every_operation_stands_hostile_requests(stage):
    assert asked(stage, whole=True) > 5000
