"""Each finer point of what counts as a duplicate, as a pair of records that differ from one another in just that."""

from decimal import Decimal

import pytest

from matchmaker.core.vocabulary import Kind, Relation, Theme

from .made import RATES, TRAINING, a_day, engagement, need, offer, related, screened

RESTATED, OVERLAPPING, COMPLEMENTARY, RENEWAL, UNSURE, UNRELATED = (
    Relation.RESTATED,
    Relation.OVERLAPPING,
    Relation.COMPLEMENTARY,
    Relation.RENEWAL,
    Relation.UNSURE,
    Relation.UNRELATED,
)
COURSE = need(text="training of ten police officers on marking", **TRAINING)
REGIONAL_COURSE = engagement(
    state="RECSA",
    beneficiary=None,
    provider="RECSA",
    text="regional course on marking for Kenya, Uganda and Rwanda, ten places each",
    **{**TRAINING, "quantity": Decimal(30)},
)
SOON = {"start": a_day("2018-03-01"), "end": a_day("2018-11-30")}

CASES = {
    # Restated: one real thing, two records.
    "asked again in the next cycle": (need(), need(cycle=2018), RESTATED),
    "asked again in another language": (need(), need(cycle=2018, text="deux machines de marquage", language="fr"), RESTATED),
    "asked again through another channel": (need(), need(requested=a_day("2016-05-01")), RESTATED),
    "asked again after it was met, nothing else changed": (need(status="met"), need(cycle=2018), RESTATED),
    "a member's line inside its region's request": (
        need(**TRAINING, text="training of ten officers on marking"),
        need(state="RECSA", beneficiary=None, **{**TRAINING, "quantity": Decimal(30)}, text="training on marking for Kenya, Uganda and Rwanda, ten officers each"),
        RESTATED,
    ),
    "what the donor provided is what the recipient received": (
        engagement(amount=Decimal(50000), currency="EUR", text="two marking machines given to the police"),
        engagement(amount=Decimal(56500), currency="USD", provider="Etats-Unis", text="deux machines de marquage reçues", language="fr"),
        RESTATED,
    ),
    "a member's line about a regional engagement": (
        REGIONAL_COURSE,
        engagement(provider="RECSA", text="ten officers took part in the RECSA course on marking", **TRAINING),
        RESTATED,
    ),
    "an offer published twice": (offer(), offer(text="2 marking machines"), RESTATED),
    "a record without State, and much else alike": (need(), need(cycle=2018, state=None), RESTATED),
    # Overlapping: of two things one makes the other unnecessary.
    "an engagement that covers a need": (need(), engagement(), OVERLAPPING),
    "a planned engagement covers too": (need(), engagement(status="planned", **SOON), OVERLAPPING),
    "two donors give the same to the same agency": (engagement(), engagement(provider="DEU", quantity=Decimal(3)), OVERLAPPING),
    "a regional course that serves a national need": (COURSE, REGIONAL_COURSE, OVERLAPPING),
    "two offers of one giver, open to any State": (offer(), offer(quantity=Decimal(9), text="nine marking machines"), OVERLAPPING),
    # Complementary: belong together.
    "a machine and the training on it": (need(), COURSE, COMPLEMENTARY),
    "a law and its training": (
        need(theme=Theme.TRANSFERS, kind=Kind.LEGAL, item=None, quantity=None, text="review of the arms transfer law"),
        need(theme=Theme.TRANSFERS, text="training of officials on the new arms transfer law", **TRAINING),
        COMPLEMENTARY,
    ),
    "software and the computers it runs on": (
        need(theme=Theme.RECORD_KEEPING, item="software_licence", text="registration software"),
        need(theme=Theme.RECORD_KEEPING, item="computer", text="computers for the register"),
        COMPLEMENTARY,
    ),
    "parts that run side by side": (
        engagement(text="part A of the marking programme, in parallel with part B"),
        engagement(text="part B of the marking programme"),
        COMPLEMENTARY,
    ),
    # Renewal: a legitimate follow-on.
    "a met need asked again with another quantity": (need(status="met"), need(cycle=2018, quantity=Decimal(5), text="five marking machines"), RENEWAL),
    "a met need asked again for another place": (need(status="met", site="Kigali"), need(cycle=2018, site="Huye"), RENEWAL),
    "a need after a finished engagement": (
        need(),
        engagement(start=a_day("2013-01-01"), end=a_day("2014-06-30"), status="delivered"),
        RENEWAL,
    ),
    "a refresher": (COURSE, need(cycle=2018, text="refresher course on marking for ten police officers", **TRAINING), RENEWAL),
    "the next phase": (
        engagement(text="marking programme, phase I"),
        engagement(text="marking programme, phase II", start=a_day("2017-09-01"), end=a_day("2018-06-30")),
        RENEWAL,
    ),
    "a replacement at the end of life": (need(status="met"), need(cycle=2022, text="two machines to replace those at the end of their life"), RENEWAL),
    "a second lot for other places": (need(), need(cycle=2018, text="a second lot of two marking machines for the provinces"), RENEWAL),
    "the same giver's help later": (
        engagement(),
        engagement(start=a_day("2019-01-01"), end=a_day("2019-12-31")),
        RENEWAL,
    ),
    # Unrelated: what looks alike and is not.
    "another State": (need(), need(state="KEN"), UNRELATED),
    "another agency": (need(), need(beneficiary="army"), UNRELATED),
    "another agency, told in the text only": (need(), need(beneficiary=None, text="two marking machines for the navy"), UNRELATED),
    "another site asked for on its own": (need(site="Kigali"), need(cycle=2018, site="Huye"), UNRELATED),
    "another theme": (need(), need(theme=Theme.DESTRUCTION), UNRELATED),
    "items that partly replace each other": (
        need(theme=Theme.STOCKPILE_MANAGEMENT, item="storage_container", text="two storage containers"),
        need(theme=Theme.STOCKPILE_MANAGEMENT, item="armoury_cabinet", text="two cabinets"),
        UNRELATED,
    ),
    "a need and an offer": (need(), offer(), UNRELATED),
    "a need and an offer made to its State": (need(), offer(state="RWA", beneficiary="police"), UNRELATED),
    "offers of two givers open to any State": (offer(), offer(provider="DEU"), UNRELATED),
    "two kinds of help ticked in one passage": (
        need(theme=Theme.BROKERING, kind=Kind.LEGAL, item=None, quantity=None, text="Legislative and technical"),
        need(theme=Theme.BROKERING, kind=Kind.EXPERTISE, item=None, quantity=None, text="Legislative and technical"),
        UNRELATED,
    ),
    "another record without State, and nothing else alike": (need(), need(state=None, quantity=None, text="marking"), UNRELATED),
    "a region without the State": (need(state="MWI"), need(state="RECSA", beneficiary=None), UNRELATED),
    # And so on, told in other words.
    "two givers' offers to one State":(offer(state="RWA",beneficiary="police"),offer(state="RWA",beneficiary="police",provider="DEU"),OVERLAPPING),
    "an offer to a State and another giver's engagement there":(offer(state="RWA",beneficiary="police"),engagement(provider="DEU"),OVERLAPPING),
    "an open offer and the same giver's to a State":(offer(),offer(state="RWA",beneficiary="police"),OVERLAPPING),
    "an open offer and another giver's to a State":(offer(provider="DEU"),offer(state="RWA"),UNRELATED),
    "an open offer and an engagement":(offer(),engagement(),UNRELATED),
    "a need whose days lie after the engagement":(need(start=a_day("2018-01-01"),end=a_day("2019-01-01")),engagement(start=a_day("2015-01-01"),end=a_day("2016-01-01"),status="delivered"),RENEWAL),
    "the second phase, in words":(engagement(text="marking project"),engagement(text="second phase of the marking project",start=a_day("2017-09-01"),end=a_day("2018-05-01")),RENEWAL),
    "the second phase, in French":(engagement(text="marking project"),engagement(text="Deuxième phase du projet de marquage",language="fr",start=a_day("2017-09-01"),end=a_day("2018-05-01")),RENEWAL),
    "the second phase, in Spanish, begun before the first ended":(engagement(text="proyecto de marcaje",language="es"),engagement(text="segunda fase del proyecto de marcaje",language="es",start=a_day("2017-05-01"),end=a_day("2018-05-01")),RENEWAL),
    "a need met in part, asked again for the rest":(need(status="partly_met"),need(cycle=2018,quantity=Decimal(1)),RENEWAL),
    "a regional request and the regional course for it":(need(state="RECSA",beneficiary=None,text="tracing course for Kenya and Uganda",theme=Theme.TRACING,**TRAINING),engagement(state="RECSA",beneficiary=None,text="tracing course for Kenya and Uganda",theme=Theme.TRACING,**TRAINING),OVERLAPPING),
    "a site told once only":(need(site="Kigali"),need(cycle=2018),RESTATED),
    "an agency by its own name":(need(),need(cycle=2018,beneficiary="Rwanda National Police"),RESTATED),
    "another agency by its own name":(need(),need(cycle=2018,beneficiary="Rwanda Correctional Service"),UNRELATED),
    "two agencies that nobody knows":(need(beneficiary="Agence X"),need(cycle=2018,beneficiary="Bureau Y"),UNRELATED),
    "a member that its region does not name":(need(state="TZA",theme=Theme.TRACING,**TRAINING,text="ten officers trained in tracing"),need(state="RECSA",beneficiary=None,theme=Theme.TRACING,**{**TRAINING,"quantity":Decimal(30)},text="tracing course for Kenya, Uganda and Rwanda"),UNRELATED),
    "the amount alone says whose it is":(engagement(provider=None,amount=Decimal(50000),currency="EUR"),engagement(amount=Decimal(56000),currency="USD"),RESTATED),
    "money for a machine, and the machine":(need(kind=Kind.FUNDING,quantity=None,amount=Decimal(30000),currency="USD",text="funds to buy two marking machines for the police"),need(cycle=2018),RESTATED),
    "advice on a law, as expertise and as legal help":(need(theme=Theme.TRANSFERS,kind=Kind.LEGAL,item=None,quantity=Decimal(20),text="twenty days of advice on the arms law"),need(cycle=2018,theme=Theme.TRANSFERS,kind=Kind.EXPERTISE,item=None,quantity=Decimal(20),text="twenty days of advice on the arms law"),RESTATED),
    "two givers at two sites":(engagement(site="North Kivu",state="COD"),engagement(site="Katanga",state="COD",provider="DEU"),UNRELATED),
    "help years after the request":(need(cycle=2012,requested=a_day("2012-05-01")),engagement(),UNRELATED),
    "an offer made again for the next year":(offer(),offer(start=a_day("2018-01-01"),end=a_day("2018-12-31")),RENEWAL),
    "a letter and the report of one cycle":(need(text="Two marking machines, letter of the Permanent Mission"),need(text="2 marking machines (national report)"),RESTATED),
    "facts in the texts only, in two languages":(need(text="deux machines de marquage pour la police",language="fr",beneficiary=None,quantity=None,item=None),engagement(text="dos máquinas de marcaje entregadas a la policía",language="es",beneficiary=None,quantity=None,item=None),OVERLAPPING),
    "a machine and another agency's training":(need(),need(beneficiary="army",text="training",**TRAINING),UNRELATED),
    "ammunition and weapons":(need(theme=Theme.AMMUNITION,kind=Kind.EXPERTISE,item=None,text="advice on ammunition"),need(cycle=2018,theme=Theme.STOCKPILE_MANAGEMENT,kind=Kind.EXPERTISE,item=None,text="advice on weapons stockpile"),UNRELATED),
    # Unsure: the facts do not decide.
    "the beneficiary is still to be decided": (need(beneficiary=None, text="a marking machine, beneficiary to be determined"), engagement(), UNSURE),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_finer_point(case):
    one, other, relation = CASES[case]
    assert related(one, other) is relation


NULLS = ("beneficiary", "theme", "kind", "item", "quantity", "site", "cycle", "requested", "status", "language")


@pytest.mark.parametrize("field", NULLS)
def test_null_contradicts_nothing(field):
    """A request told again with one field left empty is still no other thing."""
    full = need(site="Kigali")
    again = need(**{"site": "Kigali", "cycle": 2018, field: None})
    assert related(full, again) in (RESTATED, UNSURE)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("state", "Rwanda asks for two marking machines for the police"),
        ("beneficiary", "two marking machines for the National Police"),
        ("quantity", "two marking machines for the police"),
        ("item", "two engraving and marking machines for the police"),
        ("theme", "two machines to mark firearms of the police"),
        ("site", "two marking machines for the police in Kigali"),
    ],
)
def test_a_fact_may_stand_in_the_text_only(field, text):
    assert (
        related(need(site="Kigali"), need(**{"cycle": 2018, "site": "Kigali", field: None, "text": text})) is RESTATED
    )


