"""The API against its own description: no 5xx, no status and no shape that the schema does not tell.

Under `make proof` 20,000 cases over all readers; in the tests 1,000.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from matchmaker.services import tokens
from tests import personas

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
QUIET = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@pytest.fixture
def _one_connection():
    """Keep the test's own connection over all requests, as Django's client does; it ages past a minute here."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def readers(world, _one_connection):
    found = {"owner": world.users["owner"], "provider": world.users["provider"], "auditor": world.users["auditor"]}
    found["coordinator"] = personas.coordinator()
    headers = {
        name: {"Authorization": f"Bearer {tokens.issue(by=user, at=timezone.now())[1]}"} for name, user in found.items()
    }
    return {"anonymous": {}, **headers}


def fuzzed(readers, examples):
    application = get_wsgi_application()
    schema = schemathesis.openapi.from_wsgi("/api/schema/", application)
    seen, wrong = 0, []
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(max_examples=examples, **QUIET)
        @given(case=operation.as_strategy(), reader=st.sampled_from(sorted(readers)))
        def check(case, reader):
            nonlocal seen
            seen += 1
            if "token" in case.path:
                return  # its own tests; here it would end the sessions of the others
            case.headers = {**(case.headers or {}), **readers[reader]}
            if "Authorization" not in readers[reader]:
                case.headers.pop("Authorization", None)
            case.call_and_validate(checks=CHECKS)

        try:
            check()
        except FailureGroup as found:  # the other operations are asked all the same
            wrong.append(found)
    if wrong:
        raise BaseExceptionGroup("not as the schema tells", wrong)
    return seen


def test_a_thousand_cases(readers):
    assert fuzzed(readers, 9) >= 1000


@pytest.mark.proof
def test_twenty_thousand_cases(readers):
    assert fuzzed(readers, 250) >= 20_000
