"""The ways on from a page: what stands behind a figure, who does the next step, what a list says of languages."""

import re
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override

from matchmaker.core.vocabulary import NeedStatus
from matchmaker.models import Cycle, Need, Report, User
from matchmaker.web.templatetags.presentation import differ, percent
from matchmaker.web.views.uses import UsesForm
from tests.factories import CommitmentFactory, EngagementFactory, OfferFactory

SUBJECTS = {
    "en": "Matchmaker: a new password",
    "fr": "Matchmaker\N{NO-BREAK SPACE}: un nouveau mot de passe",
    "es": "Matchmaker: una nueva contraseña",
    "ar": "Matchmaker: كلمة سر جديدة",
    "ru": "Matchmaker: новый пароль",
    "zh": "Matchmaker：新密码",
}


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_behind_each_figure_of_the_comparison_stands_the_list_that_it_counts(client_of):
    client = client_of("anonymous")
    links = re.findall(r'<a href="(/(?:needs|offers)/\?[^"]+)"[^>]*>([\d,]+)</a>', page(client, "/resources/"))
    assert {link.split("?")[1].split("=")[0] for link, _figure in links} == {"theme", "region"}
    for link, figure in links:
        noun = "needs" if link.startswith("/needs") else "offers"
        assert re.search(rf"<span>{figure} {noun.removesuffix('s')}s?</span>", page(client, link)), link


def test_the_figures_of_the_first_page_lead_to_what_they_count(client_of):
    found = re.findall(r'<dt><a href="([^"]+)">([^<]+)</a></dt>', page(client_of("anonymous"), "/"))
    assert found == [
        ("/needs/", "needs from reports"),
        ("/offers/", "offers"),
        ("/plan/", "needs that the latest plan would help"),
    ]


def test_indicators_without_a_figure_are_folded_and_named_with_what_they_count(many, client_of):
    html = page(client_of("anonymous"), "/indicators/")
    table, folded = html.split("</table>", 1)
    assert "Days to delivery" not in table
    assert "indicators without a figure to show yet" in folded
    assert "Median days from the commitment to the delivery" in folded
    assert "not shown" not in table.split("<table", 1)[1]


def test_a_share_says_its_number():
    assert [percent("0.0"), percent("66.7"), percent("100.0")] == ["0%", "67%", "100%"]
    with override("fr"):
        assert percent("66.7") == "67\N{NO-BREAK SPACE}%"


def test_a_column_that_says_the_same_in_each_row_is_told_from_one_that_does_not(world):
    rows = [world.needs["public"], world.needs["draft"]]
    assert not differ(rows, "state_id")
    assert differ([*rows, world.needs["closed"]], "state_id")


def test_what_is_agreed_stands_beside_the_need_and_says_whose_step_is_next(world, client_of):
    given = CommitmentFactory(proposal__need=world.needs["public"], proposal__offer=world.offers["public"])
    html = page(client_of("focal_point"), "/desk/requesting/")
    beside = re.search(rf'<td data-label="Agreed or proposed">.*?/desk/commitments/{given.public_id}/.*?</td>', html)
    assert beside
    assert "from Germany: Agreed" in re.sub(r"<[^>]+>", "", beside[0])
    address = f"/desk/commitments/{given.public_id}/"
    assert "Next: Germany says that delivery has begun." in page(client_of("focal_point"), address)
    assert "Next:" not in page(client_of("provider"), address)
    assert re.search(r'/desk/requesting/" aria-current="page"', page(client_of("focal_point"), address))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("draft", "check it: only you see it yet"),
        ("returned", "add what is missing, then submit it again"),
        ("submitted", "it waits for a coordinator"),
        ("authenticated", "it circulates soon, unless you object"),
        ("circulated", "nothing is proposed now"),
    ],
)
def test_of_a_need_of_which_nothing_is_proposed_the_desk_says_what_comes_next(world, client_of, status, words):
    Need.objects.exclude(pk=world.needs["draft"].pk).update(status="withdrawn")
    Need.objects.filter(pk=world.needs["draft"].pk).update(status=status)
    assert words in page(client_of("focal_point"), "/desk/requesting/")


def test_a_hint_under_a_field_is_read_with_it(client_of):
    html = page(client_of("focal_point"), "/desk/requesting/needs/new/")
    for name in ("item", "amount", "minimum", "condition"):
        assert re.search(rf'name="{name}"[^>]* aria-describedby="id_{name}_helptext"', html)
        assert f'id="id_{name}_helptext"' in html


def test_the_state_finds_from_its_need_where_it_stands_and_nobody_else_does(world, client_of):
    address, way = f"/needs/{world.needs['public'].public_id}/", f"{world.needs['public'].public_id}/standing/"
    assert way in page(client_of("focal_point"), address)
    for persona in ("anonymous", "other_focal_point", "provider", "coordinator"):
        assert way not in page(client_of(persona), address)


