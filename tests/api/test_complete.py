"""What pages write the API writes: page after page against a table by hand."""

import pytest
from django.urls import URLPattern

from api.urls import urlpatterns as routes
from matchmaker.web.urls import urlpatterns as pages

WRITES = {
    "account": "me",
    "imports": "imports",
    "import-apply": "import-apply",
    "my-need-new": "needs",
    "my-priorities": "needs-prioritise",
    "my-need": "need",
    "my-need-change": "need",
    **{
        f"my-need-{step}": f"need-{step}"
        for step in ("show", "submit", "withdraw", "object", "split", "confirm", "join")
    },
    "my-need-reject": "need-withdraw",
    "my-need-add": "report-add_need",
    "my-need-interest": "proposals",
    "my-report-upload": "reports",
    "my-report-submit": "need-submit",  # one after the other
    "my-report-confirm": "report-confirm",
    **dict.fromkeys(("my-report-cycle", "report-cycle"), "report"),
    "report-upload": "reports",
    "interest": "proposals",
    "filter-keep": "kept-filters",
    "filter-forget": "kept-filter",
    "token-make": "tokens",
    "token-revoke": "token",
    "my-offer-new": "offers",
    "my-offer-change": "offer",
    **{f"my-offer-{step}": f"offer-{step}" for step in ("renew", "publish", "withdraw", "close")},
    **{f"received-need-{step}": f"need-{step}" for step in ("authenticate", "return", "circulate")},
    "endorsements-endorse": "proposal-endorse",  # one after the other
    **{f"proposal-{step}": f"proposal-{step}" for step in ("accept", "decline", "counter", "endorse", "withdraw")},
    "proposal-implementer": "proposal-name_implementer",
    **{f"commitment-{step}": f"commitment-{step}" for step in ("start", "deliver", "confirm", "cancel", "release")},
    "commitment-follow-up": "commitment-follow_up",
    "pair-judge": "duplicate-judge",
    "pair-take-back": "duplicate-take_back",
    "scenarios": "scenarios",
    "scenario-revise": "scenario",
    "scenario-decide": "scenario-pin",  # or scenario-forbid
    "scenario-release": "scenario-release",
    "scenario-stand": "override-confirm",  # or override-refuse
    "scenario-copy": "scenario-copy",
    "scenario-run": "runs",
    "plan-need-decide": "scenario-pin",  # or scenario-forbid, in a copy
    **{f"run-{step}": f"run-{step}" for step in ("cancel", "publish", "unpublish")},
}
"""Which address of the API does what a page does that takes a form."""

ON_PAGES_ALONE = {
    "keys": "a cookie says in one browser whether keys of one letter act",
    "sessions-end": "a token must not sign a person out",
    "mail-stop": "a link in a mail, without an account",
    "invitation": "a link in a mail, before there is an account",
    "people-invite": "a token must not make another person",
    "invitation-withdraw": "as inviting",
    "membership-revoke": "as inviting",
}
"""What stays on the pages, and why; passwords and second factors, pages of django-allauth, stay there too."""


def taken(pattern: URLPattern) -> list[str]:
    """Return the methods that the decorators of a page let through; none where no decorator says."""
    found, view = [], pattern.callback
    while view is not None:
        held = [cell.cell_contents for cell in getattr(view, "__closure__", None) or ()]
        found += [words for words in held if isinstance(words, list | tuple) and words and str(words[0]).isupper()]
        view = getattr(view, "__wrapped__", None)
    return list(found[-1]) if found else []


def walked(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from walked(pattern.url_patterns)


def test_each_page_that_takes_a_form_has_its_address_in_the_api():
    told = {
        pattern.name: taken(pattern) for pattern in walked(pages) if "matchmaker.web" in pattern.callback.__module__
    }
    assert {name for name, methods in told.items() if "POST" in methods} == set(WRITES) | set(ON_PAGES_ALONE)
    changing = {"post", "patch", "delete"}
    written = {route.name for route in routes if changing & set(getattr(route.callback, "actions", ()))}
    assert set(WRITES.values()) <= written


@pytest.mark.parametrize("name", sorted(ON_PAGES_ALONE))
def test_what_stays_on_pages_is_there(name):
    assert name in {pattern.name for pattern in walked(pages)}
    assert not any(route.name == name for route in routes)
