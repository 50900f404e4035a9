"""The queue of pairs: for coordinators only, both sides in their words, a verdict, where it leads, and taking it back."""

import re

import pytest

from matchmaker.models import AuditEntry, Duplicate
from tests.factories import NeedFactory, PassageFactory, judged

NEVER = "00000000-0000-4000-8000-000000000000"
QUEUE = "/desk/coordinator/duplicates/"
GIVEN = {"relation": "renewal", "why": "A second course for others."}


@pytest.fixture
def held(world):
    """A pair that waits; of the world's own pair the coordinator's State is a side."""
    return judged(world.needs["public"], world.needs["submitted"], relation="overlapping")


@pytest.fixture
def own(world):
    return Duplicate.objects.get(relation="overlapping", confidence__lt=1)


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "other_focal_point", "provider"])
def test_to_whoever_is_no_coordinator_no_page_exists(held, client_of, persona):
    client = client_of(persona)
    for address in (QUEUE, f"{QUEUE}{held.public_id}/"):
        assert client.get(address).status_code == 404
    for act in ("judge", "take-back"):
        assert client.post(f"{QUEUE}{held.public_id}/{act}/", GIVEN).status_code == 404
    assert Duplicate.objects.count() == 2


def test_a_pair_with_what_is_not_shown_answers_as_one_that_never_was(world, client_of):
    hidden = judged(world.needs["draft"], world.needs["public"])
    client = client_of("coordinator")
    assert str(hidden.public_id) not in client.get(QUEUE).content.decode()
    for name in (hidden.public_id, NEVER):
        assert client.get(f"{QUEUE}{name}/").status_code == 404
        for act in ("judge", "take-back"):
            assert client.post(f"{QUEUE}{name}/{act}/", GIVEN).status_code == 404
    assert Duplicate.objects.count() == 2


def test_verdicts_are_posts(held, client_of):
    client = client_of("coordinator")
    for act in ("judge", "take-back"):
        assert client.get(f"{QUEUE}{held.public_id}/{act}/").status_code == 405


def test_the_queue_leads_to_a_pair_with_both_passages_and_the_evidence(held, own, client_of):
    client = client_of("coordinator")
    html = client.get(QUEUE).content.decode()
    assert f'href="{QUEUE}{held.public_id}/"' in html
    for words in ("Overlapping, by comparison: sure (91 of 100)", ">two marking machines</q>", ">canary-submitted</q>"):
        assert words in html, words
    html = client.get(f"{QUEUE}{own.public_id}/").content.decode()
    for words in ("canary-closed-quote", "canary-engagement under way", "the same (1)", "close (0.8)"):
        assert words in html, words
    html = client.get(f"{QUEUE}{held.public_id}/").content.decode()
    for words in ("two marking machines", "canary-submitted", 'data-key="6"'):
        assert words in html, words


def test_evidence_shows_names_and_words_instead_of_codes_and_stored_values(held, client_of):
    reasons = [
        {"field": "state", "score": "1", "detail": "both: KEN"},
        {"field": "provider", "score": "0.4", "detail": "DEU may pay for XYZ"},
        {"field": "item", "score": "0", "detail": "marking_machine is not software_licence"},
        {"field": "text", "score": "1", "detail": "“KEN” beside “DEU”"},
    ]
    Duplicate.objects.filter(pk=held.pk).update(reasons=reasons)
    html = client_of("coordinator").get(f"{QUEUE}{held.public_id}/").content.decode()
    for words in ("Both: Kenya", "Germany may pay for XYZ", "Marking machine is not software licence", "“KEN” beside"):
        assert f">{words}" in html, words


def test_the_address_of_a_judgement_that_stands_no_more_leads_to_the_one_that_does(held, client_of):
    client = client_of("coordinator")
    client.post(f"{QUEUE}{held.public_id}/judge/", GIVEN)
    stands = Duplicate.objects.standing().get(a_id=held.a_id, b_id=held.b_id)
    answer = client.get(f"{QUEUE}{held.public_id}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{QUEUE}{stands.public_id}/")
    assert client.get(f"{QUEUE}{stands.public_id}/").status_code == 200


def test_keys_are_switched_off_for_both_pages_and_on_again(world, held, client_of):
    client = client_of("coordinator")
    pages = {f"{QUEUE}{held.public_id}/": (client, "keys.js")}
    state = client_of("focal_point")
    pages[f"/desk/requesting/reports/{world.report.public_id}/"] = (state, "review.js")
    for address, (reader, script) in pages.items():
        assert script in reader.get(address).content.decode()
        answer = reader.post("/accounts/keys/", {"keys": "off", "next": address})
        assert (answer.status_code, answer.headers["Location"]) == (302, address)
        html = reader.get(address).content.decode()
        assert script not in html
        assert "<kbd>" not in html
        assert "switched off" in html
        reader.post("/accounts/keys/", {"keys": "on", "next": address})
        assert script in reader.get(address).content.decode()
    for onward in ("https://elsewhere.example/", "//elsewhere.example", ""):
        assert client.post("/accounts/keys/", {"next": onward}).headers["Location"] == "/"
    assert client_of("anonymous").post("/accounts/keys/").headers["Location"].startswith("/accounts/login/")
    assert client.get("/accounts/keys/").status_code == 405


