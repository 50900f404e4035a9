"""The pages answer, say what they should, read bad parameters, obey the content policy, ask the database little."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from matchmaker import policies
from matchmaker.models import Need, Run
from matchmaker.web.reading import needs_shown_to
from tests.factories import EngagementFactory, OfferFactory, judged

PUBLIC = ("/", "/needs/", "/offers/", "/plan/", "/resources/", "/indicators/", "/methods/", "/accounts/login/")


def every_page(world):
    need, offer = world.needs["public"].public_id, world.offers["public"].public_id
    yield from (*PUBLIC, f"/needs/{need}/", f"/needs/{world.needs['closed'].public_id}/", f"/offers/{offer}/")
    yield from ("/desk/coordinator/", f"/desk/coordinator/reports/{world.report.public_id}/", "/no/such/page/")


def test_no_page_carries_style_or_script_of_its_own(world, client_of):
    for address in every_page(world):
        answer = client_of("coordinator").get(address, follow=True)
        html = answer.content.decode()
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", html), address
        assert "style-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html), address


def test_every_page_has_a_title_one_first_heading_and_the_frame(world, client_of):
    titles = set()
    for address in every_page(world):
        html = client_of("anonymous").get(address).content.decode()
        titles.add(re.search(r"<title>(.+?)</title>", html)[1])
        assert len(re.findall(r"<h1[ >]", html)) == 1, address
        for mark in (
            'href="#content"',
            '<main id="content"',
            "<header",
            "<nav",
            "<footer",
            'lang="en"',
            "invented requests",
        ):
            assert mark in html, (address, mark)
    assert len(titles) == len(set(every_page(world))) - 2  # both pages of the desk are a 404 like any other


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("theme=no_such_theme", "The filter “theme” holds something that is not among its choices."),
        ("kind=%00", "The filter “kind” holds something"),
        ("page=abc", "The filter “page” holds something"),
        ("page=-1", "The filter “page” holds something"),
        ("page=" + "9" * 400, "The filter “page” holds something"),
        ("page=99", "There is no page 99; this is the last one."),
        ("text=" + "x" * 300, "at most 200 characters"),
        ("text=%00", "Null characters are not allowed."),
        ("colour=red", "This list has no filter called “colour”."),
        ("%3Cscript%3E=1", "This list has no filter called “&lt;script&gt;”."),
    ],
)
@pytest.mark.parametrize("page", ["/needs/", "/offers/"])
def test_a_bad_parameter_gets_a_sentence_and_the_rest_of_the_list(world, client_of, page, query, sentence):
    answer = client_of("anonymous").get(f"{page}?{query}")
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "<tbody>" in answer.content.decode()


def test_a_filter_narrows_and_says_when_nothing_is_left(world, client_of):
    client = client_of("coordinator")
    everything = client.get("/needs/").context["page"].paginator.count
    marking = client.get("/needs/?theme=marking&state=SLE&region=Africa&kind=equipment&cycle=2026&text=marking+mach")
    assert everything > marking.context["page"].paginator.count == 1
    empty = client.get("/needs/?theme=marking&state=TGO").content.decode()
    assert "No need fits these filters" in empty
    assert "Clear filters" in empty


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("theme=marking", 1),
        ("kind=training", 0),
        ("region=Africa", 1),
        ("region=Europe", 0),
        ("provider=DEU", 1),
        ("text=africa", 1),
    ],
)
def test_offers_can_be_filtered(world, client_of, query, found):
    assert client_of("anonymous").get(f"/offers/?{query}").context["page"].paginator.count == found


def test_long_lists_come_in_pages_that_keep_the_filter(many, client_of):
    client = client_of("anonymous")
    first, second = client.get("/needs/?theme=marking"), client.get("/needs/?theme=marking&page=2")
    assert 'href="?theme=marking&amp;page=2"' in first.content.decode()
    shown = [{need.public_id for need in answer.context["page"]} for answer in (first, second)]
    assert len(shown[0]) == 25
    assert len(shown[1]) == 6
    assert not shown[0] & shown[1]


def test_the_comparison_counts_what_is_there(world, client_of):
    themes, regions = client_of("coordinator").get("/resources/").context["charts"]
    assert {bar.label: (bar.asked, bar.offered) for bar in themes.bars} == {
        "Marking": (1, 3),
        "Stockpile management": (1, 0),
        "Destruction": (1, 0),
        "Ballistics": (1, 0),
    }
    assert {bar.label: (bar.asked, bar.offered) for bar in regions.bars} == {"Africa": (4, 3), "Europe": (0, 2)}


def test_the_desk_shows_both_quotes_reasons_and_what_was_avoided(world, client_of):
    html = client_of("coordinator").get("/desk/coordinator/").content.decode()
    for words in (
        "two marking machines",
        "Machines for Africa, in the words of its provider.",
        "Page 2, question 7.4",
        "2 × marking machine",
        "Proved best",
        "HiGHS 1.11",
        "c0ffee",
        "Already covered: Legal advice, Stockpile management (France)",
        "canary-engagement under way",
        "The same theme.",
        "Canary-reason: 1 January 2026 in the assistance.",
        "The request states no quantity, and no planning figure stands in",
    ):
        assert words in html, words


def test_records_without_a_state_can_be_alike_on_the_desk(world, client_of):
    """Two offers, or help that names no State: the pair stands under who gives, or under nobody."""
    giver = world.offers["public"].provider
    nobody = EngagementFactory(state=None, text="canary-of nobody")
    by_giver = EngagementFactory(state=None, text="canary-by giver")
    by_giver.providers.add(giver)
    judged(world.offers["public"], world.offers["closed"], relation="overlapping")
    judged(nobody, by_giver)
    html = client_of("coordinator").get("/desk/coordinator/").content.decode()
    assert "2 more pairs that screening found alike" in html
    assert "canary-of nobody" in html
    assert f"<h3>{giver.name}</h3>" in html


def test_the_desk_groups_what_is_not_met_by_its_reason(many, client_of):
    reasons = client_of("coordinator").get("/desk/coordinator/").context["reasons"]
    assert [(group["reason"], len(group["rows"])) for group in reasons] == [
        ("duplicate", 1),
        ("incomplete", 1),
        ("not_eligible", 30),
    ]


def test_a_report_shows_every_passage_and_leads_to_it(world, client_of):
    world.report.needs.update(confidence="0.91")
    html = client_of("coordinator").get(f"/desk/coordinator/reports/{world.report.public_id}/").content.decode()
    for anchor in re.findall(r'href="#(need-[\d-]+)"', html):
        assert f'id="{anchor}"' in html
    assert re.search(r'<mark id="need-1-0"[^>]*>two marking machines</mark>', html)
    assert "A tick was lost." in html
    assert "Reading: sure (91 of 100)" in html
    assert "canary-draft" in html.replace("<mark", "")


def test_signing_in_leads_each_to_the_own_pages(world):
    desks = {"provider": "/desk/donor/", "focal_point": "/desk/requesting/"}
    for persona, target in desks.items():
        client = Client(HTTP_HOST="localhost")
        answer = client.post(
            "/accounts/login/", {"login": world.users[persona].username, "password": "a password of a persona"}
        )
        assert answer.url == "/desk/"
        assert client.get("/desk/").url == target
        assert client.post("/accounts/logout/").url == "/"


def test_a_wrong_password_says_so(world):
    answer = Client(HTTP_HOST="localhost").post("/accounts/login/", {"login": "provider.deu", "password": "no"})
    assert "The username and/or password you specified are not correct" in answer.content.decode()


def test_signing_in_leads_to_no_other_site(world):
    answer = Client(HTTP_HOST="localhost").post(
        "/accounts/login/?next=https://example.org/",
        {"login": "provider.deu", "password": "a password of a persona", "next": "https://example.org/"},
    )
    assert answer.url == "/desk/"


@pytest.mark.django_db
def test_an_empty_database_says_what_to_do_next():
    client = Client(HTTP_HOST="localhost")
    for address, words in (
        ("/", "What States ask for"),
        ("/needs/", "No need is circulated yet"),
        ("/offers/", "No offer is published yet"),
        ("/plan/", "No plan is published yet"),
        ("/resources/", "Nothing to compare yet"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert words in answer.content.decode()


def test_the_desk_without_a_run_says_how_to_make_one(world, client_of):
    Run.objects.all().delete()
    desk = client_of("coordinator").get("/desk/coordinator/").content.decode()
    assert "Write a scenario and run it" in desk
    assert "/desk/coordinator/reports/upload/" in desk


def test_a_right_to_left_reader_gets_the_right_to_left_build(db):
    html = Client(HTTP_HOST="localhost").get("/", headers={"accept-language": "ar"}).content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert "bootstrap.rtl.min.css" in html
    assert "bootstrap.min.css" not in html


def test_a_failure_on_our_side_looks_like_the_site_and_needs_no_database(client_of, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("matchmaker.web.reading.offer_choices", broken)
    client = client_of("anonymous")
    client.raise_request_exception = False
    answer = client.get("/offers/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_stale_form_and_a_strange_host_get_a_page_of_the_site(db):
    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    stale = strict.post("/accounts/login/", {"username": "a", "password": "b"})
    assert (stale.status_code, "This form had gone stale" in stale.content.decode()) == (403, True)
    strange = Client(HTTP_HOST="example.org").get("/")
    assert (strange.status_code, "could not be read" in strange.content.decode()) == (400, True)


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "other_focal_point", "provider", "coordinator"])
def test_shown_agrees_with_the_policy(world, persona):
    user = world.users.get(persona, AnonymousUser())
    rows = list(needs_shown_to(user))
    assert rows
    assert all(bool(need.shown) == policies.reads_need(user, need) for need in rows)
    assert {need.pk for need in rows} == set(Need.objects.visible_to(user).values_list("pk", flat=True))


def test_an_offer_that_names_no_theme_yet_is_listed_and_no_filter_stumbles_over_it(client, db):
    OfferFactory(themes=[], kinds=[], title="Bare offer")
    assert "Bare offer" in client.get("/offers/").content.decode()
    for query in ("theme=marking", "kind=equipment", "region=Africa"):
        assert client.get(f"/offers/?{query}").status_code == 200
