"""One's own account through the API: how one is called and written to, and filters kept for oneself alone."""

from matchmaker.models import AuditEntry, KeptFilter
from tests.api.test_fundamentals import Caller, caller  # noqa: F401 - a fixture
from tests.api.test_problems import problem

ME, FILTERS = "/api/v1/me/", "/api/v1/me/filters/"


def test_mail_is_switched_off_under_the_tag_that_was_read(world, caller):  # noqa: F811
    owner, user = caller["owner"], world.users["owner"]
    tag = owner("get", ME).headers["ETag"]
    assert problem(owner("patch", ME, {"digests": False}), 428)
    changed = owner("patch", ME, {"digests": False, "name": "A. Kamara"}, If_Match=tag)
    assert (changed.status_code, changed.json()["digests"], changed.json()["name"]) == (200, False, "A. Kamara")
    assert changed.headers["ETag"] == owner("get", ME).headers["ETag"] != tag
    assert problem(owner("patch", ME, {"digests": True}, If_Match=tag), 412)
    user.refresh_from_db()
    assert (user.digests, user.first_name) == (False, "A. Kamara")
    told = AuditEntry.objects.get(action="describe")
    assert "Kamara" not in str(told.new)


def test_what_cannot_be_taken_is_refused_field_by_field(world, caller):  # noqa: F811
    owner = caller["owner"]
    tag = owner("get", ME).headers["ETag"]
    for body, field in (({"language": "tlh"}, "language"), ({"username": "x"}, "username"), ({"roles": []}, "roles")):
        assert problem(owner("patch", ME, body, If_Match=tag), 400)["errors"][0]["field"] == field


def test_a_filter_is_kept_for_its_person_alone(world, caller):  # noqa: F811
    donor, other = caller["provider"], caller["other_state"]
    kept = donor("post", FILTERS, {"name": "In 1/2 days", "wanted": {"theme": "marking", "tier": 1}})
    assert (kept.status_code, kept.json()) == (
        201,
        {"name": "In 1/2 days", "wanted": {"theme": "marking", "tier": "1"}},
    )
    assert kept.headers["Location"].endswith(f"{FILTERS}In%201/2%20days/")
    assert donor("get", FILTERS).json()["count"] == 1
    assert other("get", FILTERS).json()["count"] == 0
    place = f"{FILTERS}In%201%2F2%20days/"
    never = problem(donor("delete", f"{FILTERS}never/"), 404)
    assert problem(other("delete", place), 404) == never == problem(donor("delete", f"{FILTERS}a%00b/"), 404)
    assert donor("delete", kept.headers["Location"]).status_code == 204
    assert not KeptFilter.objects.exists()
    assert problem(donor("post", FILTERS, {"name": "nothing", "wanted": {}}), 400)["code"] == "filter_empty"
    unknown = problem(donor("post", FILTERS, {"name": "x", "wanted": {"colour": "red"}}), 400)
    assert unknown["errors"][0]["code"] == "unknown_field"