def test_a_verdict_leads_on_and_can_be_taken_back(world, held, client_of):
    client = client_of("coordinator")
    onward = judged(world.needs["public"], world.needs["closed"], relation="unsure")
    answer = client.post(f"{QUEUE}{held.public_id}/judge/", GIVEN, follow=True)
    verdict = Duplicate.objects.standing().get(judged_by=world.users["coordinator"])
    assert verdict.pair == held.pair
    assert (verdict.relation, verdict.why) == ("renewal", GIVEN["why"])
    assert answer.redirect_chain == [(f"{QUEUE}{onward.public_id}/?done={verdict.public_id}", 302)]
    html = answer.content.decode()
    assert "Judged: Renewal." in html
    assert f'action="{QUEUE}{verdict.public_id}/take-back/"' in html
    html = client.post(f"{QUEUE}{verdict.public_id}/take-back/", follow=True).content.decode()
    assert "Taken back" in html
    assert GIVEN["why"] in html
    assert not Duplicate.objects.standing().filter(judged_by__isnull=False).exists()
    assert {"judge", "take_back"} <= set(AuditEntry.objects.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"relation": "cousins", "why": "so"}, "Choose one of the six verdicts"),
        ({"why": "so"}, "Choose one of the six verdicts"),
        ({"relation": "renewal", "why": "  "}, "needs a reason"),
        ({"relation": "renewal", "why": "a\x00b"}, "Choose one of the six verdicts"),
        ({"relation": "renewal", "why": "x" * 2000}, "at most 1,000 letters"),
    ],
)
def test_what_is_no_verdict_is_refused_in_a_sentence(held, client_of, given, words):
    client = client_of("coordinator")
    html = client.post(f"{QUEUE}{held.public_id}/judge/", given, follow=True).content.decode()
    assert words in html
    assert not Duplicate.objects.filter(judged_by__isnull=False).exists()


def test_a_verdict_on_what_was_judged_meanwhile_is_refused(held, client_of):
    client = client_of("coordinator")
    client.post(f"{QUEUE}{held.public_id}/judge/", GIVEN)
    html = client.post(f"{QUEUE}{held.public_id}/judge/", GIVEN | {"relation": "unrelated"}, follow=True).content
    assert "judged meanwhile" in html.decode()
    assert Duplicate.objects.standing().get(a_id=held.a_id, b_id=held.b_id).relation == "renewal"


def test_the_own_state_is_for_another_coordinator(world, client_of):
    held = judged(world.offers["secret"], world.offers["public"])
    html = client_of("coordinator").get(f"{QUEUE}{held.public_id}/").content.decode()
    assert "another coordinator decides" in html
    assert 'data-key="1"' not in html


def test_a_cluster_says_step_by_step_what_cannot_all_be_true(world, client_of):
    a, b, c = (world.needs[name] for name in ("public", "closed", "submitted"))
    rows = [judged(a, b), judged(b, c), judged(a, c, "unrelated")]
    html = client_of("coordinator").get(f"{QUEUE}{rows[0].public_id}/").content.decode()
    assert "This cannot all be true:" in html
    drawn = re.findall(r'<line class="link-(\w+)"', html)
    assert sorted(drawn) == ["against", "same", "same"]
    assert len(re.findall("<circle ", html.partition("cluster-picture")[2])) == 3
    for words in ("two marking machines", "canary-closed-quote", "canary-submitted", "(this pair)"):
        assert words in html.partition('id="cluster"')[2], words
    assert len(re.findall(r">[ABC] = [ABC]</a>", html)) == 2
    (last,) = re.findall(r'href="([^"]+)">[ABC] ≠ [ABC]</a>', html)
    assert last == f"{QUEUE}{rows[2].public_id}/"
    html = client_of("coordinator").get(QUEUE).content.decode()
    assert "1 judgement contradicts others" in html
    assert f'<li><a href="{last}">Sierra Leone, ' in html


def test_a_verdict_names_the_pairs_that_it_settles_and_those_that_it_does_not(world, client_of):
    by = world.users["provider"]
    needs = [
        NeedFactory(state=world.needs["closed"].state, beneficiary="police", cycle=year)
        for year in range(2020, 2027, 2)
    ]
    for need in needs:
        PassageFactory(need=need, order=0, quote="two marking machines for the national police")
    one, twin, third, fourth = needs
    judged(one, twin, by=by)
    judged(one, third, "unsure")
    judged(one, fourth, "renewal", by=by)
    client = client_of("coordinator")
    told = []
    for other in (third, fourth):
        held = (
            judged(twin, other, "unsure")
            if other is third
            else Duplicate.objects.standing().get(
                a_id=min(twin.public_id, other.public_id), b_id=max(twin.public_id, other.public_id)
            )
        )
        given = GIVEN | {"relation": "unrelated"}
        html = client.post(f"{QUEUE}{held.public_id}/judge/", given, follow=True).content.decode()
        told.append([words in html for words in (">Settled: ", ">Not settled: ")])
    assert told == [[True, False], [False, True]]


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99", "done=x", f"done={NEVER}"])
def test_odd_addresses_are_answered(held, client_of, query):
    client = client_of("coordinator")
    assert client.get(f"{QUEUE}?{query}").status_code == 200
    assert client.get(f"{QUEUE}{held.public_id}/?{query}").status_code == 200


def test_the_pages_ask_the_database_little(many, held, client_of, django_assert_max_num_queries):
    needs = [row.need for row in many.run.unmet.all()]
    for one, other in zip(needs[::2], needs[1::2], strict=False):
        judged(one, other, relation="unsure")
    client = client_of("coordinator")
    for address in (QUEUE, f"{QUEUE}{held.public_id}/"):
        with django_assert_max_num_queries(30):
            assert client.get(address).status_code == 200
