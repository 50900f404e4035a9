"""Six languages: which one a page speaks, how its reader changes it, and that what is data stays as it was written."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.formats import number_format

from matchmaker.core.errors import MatchmakerError, Word
from matchmaker.core.vocabulary import NeedStatus, Role, Topic
from matchmaker.models import Digest, Need, Offer, Party, Passage, User
from matchmaker.sentences import either, sentence, together
from matchmaker.services import mail
from matchmaker.web.templatetags.presentation import (
    bracketed,
    day,
    figure,
    headed,
    listing,
    money_words,
    month,
    series,
    source,
)

JUNE = date(2026, 6, 1)
CODES = [code for code, _ in settings.LANGUAGES]


def spoken(answer) -> tuple[str, str]:
    return re.search(r'<html lang="([\w-]+)" dir="(\w+)"', answer.content.decode()).groups()


@pytest.mark.parametrize(
    ("accepted", "language", "direction"),
    [
        ("", "en", "ltr"),
        ("fr-CA, en;q=0.5", "fr", "ltr"),
        ("de, es;q=0.8", "es", "ltr"),
        ("ar-EG", "ar", "rtl"),
        ("zh-CN", "zh-hans", "ltr"),
        ("zh", "zh-hans", "ltr"),
        ("ru", "ru", "ltr"),
        ("de", "en", "ltr"),
        ("nonsense;;q=x", "en", "ltr"),
    ],
)
def test_a_browser_says_which_language_it_reads(db, accepted, language, direction):
    answer = Client().get("/", headers={"accept-language": accepted})
    assert spoken(answer) == (language, direction)
    assert answer["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))


def test_the_menu_names_each_language_in_itself_keeps_the_page_and_outdoes_the_browser(world):
    client = Client(headers={"accept-language": "ru"}, enforce_csrf_checks=True)
    page = client.get("/needs/?theme=marking").content.decode()
    menu = re.search(r'<details class="languages">.*?</details>', page, re.DOTALL).group()
    assert re.findall(r'value="([\w-]+)" lang="\1" dir="(\w+)"', menu) == [
        (code, "rtl" if code == "ar" else "ltr") for code in CODES
    ]
    for _, name in settings.LANGUAGES:
        assert name in menu
    assert re.search(r'aria-current="true">(\w+)<', menu).group(1) == "Русский"
    here = "http://testserver/needs/?theme=marking"
    answer = client.post("/language/", {"language": "ar"}, headers={"referer": here})
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert spoken(client.get(answer["Location"])) == ("ar", "rtl")
    assert "csrftoken" not in client.cookies


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_the_menu_leads_nowhere_else_and_takes_no_other_language(db, onward):
    answer = Client().post("/language/", {"language": "tlh"}, headers={"referer": onward})
    assert answer["Location"] == "/"
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_an_account_keeps_its_language_and_a_browser_that_was_told_another_keeps_that(world, client_of):
    client = client_of("focal_point")
    answer = client.post("/accounts/", {"name": "Aminata", "language": "zh", "digests": "on"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    user = world.users["focal_point"]
    user.refresh_from_db()
    assert user.language == "zh"
    form = {"login": user.username, "password": "a password of a persona"}
    fresh = Client(HTTP_HOST="localhost")
    fresh.post("/accounts/login/", form)
    assert spoken(fresh.get("/needs/"))[0] == "zh-hans"
    told = Client(HTTP_HOST="localhost")
    told.post("/language/", {"language": "fr"})
    told.post("/accounts/login/", form)
    assert spoken(told.get("/needs/"))[0] == "fr"


@pytest.mark.parametrize("language", ["zh-hans", "tlh", ""])
def test_an_account_takes_only_a_stored_language(world, client_of, language):
    client = client_of("focal_point")
    assert client.post("/accounts/", {"name": "", "language": language}).status_code == 200
    world.users["focal_point"].refresh_from_db()
    assert world.users["focal_point"].language == "en"


@pytest.mark.parametrize("code", CODES)
def test_numbers_are_the_same_in_the_hands_of_django_and_of_babel(code):
    with translation.override(code):
        for number in (15_000, Decimal("1234567.5")):
            assert number_format(number) == figure(number)


@pytest.mark.parametrize(
    ("code", "number", "money", "told", "short"),
    [
        ("en", "15,000", "USD 150,000", "1 June 2026", "Jun 2026"),
        ("fr", "15\u202f000", "150\u202f000\xa0USD", "1er juin 2026", "juin 2026"),
        ("es", "15.000", "150.000\xa0USD", "1 de junio de 2026", "jun 2026"),
        ("ru", "15\xa0000", "150\xa0000\xa0USD", "1 июня 2026 года", "июнь 2026\u202fг."),
        ("zh-hans", "15,000", "USD 150,000", "2026年6月1日", "2026年6月"),
        ("ar", "15,000", "150,000\xa0USD\u200f", "1 حزيران/يونيه 2026", "حزيران/يونيه 2026"),
    ],
)
def test_numbers_money_and_days_are_written_as_the_reader_writes_them(code, number, money, told, short):
    with translation.override(code):
        assert figure(15_000) == number
        assert money_words(Decimal(150_000), "USD") == money
        assert (day(JUNE), month(JUNE)) == (told, short)


@pytest.mark.parametrize(
    ("code", "row", "rows", "both", "one_of", "under", "behind"),
    [
        ("en", "a, b", "a; b", "item and idea", "seven or eight", "a: b", "a (b)"),
        ("fr", "a, b", "a\xa0; b", "item et idea", "seven ou eight", "a\xa0: b", "a (b)"),
        ("es", "a, b", "a; b", "item e idea", "seven o eight", "a: b", "a (b)"),
        ("ru", "a, b", "a; b", "item и idea", "seven или eight", "a: b", "a (b)"),
        ("zh-hans", "a、b", "a；b", "item和idea", "seven或eight", "a：b", "a（b）"),
        ("ar", "a، b", "a؛ b", "item وidea", "seven أو eight", "a: b", "a (b)"),
    ],
)
def test_what_joins_words_is_of_the_language_of_its_reader(code, row, rows, both, one_of, under, behind):
    with translation.override(code):
        assert (listing("ab"), series("ab")) == (row, rows)
        assert (together(["item", "idea"]), either(["seven", "eight"])) == (both, one_of)
        assert (headed("a", "b"), bracketed("a", "b")) == (under, behind)


def test_what_runs_from_left_to_right_keeps_its_direction_in_arabic():
    with translation.override("ar"):
        assert source(Passage(page=4, question="11.1.h")) == "الصفحة 4، السؤال \u206811.1.h\u2069"
    assert source(Passage(page=4, question="11.1.h")) == "Page 4, question 11.1.h"


def test_a_refusal_is_said_in_the_language_of_its_reader_and_its_code_stays():
    refused = MatchmakerError(
        "example",
        "%(who)s, %(status)s, %(much)s, %(last)s, %(word)s, %(name)s",
        who=(Role.PROVIDER, Role.FOCAL_POINT),
        status=NeedStatus.PARTLY_MET,
        much=Decimal("1500.50"),
        last=JUNE,
        word=Word("theme"),
        name="theme",
    )
    assert str(refused) == "provider or focal point, partly met, 1500.5, 1 June 2026, theme, theme"
    assert sentence(refused) == "provider or focal point, partly met, 1,500.5, 1 June 2026, theme, theme"
    with translation.override("fr"):
        said = sentence(refused)
    assert said == "fournisseur ou point focal, satisfait en partie, 1\u202f500,5, 1er juin 2026, thème, theme"


def test_states_bear_their_names_in_the_language_of_the_page_and_stand_in_its_alphabet(world, client_of):
    for code, name in (("SLE", "Zélande"), ("TGO", "Égypte"), ("KEN", "Espagne")):
        state = Party.objects.get(code=code)
        Party.objects.filter(code=code).update(names=state.names | {"fr": name})
    Need.objects.update(visibility="public", status="circulated")
    client = client_of("coordinator")
    french = client.get("/needs/", headers={"accept-language": "fr"}).content.decode()
    rows = re.search(r"<tbody>.*</tbody>", french, re.DOTALL).group()
    shown = list(dict.fromkeys(re.findall("Zélande|Égypte|Espagne|Kenya", rows)))
    assert shown == ["Égypte", "Espagne", "Zélande"]
    menu = re.search(r'<select name="state".*?</select>', french, re.DOTALL).group()
    assert re.findall(r">(\w+)</option>", menu)[1:] == ["Égypte", "Espagne", "Zélande"]
    assert "Zélande" in client.get("/needs/?text=land", headers={"accept-language": "fr"}).content.decode()
    assert "Afrique" in french
    assert "Sierra Leone" in client.get("/needs/").content.decode()


def test_a_right_to_left_page_marks_what_was_written_in_another_language(world, client_of):
    client = client_of("provider")
    offer = world.offers["public"]
    Offer.objects.filter(pk=offer.pk).update(language="en")
    page = client.get(f"/offers/{offer.public_id}/", headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in page
    assert f'<bdi lang="en">{offer.title}</bdi>' in page
    assert re.search(rf'<blockquote lang="en" dir="auto">\s*{re.escape(offer.text)}', page)


@pytest.mark.parametrize(
    ("accepted", "detail"),
    [
        ("fr", "Il n’y a pas de filtre « colour » ici"),
        ("es-MX", "Aquí no hay ningún filtro “colour”"),
        ("ru", "Здесь нет фильтра «colour»"),
        ("de", "There is no filter 'colour' here"),
    ],
)
def test_the_api_says_what_is_wrong_in_the_language_of_its_reader_and_keeps_its_code(db, accepted, detail):
    problem = Client().get("/api/v1/needs/?colour=red", headers={"accept-language": accepted})
    assert (problem.status_code, problem.json()["code"]) == (400, "unknown_filter")
    assert problem.json()["detail"].replace("\xa0", " ").startswith(detail)
    assert problem["Content-Language"] in (*CODES,)
    assert "Accept-Language" in problem["Vary"]


def test_a_refusal_of_a_service_reaches_the_api_in_the_language_of_its_reader(world, client_of):
    client = client_of("focal_point")
    address = f"/api/v1/needs/{world.needs['public'].public_id}/"
    version = client.get(address)["ETag"]
    said = {
        language: client.post(
            f"{address}withdraw/",
            {"reason": " "},
            content_type="application/json",
            headers={"accept-language": language, "if-match": version},
        ).json()
        for language in ("en", "es")
    }
    assert said["en"]["code"] == said["es"]["code"]
    assert said["en"]["detail"] != said["es"]["detail"]


def test_a_digest_comes_in_the_language_of_its_receiver(world, mailoutbox):
    User.objects.filter(pk=world.users["focal_point"].pk).update(language="zh", email="sle@example.org")
    digest = Digest(user=User.objects.get(pk=world.users["focal_point"].pk), counts={Topic.NEED_TO_CONFIRM: 2})
    with translation.override("ru"):
        mail.send_digest(digest)
    assert mailoutbox[0].subject == "Matchmaker：等待您处理的事项"
    assert "从报告中读取、待确认的需求：2" in mailoutbox[0].body
