"""The pages in a real browser: nothing overflows, nothing is said on the console, everything is reached by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from matchmaker.models import Duplicate
from tests.factories import judged
from tests.web import pages
from tests.web.browser.hands import UNSEEN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW, WIDE = 390, 1280
ARABIC = [(NARROW, "ar"), pytest.param((WIDE, "ar"), marks=pytest.mark.proof)]
KEPT = pytest.mark.parametrize("kept", [False, pytest.param(True, marks=pytest.mark.proof)], indirect=True)
"""Whether pictures are kept: they take a quarter of the time, and the flows keep theirs at every run."""
AXE = Axe()
PASSWORD = "a password of a persona"


@pytest.fixture
def kept(request, pictures):
    return pictures if request.param else None


def sign_in(page, site, world, persona):
    if persona == "coordinator":
        # A code serves once in its half minute, and there are more tests than that.
        page.context.add_cookies([{"name": "sessionid", "value": session_of(world, persona), "url": site.url}])
        page.goto(f"{site.url}/desk/")
        return
    page.goto(f"{site.url}/accounts/login/")
    page.locator("input[name=login]").fill(world.users[persona].username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").press("Enter")


def session_of(world, persona) -> str:
    """Sign a persona in without the form, whose words change with the language."""
    client = Client()
    client.force_login(world.users[persona])
    return client.cookies["sessionid"].value


def look_at(page, site, named, kept, direction="ltr", widths=(WIDE, NARROW)):
    """Open each page once, keep its picture at each width where there is a folder for it, and return what is wrong."""
    wrong = []
    for name, address in named.items():
        page.goto(site.url + address)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            if kept:
                page.screenshot(path=kept / f"{name}-{width}-{direction}.png", full_page=True)
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wrong.append(f"{name}: {over} pixels too wide at {width}")
            if width == WIDE:  # the same tree at another width is the same to axe
                wrong += [f"{name}: {said}" for said in barriers(page)]
                page.keyboard.press("Tab")
                wrong += [f"{name}: no focus is seen on {stop}" for stop in page.evaluate(UNSEEN)]
    return wrong


def barriers(page):
    found = AXE.run(page, options={"resultTypes": ["violations"], "preload": False})  # no rule here looks at media
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes']][:2]}" for each in found.response["violations"]
    ]


def become(page, site, world, persona):
    """Let another person sit down at the same browser; what watches stops before."""
    page.goto("about:blank")
    page.context.add_cookies([{"name": "sessionid", "value": session_of(world, persona), "url": site.url}])


@KEPT
def test_every_page_is_sound(page, world, live_server, told, kept):
    assert look_at(page, live_server, pages.public(world) | pages.door(world), kept) == []
    pages.with_keepers(world)
    for persona in ("coordinator", "focal_point", "provider", "administrator"):
        become(page, live_server, world, persona)
        assert look_at(page, live_server, pages.DESKS[persona](world), kept) == []
    assert look_at(page, live_server, pages.account(world), kept) == []
    assert told == []


@pytest.mark.parametrize("page", ARABIC, indirect=True)
@KEPT
def test_pages_are_sound_from_right_to_left(page, world, live_server, told, kept):
    seen = {"direction": "rtl", "widths": [page.viewport_size["width"]]}
    some = {name: address for name, address in pages.public(world).items() if name in {"home", "needs", "resources"}}
    assert look_at(page, live_server, some, kept, **seen) == []
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    for persona in ("focal_point", "coordinator", "provider"):
        become(page, live_server, world, persona)
        assert look_at(page, live_server, pages.DESKS[persona](world), kept, **seen) == []
    page.context.clear_cookies()
    page.goto(live_server.url)
    brand, languages = (page.locator(name).bounding_box()["x"] for name in (".brand", ".languages"))
    assert brand > languages
    assert told == []


def test_pages_the_site_does_not_have_look_like_it(page, world, live_server, told):
    page.goto(f"{live_server.url}/no/such/page/")
    assert page.get_by_role("heading", level=1).inner_text() == "There is no such page"
    assert barriers(page) == []


def test_the_way_from_the_first_page_to_a_need_by_keyboard(page, world, live_server, told):
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/needs/")
    page.get_by_label("Theme").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
    page.get_by_label("Theme").select_option("marking")
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**theme=marking**")
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name="Marking, Sierra Leone").press("Enter")
    page.wait_for_url("**/needs/*-*/")
    assert page.locator("blockquote").inner_text() == "two marking machines"
    assert page.locator("blockquote").get_attribute("lang") == "en"
    assert told == []


def test_a_coordinator_signs_in_and_finds_a_passage_in_the_report(page, world, live_server, told):
    sign_in(page, live_server, world, "coordinator")
    page.wait_for_url("**/desk/coordinator/")
    assert page.locator(".match").count() == 1
    page.get_by_text("1 report received").click()
    page.get_by_role("link", name="Read the report of Sierra Leone, 2026").click()
    page.get_by_role("link", name="Marking: Equipment, 2 × marking machine").click()
    assert page.locator("mark:target").inner_text() == "two marking machines"
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{live_server.url}/")
    assert page.get_by_role("link", name="Sign in").is_visible()
    assert told == []


def test_a_focal_point_reviews_a_report_by_keys(page, world, live_server, told):
    sign_in(page, live_server, world, "focal_point")
    page.wait_for_url("**/desk/requesting/")
    page.get_by_role("link", name="Check what was read from the report").click()
    page.wait_for_url("**/desk/requesting/reports/*-*/")
    page.keyboard.press("j")
    assert page.locator("mark.here").inner_text() == "canary-draft"
    page.keyboard.press("c")
    page.get_by_text("Confirmed.", exact=True).wait_for()
    assert page.get_by_text("Nothing waits: every need of this report is decided.").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url("**/desk/requesting/needs/*/")
    page.get_by_label("How many (places, items, days)").first.fill("12")
    page.get_by_role("button", name="Save and confirm").press("Enter")
    page.get_by_role("heading", name="Tracing: Training, 12 places").wait_for()
    assert page.get_by_text("As it was read: How many (places, items, days): 20").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.type("This was no request.")
    page.keyboard.press("Enter")
    page.get_by_text("Rejected.", exact=True).wait_for()
    assert told == []


def test_a_focal_point_orders_needs_by_dragging_and_by_keys(page, world, live_server, told):
    sign_in(page, live_server, world, "focal_point")
    page.get_by_role("link", name="Order your needs").click()
    row = page.locator(f"tr:has(input[name='tier-{world.needs['public'].public_id}'])")
    assert row.locator("input:checked").get_attribute("value") == "1"
    row.drag_to(page.locator("[data-rank='3'] .rank-head"))
    assert row.locator("input:checked").get_attribute("value") == "3"
    assert page.locator("[data-rank='1'] [data-place]").count() == 0
    assert page.get_by_role("status").inner_text().endswith(": rank 3. Not kept yet.")
    row.locator("input:checked").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("[data-rank='2'] [data-place]").count() == 1
    assert page.evaluate("document.activeElement.value") == "2"
    page.get_by_role("button", name="Keep this order").click()
    page.get_by_text("The order is kept.").wait_for()
    world.needs["public"].refresh_from_db()
    assert world.needs["public"].tier == 2
    assert told == []


def test_the_coach_follows_what_is_typed(page, world, live_server, told):
    sign_in(page, live_server, world, "focal_point")
    page.get_by_role("link", name="Write a need").click()
    assert page.locator(".coach .said").count() == 0
    page.get_by_label("Theme").select_option("marking")
    page.get_by_label("Kind of help").select_option("equipment")
    page.get_by_label("How many").fill("2")
    page.get_by_label("How many").press("Tab")
    page.get_by_text("Offers on this theme and kind").wait_for()
    page.locator(".coach .said").first.wait_for()
    assert page.get_by_label("How many").input_value() == "2"
    assert told == []


def test_a_coordinator_judges_a_pair_by_one_key_and_takes_it_back(page, world, live_server, told):
    judged(world.needs["public"], world.needs["submitted"])
    sign_in(page, live_server, world, "coordinator")
    page.wait_for_url("**/desk/coordinator/")
    page.get_by_role("link", name="The pairs that wait for your verdict").click()
    page.get_by_role("link", name="Sierra Leone").click()
    page.wait_for_url("**/duplicates/*-*/")
    page.keyboard.press("w")
    page.keyboard.type("Two lots for 5 posts.")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("4")
    page.get_by_text("Judged: Renewal.").wait_for()
    page.get_by_text("Judged lately").click()
    assert page.get_by_text("Two lots for 5 posts.").is_visible()
    page.get_by_role("link", name="Sierra Leone, Marking").click()
    page.get_by_role("heading", name="Your verdict").wait_for()
    page.keyboard.press("z")
    page.get_by_text("Taken back").wait_for()
    assert not Duplicate.objects.standing().filter(judged_by__isnull=False).exists()
    assert told == []
