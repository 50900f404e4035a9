"""The first address leads to all others, the same for everybody; where the docs are often looked for leads to them."""

from urllib.parse import urlsplit

import pytest

from api.urls import urlpatterns
from api.views import addresses
from tests.api.conftest import READERS
from tests.api.test_fundamentals import problem

FIRST = "/api/v1/"


@pytest.fixture
def shown(anyone, db):
    answer = anyone.get(FIRST)
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    return answer.json()


def listing(pattern):
    """Whether an address shows a list: the name of a noun alone, which can be read."""
    methods = getattr(pattern.callback, "actions", None) or {"get": "get"}
    route = str(pattern.pattern)
    return route.count("/") == 1 and "get" in methods


def test_every_list_is_named():
    assert sorted(addresses.LISTS) == sorted(pattern.name for pattern in urlpatterns if listing(pattern))


def test_each_link_can_be_followed_as_it_stands(shown, anyone):
    links = [shown[word] for word in addresses.DESCRIBED] + list(shown["lists"].values())
    assert len(links) > 20
    for link in links:
        assert link.startswith("http://testserver/api/"), link
        told = anyone.get(urlsplit(link).path).status_code
        # No plan is published here, and nobody has signed in.
        assert told == {"plan": 404, "me": 401}.get(urlsplit(link).path.split("/")[-2], 200), link


@pytest.mark.parametrize("reader", READERS)
def test_it_is_the_same_for_every_reader(client_of, shown, world, reader):
    assert client_of(reader).get(FIRST).json() == shown


def test_it_asks_the_database_for_nothing(anyone, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        anyone.get(FIRST)


@pytest.mark.parametrize("path", [FIRST, "/api/v1/docs/", "/api/guide/"])
def test_what_it_does_not_take_is_refused(anyone, db, path):
    assert problem(anyone.get(f"{path}?colour=red"), 400)["code"] == "unknown_filter"
    assert problem(anyone.post(path), 405)["code"] == "method_not_allowed"


def test_an_accept_without_json_is_refused(anyone, db):
    assert problem(anyone.get(FIRST, headers={"Accept": "application/xml"}), 406)["code"] == "not_acceptable"


def test_a_browser_is_led_to_the_docs(anyone, db):
    answer = anyone.get("/api/v1/docs/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/docs/")


def test_the_guide_is_the_page_of_the_docs(anyone, db):
    answer = anyone.get("/api/guide/", headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "\n## Fundamentals\n" in answer.content.decode()
    assert "Content-Security-Policy" in answer.headers
