"""Digests: one mail a person and day, told once, with nobody's address and no record's words."""

from datetime import timedelta

import pytest
from django.core import mail

from matchmaker.core.vocabulary import Role
from matchmaker.models import Digest, Notice, User
from matchmaker.services import mail as letters
from matchmaker.services import notifications
from tests.factories import NOW, MembershipFactory, NeedFactory, ProposalFactory
from tests.personas import coordinator, person

pytestmark = pytest.mark.django_db
CANARY = "canary-of-a-secret-site"


def addressed(user: User) -> User:
    user.email = f"{user.username}@mail.example"
    User.objects.bulk_update([user], ["email"])
    return user


@pytest.fixture
def people():
    row = ProposalFactory(
        need__site=CANARY, need__condition=CANARY, offer__title=CANARY, answer_by=NOW.date() + timedelta(days=60)
    )
    NeedFactory(status="returned", state=row.need.state, site=CANARY)
    return {
        "asks": addressed(person(Role.FOCAL_POINT, row.need.state)),
        "gives": addressed(person(Role.PROVIDER, row.offer.provider)),
        "elsewhere": addressed(person(Role.FOCAL_POINT, None or NeedFactory().state)),
        "chair": addressed(coordinator()),
        "row": row,
    }


def sent_to(user):
    return [each for each in mail.outbox if each.to == [user.email]]


def test_each_is_told_once_in_one_mail_that_says_no_secret(people):
    first = notifications.send_digests(at=NOW)
    assert first == {"written": 2, "sent": 2, "failed": 0}
    (letter,) = sent_to(people["asks"])
    assert "Proposals to answer: 1" in letter.body
    assert "Needs returned to you: 1" in letter.body
    for each in mail.outbox:
        whole = each.message().as_string()
        assert CANARY not in whole
        assert str(people["row"].public_id) not in whole
        assert not [u for u in User.objects.exclude(email=each.to[0]).exclude(email="") if u.email in whole]
        assert (each.cc, each.bcc, len(each.to)) == ([], [], 1)
    # Twice a day, and the next day, nothing is told again.
    for later in (timedelta(hours=8), timedelta(days=1)):
        assert notifications.send_digests(at=NOW + later)["sent"] == 0
    # A week before it lapses it is told once more, and after that no more.
    near = NOW + timedelta(days=54)
    assert notifications.send_digests(at=near)["sent"] == 2
    assert "Proposals that lapse soon: 1" in sent_to(people["gives"])[-1].body
    assert notifications.send_digests(at=near + timedelta(days=1))["sent"] == 0


def test_what_a_crash_left_behind_is_sent_once_and_nothing_twice(people, monkeypatch):
    real = letters.send_digest

    def dies(_digest):
        raise KeyboardInterrupt

    monkeypatch.setattr(letters, "send_digest", dies)
    with pytest.raises(KeyboardInterrupt):
        notifications.send_digests(at=NOW)
    assert (Digest.objects.filter(sent_at=None).count(), len(mail.outbox)) == (2, 0)
    monkeypatch.setattr(letters, "send_digest", real)
    # The claim of the dead process still stands for the one it was at.
    assert notifications.send_digests(at=NOW + timedelta(minutes=1))["sent"] == 1
    assert notifications.send_digests(at=NOW + timedelta(minutes=11))["sent"] == 1
    assert notifications.send_digests(at=NOW + timedelta(minutes=30))["sent"] == 0
    assert sorted(each.to[0] for each in mail.outbox) == sorted({each.to[0] for each in mail.outbox})


def test_a_server_of_mail_that_refuses_is_asked_again(people, monkeypatch):
    def refuses(_digest):
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(letters, "send_digest", refuses)
        assert notifications.send_digests(at=NOW)["failed"] == 2
    assert notifications.send_digests(at=NOW + timedelta(minutes=1))["sent"] == 2


def test_the_link_in_a_mail_stops_it_without_a_sign_in(people, client):
    notifications.send_digests(at=NOW)
    (letter,) = sent_to(people["asks"])
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    place = letter.extra_headers["List-Unsubscribe"].strip("<>").replace("http://127.0.0.1:8000", "")
    client.get(place)
    assert User.objects.get(pk=people["asks"].pk).digests, "a program that opens links stops nothing"
    assert client.post(place).status_code == 200
    assert not User.objects.get(pk=people["asks"].pk).digests
    assert client.get(place[:-3] + "x/").status_code == 404
    Notice.objects.all().delete()
    notifications.send_digests(at=NOW + timedelta(days=1))
    assert len(sent_to(people["asks"])) == 1


def test_who_holds_no_role_any_more_is_told_nothing(people):
    people["asks"].memberships.all().delete()
    MembershipFactory(user=people["asks"], role=Role.AUDITOR, party=None)
    notifications.send_digests(at=NOW)
    assert sent_to(people["asks"]) == []
