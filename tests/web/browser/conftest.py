"""Debian's Chromium, driven by playwright; skipped with a word where there is none, unless it is required."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[3]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync"]
# Playwright's loop runs in this thread; Django would take every query of a fixture for one out of a coroutine.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the browser once."""
    if CHROMIUM is None:
        if os.environ.get("MATCHMAKER_BROWSER") == "required":
            pytest.fail("Chromium is required and was not found on the path: install it (apt-get install chromium).")
        pytest.skip("Chromium was not found on the path: the browser tests did not run.")
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def told() -> list[str]:
    """What the console said, and what failed to load, during a test."""
    return []


@pytest.fixture
def page(chromium, told, request) -> Iterator[Page]:
    """Open a page of the width and language that the test asks for, with a record of everything that goes wrong."""
    width, language = getattr(request, "param", (1280, "en"))
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale=language)
    page = context.new_page()
    page.on("console", lambda message: told.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: told.append(f"error: {error}"))
    # A request that leaving the page cuts short is no failure.
    page.on("requestfailed", lambda it: told.append(f"{it.failure}: {it.url}") if "ABORTED" not in it.failure else None)
    yield page
    context.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the screenshots of a test run are kept."""
    folder = ROOT / "artefacts" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
