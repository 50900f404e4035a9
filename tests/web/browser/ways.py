"""The ways in which a flow is gone: width, direction, hands; and who goes it."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.web.browser.hands import Hands

EVERY = [((width, spoken), by) for width in (390, 1280) for spoken in ("en", "ar") for by in ("mouse", "keyboard")]


def ways(quick: object) -> list[object]:
    """Return every way; one of them is gone every time, the others with the long proofs."""
    return [pytest.param(*way, marks=() if way == quick else pytest.mark.proof) for way in EVERY]


def signed_in(page: Page, by: str, world: object, persona: str, site: object, folder: Path, name: str) -> Hands:
    """Return the hands of a persona, signed in without the form; whoever sat there before has left."""
    page.goto("about:blank")  # what watches stops
    client = Client()
    client.force_login(world.users[persona])
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    spoken = page.evaluate("navigator.language")
    return Hands(page, site.url, by, folder, f"flow-{name}-{spoken}")
