"""The audit trail on a page: whole for auditors, narrowed as they wish, and there for nobody else."""

import re
from datetime import timedelta

import pytest

from matchmaker.services import audit
from tests.factories import NOW
from tests.web import pages

HERE = "/desk/audit/"


@pytest.fixture
def kept(world):
    """Let two records change, by two people on two days."""
    pages.with_keepers(world)
    need, offer = world.needs["public"], world.offers["public"]
    by, giver = world.users["focal_point"], world.users["provider"]
    audit.record(by=by, at=NOW, action="prioritise", of=need, old={"tier": 3}, new={"tier": 1}, reason="Urgent.")
    audit.record(by=giver, at=NOW + timedelta(days=2), action="renew", of=offer, new={"end": "2027-12-31"})
    return need, offer


def shown(client, **wanted):
    html = client.get(HERE, wanted).content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.parametrize("persona", ["anonymous", "focal_point", "provider", "coordinator", "administrator"])
def test_to_others_there_is_no_trail_and_no_way_to_it(kept, client_of, persona):
    client = client_of(persona)
    assert client.get(HERE).status_code == 404
    assert HERE not in client.get("/").content.decode()


def test_an_auditor_begins_there_and_reads_each_change_the_latest_first(kept, client_of):
    need, offer = kept
    client = client_of("auditor")
    assert client.get("/desk/").url == HERE
    assert f'href="{HERE}"' in client.get("/").content.decode()
    last, first = shown(client)
    assert last.startswith("3 April 2026")
    assert f"Renew Offer {str(offer.public_id)[:8]} provider.deu End: 31 December 2027 –" in last
    assert f"Prioritise Need {str(need.public_id)[:8]} focal.sle Rank: 3 → 1 Urgent." in first


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"noun": "need"}, ["Prioritise"]),
        ({"who": "DEU"}, ["Renew"]),
        ({"since": "2026-04-02"}, ["Renew"]),
        ({"until": "2026-04-02"}, ["Prioritise"]),
        ({"since": "2026-04-01", "until": "2026-04-03"}, ["Renew", "Prioritise"]),
        ({"noun": "run"}, []),
    ],
)
def test_it_is_narrowed_by_record_by_person_and_by_day(kept, client_of, wanted, found):
    rows = shown(client_of("auditor"), **wanted)
    assert [next(word for word in ("Renew", "Prioritise") if word in row) for row in rows] == found


def test_one_record_is_followed_through_the_trail_and_what_is_no_filter_is_named(kept, client_of):
    need, _offer = kept
    client = client_of("auditor")
    assert len(shown(client, record=str(need.public_id))) == 1
    html = client.get(HERE, {"record": "nonsense", "noun": "elephant", "page": "77"}).content.decode()
    assert "Some filters could not be read" in html
    assert "Prioritise" in html
    assert client.get(HERE, {"who": "a\x00b"}).status_code == 200