def test_a_title_in_another_language_than_the_page_is_said_to_be(world):
    offers = [OfferFactory(title="Machines", language="en"), OfferFactory(title="Stages", language="fr")]
    form = str(UsesForm({"more": "1"}, offers)["offer"])
    assert re.search(r'<option [^>]*lang="fr" dir="auto"[^>]*>Stages</option>', form)
    assert "lang=" not in re.search(r"<option[^>]*>Machines</option>", form)[0]


def test_help_that_a_report_tells_of_stands_beside_its_text(world, client_of):
    start = world.report.text.index("First page")
    row = EngagementFactory(
        state=world.report.state, report=world.report, page=1, text="A course", quantity=Decimal(2), language="en"
    )
    type(row).objects.filter(pk=row.pk).update(passage_start=start, passage_end=start + 10)
    row.providers.add(world.offers["public"].provider)
    html = page(client_of("focal_point"), f"/desk/requesting/reports/{world.report.public_id}/")
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split('id="helped"')[1].split("</ul>")[0]))
    assert "Received Marking: Equipment Running · 2 × marking machine · Germany · 1 January 2026" in told
    assert f'href="#help-{row.public_id}"' in html
    assert f'<mark id="help-{row.public_id}"' in html


@pytest.fixture
def years(world):
    for year in (2024, 2026):
        Cycle.objects.get_or_create(year=year)
    Need.objects.filter(report=world.report).exclude(status=NeedStatus.DRAFT).update(status=NeedStatus.RETURNED)


def test_the_state_corrects_the_cycle_of_its_report_on_the_page(world, client_of, years):
    client, address = client_of("focal_point"), f"/desk/requesting/reports/{world.report.public_id}/"
    assert "Not the report for 2026?" in page(client, address)
    answer = client.post(f"{address}cycle/", {"cycle-cycle": "2024"}, follow=True)
    assert "it is the report for another cycle now" in answer.content.decode()
    assert {need.cycle for need in Need.objects.filter(report=world.report)} == {2024}
    for persona in ("other_focal_point", "provider", "coordinator"):
        assert client_of(persona).post(f"{address}cycle/", {"cycle-cycle": "2026"}).status_code == 404


def test_why_a_cycle_cannot_be_corrected_is_said_at_its_field(world, client_of, years):
    Need.objects.filter(pk=world.needs["public"].pk).update(status=NeedStatus.CIRCULATED)
    address = f"/desk/requesting/reports/{world.report.public_id}/cycle/"
    html = client_of("focal_point").post(address, {"cycle-cycle": "2024"}).content.decode()
    assert re.search(r'<details class="panel" open><summary>Not the report', html)
    assert re.search(r'class="field-problem">1 of its needs have been submitted for 2026', html)


def test_a_coordinator_corrects_it_until_the_state_stands_by_it(world, client_of, years):
    client, address = client_of("coordinator"), f"/desk/coordinator/reports/{world.report.public_id}/"
    Report.objects.update(confirmed=True)
    assert "Correct the cycle" not in page(client, address)
    assert "Only the State" in client.post(f"{address}cycle/", {"cycle-cycle": "2024"}).content.decode()
    Report.objects.update(confirmed=False)
    assert "Correct the cycle" in page(client, address)
    assert client.post(f"{address}cycle/", {"cycle-cycle": "2024"}).status_code == 302
    assert Report.objects.get(pk=world.report.pk).cycle == 2024
    assert client_of("focal_point").post(f"{address}cycle/", {"cycle-cycle": "2026"}).status_code == 404


@pytest.mark.parametrize("language", SUBJECTS)
def test_mail_on_a_new_password_is_ours_in_the_language_of_the_account(world, language):
    user = world.users["focal_point"]
    User.objects.filter(pk=user.pk).update(email="focal@mail.example", language=language)
    # An account that says English may never have chosen: the page's language is the better guess.
    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en" if language == "en" else "zh, ru;q=0.5"})
    client.post("/accounts/password/reset/", {"email": "focal@mail.example"})
    (letter,) = mail.outbox
    assert letter.subject == SUBJECTS[language]
    assert user.username in letter.body
    address = re.search(r"/accounts/password/reset/key/\S+", letter.body)[0]
    form = client.get(address, follow=True).redirect_chain[-1][0]
    fresh = "a wholly new sentence of mine"
    assert client.post(form, {"password1": fresh, "password2": fresh}).status_code == 302
    assert mail.outbox[1].subject != letter.subject
    assert mail.outbox[1].subject.startswith("Matchmaker")
    assert "IP" not in mail.outbox[1].body


def test_a_stranger_is_written_to_in_the_language_of_the_page(world):
    Client(headers={"accept-language": "fr"}).post("/accounts/password/reset/", {"email": "nobody@mail.example"})
    assert "un nouveau mot de passe" in mail.outbox[0].subject
    assert "sur invitation" in mail.outbox[0].body
