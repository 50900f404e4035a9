"""Each curl line of docs/api.md does, over a real connection, what its page promises."""

import re
import shlex
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests import factories as make

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
LINES = re.findall(r"^curl .+$", PAGE, re.MULTILINE)
HOME = "http://127.0.0.1:8000"


def asked(line: str, site: str) -> Request:
    """Read the few options of curl that the page uses; any other fails here."""
    words = shlex.split(line)[1:]
    headers = {}
    while len(words) > 1:
        option = words.pop(0)
        if option == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        else:
            assert option in {"-s", "-si"}, line
    assert words[0].startswith(HOME), line
    return Request(words[0].replace(HOME, site), headers=headers)


def test_the_page_has_lines_to_try():
    assert len(LINES) >= 5


@pytest.mark.parametrize("line", LINES)
@pytest.mark.django_db(transaction=True)
def test_the_line_is_answered(line, live_server):
    make.PartyFactory(code="SLE", names={"en": "Sierra Leone"})
    run = make.RunFactory()
    make.AllocationFactory(run=run)
    request = asked(line, live_server.url)
    with urlopen(request, timeout=20) as answer:
        body = answer.read()
        assert answer.status == 200
        assert body.startswith(b"openapi:" if "yaml" in request.get_header("Accept", "") else b"{")
