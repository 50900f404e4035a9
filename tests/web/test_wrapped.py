"""Every word of the frame goes through gettext: pages in a made-up language show what does not."""

import re
from collections.abc import Iterator

import pytest
from babel import Locale
from django.utils.translation import trans_real
from lxml import html

from matchmaker.core import reference
from matchmaker.core.vocabulary import MINOR_UNITS
from matchmaker.models import Job, Offer, Party, Report, Scenario, User
from tests.web import pages as of

MADE_UP = "eo"
SEEN = ("alt", "aria-label", "aria-description", "placeholder", "title", "data-label", "value")
"""Attributes that a reader sees or hears."""
DATA = {"Matchmaker", "English", "Esperanto", "CSV", "UTC", "MOSAIC", *MINOR_UNITS}


class Marked:
    """A language in which every translated string stands in brackets."""

    def gettext(self, message):
        return f"⟦{message.split(trans_real.CONTEXT_SEPARATOR)[-1]}⟧"

    def ngettext(self, one, many, number):
        return f"⟦{one if number == 1 else many}⟧"

    def pgettext(self, context, message):
        return self.gettext(message)

    def npgettext(self, context, one, many, number):
        return self.ngettext(one, many, number)

    def language(self):
        return MADE_UP

    def to_language(self):
        return MADE_UP


@pytest.fixture
def marked(settings, monkeypatch) -> None:
    settings.LANGUAGES = [("en", "English"), (MADE_UP, "Esperanto")]
    monkeypatch.setitem(trans_real._translations, MADE_UP, Marked())


def without_translated(page: str) -> str:
    """Return a page without what was translated, also where one string stands within another."""
    page = re.sub("<!--.*?-->", "", page, flags=re.DOTALL)
    # A translated comma stands between words that are no one word without it.
    while (less := re.sub("⟦[^⟦⟧]*⟧", " ", page)) != page:
        page = less
    return page


def left(page: str) -> Iterator[str]:
    """Yield the words that a reader meets on a page and that are neither translated nor quoted."""
    tree = html.fromstring(without_translated(page))
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        quoted = any(each.get("lang") for each in (element, *element.iterancestors()) if each.tag != "html")
        if not quoted:
            yield from filter(None, [element.text])
            for name in SEEN:
                # Of values, only those of buttons are read.
                if element.get(name) and (
                    name != "value" or (element.get("type") == "submit" and element.tag == "input")
                ):
                    yield element.get(name)
        if not (
            element.getparent() is not None
            and any(each.get("lang") for each in element.iterancestors() if each.tag != "html")
        ):
            yield from filter(None, [element.tail])


def known(world) -> set[str]:
    """Return the words that are data: of lists, of themes, of names, of what people wrote, of the calendar."""
    lists = [words["en"] for values in reference.labels().values() for words in values.values()]
    themes = [
        text
        for theme in reference.themes()
        for text in (
            theme.labels["en"],
            theme.description["en"],
            (theme.scope_note or {}).get("en", ""),
            *theme.mosaic,
            *theme.guidelines,
        )
    ]
    names = [party.name for party in Party.objects.all()] + [party.code for party in Party.objects.all()]
    people = [user.username for user in User.objects.all()]
    written = (
        [text for offer in Offer.objects.all() for text in (offer.title, offer.text, offer.ceiling_notes)]
        + [report.filename for report in Report.objects.all()]
        + [job.filename for job in Job.objects.all()]
        + [scenario.name for scenario in Scenario.objects.all()]
        + ["canary site closed beneficiary", "sha256", "HiGHS"]
    )
    locale = Locale(MADE_UP)
    calendar = [
        *locale.months["format"]["wide"].values(),
        *locale.months["format"]["abbreviated"].values(),
        *locale.months["stand-alone"]["abbreviated"].values(),
        "de",
        *locale.languages.values(),
    ]
    found = " ".join([*lists, *themes, *names, *people, *written, *calendar, *DATA])
    return set(re.findall(r"[^\W\d_]{2,}", found.casefold()))


def account(world) -> dict[str, str]:
    return {"account": "/accounts/", "password": "/accounts/password/change/"}


def everybody(world) -> dict[str, str]:
    return {
        **of.public(world),
        "reset": "/accounts/password/reset/",
        "nowhere": "/no/such/page/",
        "unread": "/needs/?theme=peace&nothing=1",
        "gone": "/accounts/invitation/gone/",
    }


@pytest.mark.parametrize(
    ("persona", "pages"),
    [
        ("anonymous", everybody),
        ("coordinator", of.coordinator),
        ("coordinator", account),
        ("focal_point", of.requesting),
        ("provider", of.donor),
    ],
)
def test_every_word_of_the_frame_is_translated(world, client_of, marked, persona, pages):
    client = client_of(persona)
    named, ours, wrong = pages(world), known(world), []
    for name, address in named.items():
        answer = client.get(address, headers={"accept-language": MADE_UP})
        page = answer.content.decode()
        assert f'lang="{MADE_UP}"' in page
        for text in left(page):
            # A digest is no word.
            plain = re.sub("sha256:[0-9a-f]+", "", text)
            words = [word for word in re.findall(r"[^\W\d_]{2,}", plain) if word.casefold() not in ours]
            if words:
                wrong.append((name, " ".join(text.split())[:120]))
    assert wrong == [], "\n".join(f"{n}: {t}" for n, t in wrong)
