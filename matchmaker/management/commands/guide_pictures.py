"""guide_pictures: takes the pictures of the guide anew, from the demo world as it stands."""

import shutil
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management.base import BaseCommand
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

from matchmaker.core.errors import MatchmakerError
from matchmaker.management.refusals import tell_arguments, told
from matchmaker.models import User
from matchmaker.queries import user_named
from matchmaker.services import demo

FOLDER = settings.BASE_DIR / "docs" / "guide" / "pictures"
WIDTH, HEIGHT = 1000, 720


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen: whose page, from where, by which links, and what stands at its top."""

    name: str
    user: str
    path: str
    links: tuple[str, ...] = ()
    top: str = ""


PICTURES = (
    Picture("requesting-desk", "focal.sle", "/desk/requesting/"),
    Picture("requesting-review", "focal.mrt", "/desk/requesting/", ("Check what was read from the report",), ".item"),
    Picture("requesting-need", "focal.sle", "/desk/requesting/needs/new/"),
    Picture("requesting-order", "focal.sle", "/desk/requesting/priorities/"),
    Picture("requesting-proposal", "focal.sle", "/desk/requesting/", ("6 × storage container",)),
    Picture("donor-desk", "provider.deu", "/desk/donor/"),
    Picture("donor-needs", "provider.deu", "/desk/donor/needs/?theme=marking"),
    Picture("donor-uses", "provider.deu", "/desk/donor/uses/?offer=&more=50000&currency=USD"),
    Picture("donor-offer", "provider.deu", "/desk/donor/offers/new/"),
    Picture("coordinator-inbox", "coordinator.che", "/desk/coordinator/inbox/"),
    Picture("coordinator-desk", "coordinator.che", "/desk/coordinator/"),
    Picture("coordinator-run", "coordinator.che", "/desk/coordinator/runs/", ("tbody th a",)),
    Picture("coordinator-scenario", "coordinator.che", "/desk/coordinator/scenarios/", ("tbody th a",)),
    Picture("coordinator-duplicates", "coordinator.che", "/desk/coordinator/duplicates/", ("tbody th a",)),
    Picture("keeping-people", "administrator", "/accounts/people/"),
    Picture("keeping-audit", "auditor", "/desk/audit/"),
    Picture("public-plan", "", "/plan/"),
)


class _Quiet(WSGIRequestHandler):
    """A handler that prints nothing."""

    def log_message(self, *words: object) -> None:
        """Leave the terminal to the names of the pictures."""


class Command(BaseCommand):
    """A server on a free port, the system's Chromium, one picture after the other."""

    help = "Take the pictures of docs/guide anew from the demo world (run `demo --no-server` first)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --only."""
        tell_arguments(parser)
        parser.add_argument("--only", default="", help="only pictures whose name begins so")

    def handle(self, **options: object) -> None:
        """Take each picture and say so."""
        with told():
            demo.refuse_in_production()
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            if chromium is None:
                raise MatchmakerError("no_browser", "Chromium was not found on the path: install the package chromium.")
            people = {name: user_named(name) for name in {each.user for each in PICTURES} - {""}}
            wanted = [each for each in PICTURES if each.name.startswith(str(options["only"]))]
            self._take(chromium, wanted, people)

    def _take(self, chromium: str, wanted: list[Picture], people: dict[str, User]) -> None:
        # Imported here: nobody who runs the service needs a browser.
        from threading import Thread

        from playwright.sync_api import sync_playwright

        server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://127.0.0.1:{server.server_port}"
        sessions = {name: _session(user) for name, user in people.items()}
        FOLDER.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--no-first-run"])
            for each in wanted:
                self.stdout.write(_taken(browser, site, each, sessions.get(each.user)).name)
            browser.close()
        server.shutdown()


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _taken(browser: Any, site: str, picture: Picture, session: str | None) -> Path:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en")
    if session:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    page = context.new_page()
    page.goto(site + picture.path)
    for link in picture.links:
        found = page.locator(link) if " a" in link else page.get_by_role("link", name=link)
        found.first.click()
        page.wait_for_load_state("networkidle")
    if picture.top:
        page.locator(picture.top).first.scroll_into_view_if_needed()
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path
