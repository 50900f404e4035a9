"""Themes on the pages: all of them with their sources, and a scope note wherever a theme that carries one is shown by itself."""

import html

import pytest
from django.urls import reverse

from matchmaker.core.reference import themes
from matchmaker.core.vocabulary import Language, NeedStatus, OfferStatus, Visibility
from tests.factories import NeedFactory, OfferFactory

pytestmark = pytest.mark.django_db
THEMES = {theme.code.value: theme for theme in themes()}
NOTED = sorted(code for code, theme in THEMES.items() if theme.scope_note)


def body(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def noted(page: str) -> list[str]:
    """Return the themes whose scope note stands on a page under their name."""
    return [code for code in NOTED if f"{THEMES[code].labels['en']}.</strong> {THEMES[code].scope_note['en']}" in page]


def test_the_methods_list_every_theme_with_what_it_covers(client):
    page = body(client, reverse("methods"))
    for theme in THEMES.values():
        assert theme.description["en"] in page
        assert all(f"MOSAIC {module}" in page for module in theme.mosaic)
        assert all(number in page for number in theme.annex)
    assert all(THEMES[code].scope_note["en"] in page for code in NOTED)


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.PARTICIPANTS])
@pytest.mark.parametrize("code", [*NOTED, "marking"])
def test_a_need_shows_the_scope_note_of_its_theme(client, code, visibility):
    need = NeedFactory(theme=code, status=NeedStatus.CIRCULATED, visibility=visibility)
    assert noted(body(client, reverse("need", args=[need.public_id]))) == ([code] if code in NOTED else [])


def test_an_offer_shows_the_scope_notes_of_all_its_themes(client):
    offer = OfferFactory(themes=["marking", "border_controls", "brokering"], status=OfferStatus.PUBLISHED)
    assert noted(body(client, reverse("offer", args=[offer.public_id]))) == ["border_controls", "brokering"]


def test_what_a_theme_covers_is_told_in_every_language():
    for theme in THEMES.values():
        for told in (theme.labels, theme.description, *([theme.scope_note] if theme.scope_note else [])):
            assert set(told) == set(Language), theme.code
            assert all(told.values()), theme.code