def test_a_need_without_days_runs_from_its_cycle_to_the_end_of_the_next():
    """From 1 January of the cycle to 31 December of cycle + 2; one day outside and the engagement no longer covers."""
    asked = need(cycle=2016, requested=None)
    first, last = a_day("2016-01-01"), a_day("2018-12-31")
    for start, end in ((a_day("2015-01-01"), first), (last, a_day("2020-01-01"))):
        assert related(asked, engagement(start=start, end=end)) is OVERLAPPING
    assert related(asked, engagement(start=a_day("2015-01-01"), end=a_day("2015-12-31"), status="delivered")) is RENEWAL
    assert related(asked, engagement(start=a_day("2019-01-01"), end=a_day("2020-01-01"))) is UNRELATED


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("100000", "EUR"), ("112000", "USD"), True),
        (("100000", "EUR"), ("122000", "USD"), True),
        (("100000", "EUR"), ("100000", "USD"), True),
        (("100000", "EUR"), ("200000", "USD"), False),
        (("100000", "CHF"), ("100000", "EUR"), True),
    ],
)
def test_amounts_are_compared_in_the_base_currency_with_room_for_another_rate(one, other, same):
    told = engagement(amount=Decimal(one[0]), currency=one[1])
    again = engagement(amount=Decimal(other[0]), currency=other[1])
    assert related(told, again) is (RESTATED if same else OVERLAPPING)
    assert RATES.knows(one[1])


@pytest.mark.parametrize(
    "name", ["USA", "United States of America", "the United States", "Etats-Unis", "Estados Unidos"]
)
def test_organisations_and_states_go_by_many_names(name):
    assert related(engagement(), engagement(provider=name, text="machines received for marking")) is RESTATED


def test_donor_and_implementer_may_change_places():
    donor = engagement(provider="CHE", implementer="UNREC")
    recipient = engagement(provider="UNREC", funder="Switzerland", text="machines received from UNREC")
    assert related(donor, recipient) is RESTATED


def test_every_printed_pair_says_why_in_words_and_shows_both_texts():
    pair = screened(need(id="r1"), need(id="r2", cycle=2018, text="deux machines de marquage", language="fr")).pairs[0]
    reasons = {reason.field: reason.detail for reason in pair.reasons}
    assert set(reasons) >= {"rule", "state", "beneficiary", "theme", "kind", "item", "quantity", "time", "text"}
    assert "two marking machines" in reasons["text"]
    assert "deux machines de marquage" in reasons["text"]
    assert all(0 <= reason.score <= 1 and reason.detail for reason in pair.reasons)
    assert reasons["beneficiary"] == "both: police"
