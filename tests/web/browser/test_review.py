"""What was read from a report, put right in a real browser: split in two, joined again, added in the report's words."""

import pytest

from tests.web.browser.ways import signed_in, ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("page", "by"), ways(((390, "en"), "keyboard")), indirect=["page"])
def test_a_state_splits_joins_and_adds_needs(page, by, world, live_server, told, pictures):
    hands = signed_in(page, by, world, "focal_point", live_server, pictures, "review")
    draft, found = world.needs["draft"], world.report.needs
    item = f"#item-{draft.public_id}"
    hands.open(f"/desk/requesting/reports/{world.report.public_id}/")
    hands.at(item, "s", "[data-split]")
    page.wait_for_function("() => document.activeElement.id === 'split'")
    hands.choose("#split [name$=theme]", "record_keeping")
    hands.write("#split [name=part-quantity]", "4")
    hands.write("#split [name=kept-quantity]", str(int(draft.quantity) - 4))
    hands.keep("split")
    hands.go("#split button[type=submit]", "**/reports/*-*/**")
    other = found.get(theme="record_keeping")
    assert (other.quantity, other.passages.get().quote) == (4, draft.passages.get().quote)
    hands.keep("split-in-two")

    twin = f"#item-{other.public_id}"
    hands.at(twin, "m", "[data-join] > summary")
    hands.choose(f"{twin} [data-join] select", str(draft.public_id))
    hands.keep("join")
    hands.use(f"{twin} [data-join] button")
    page.locator(twin).wait_for(state="detached")
    other.refresh_from_db()
    assert other.status == "merged"

    hands.use("details:has(form[action$='/add/']) > summary")
    hands.write("form[action$='/add/'] [name$=words]", "First page of the report.")
    hands.choose("form[action$='/add/'] [name$=theme]", "destruction")
    hands.choose("form[action$='/add/'] [name$=kind]", "training")
    joined = page.url
    hands.use("form[action$='/add/'] button")
    page.wait_for_url(lambda url: "#item-" in url and url != joined)
    added = found.get(theme="destruction")
    page.wait_for_function("id => document.activeElement.id === id", arg=f"item-{added.public_id}")
    hands.keep("added")
    assert told == []
