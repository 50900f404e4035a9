"""Signing in: the second factor that some roles need, limits on guessing, sessions, invitations, a fresh sign-in."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client, RequestFactory

from matchmaker import policies
from matchmaker.core.errors import MatchmakerError
from matchmaker.core.vocabulary import Role
from matchmaker.models import AuditEntry, Invitation, Membership, User
from matchmaker.services import accounts, proposals
from matchmaker.services.sealing import seal, unseal
from tests.conftest import SECRET, plain_force_login, signed_in
from tests.factories import NOW, OrganisationFactory, PartyFactory, ProposalFactory
from tests.personas import coordinator, owner, person

pytestmark = pytest.mark.django_db
PASSWORD = "long enough to pass"
SETUP = "/accounts/2fa/totp/activate/"


def code(secret, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def enter(client, user, password=PASSWORD, host="localhost"):
    return client.post("/accounts/login/", {"login": user.username, "password": password}, HTTP_HOST=host)


def administrator() -> tuple[User, Client]:
    user, client = person(Role.ADMINISTRATOR, None), Client()
    client.force_login(user)
    return user, client


def test_a_coordinator_sets_codes_up_and_does_nothing_before(client):
    user = coordinator()
    assert enter(client, user).url == "/desk/"
    for address in ("/", "/desk/coordinator/", "/accounts/"):
        assert client.get(address).url == SETUP
    page = client.get(SETUP).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert "style=" not in page
    secret = re.search(r"<code[^>]*>(\w+)</code>", page).group(1)
    assert client.post(SETUP, {"code": "000000"}).status_code == 200
    assert client.post(SETUP, {"code": code(secret)}).url == "/accounts/2fa/recovery-codes/"
    assert len(re.findall(r"<li>\d{8}</li>", client.get("/accounts/2fa/recovery-codes/").content.decode())) == 10
    assert client.get("/desk/coordinator/").status_code == 200
    # From now on the password alone opens nothing, and a code serves once.
    other = Client()
    assert enter(other, user).url == "/accounts/2fa/authenticate/"
    assert other.get("/desk/coordinator/").status_code == 404
    assert other.post("/accounts/2fa/authenticate/", {"code": code(secret, 1)}).url == "/desk/"
    third = Client()
    enter(third, user)
    assert third.post("/accounts/2fa/authenticate/", {"code": code(secret, 1)}).status_code == 200


def test_codes_that_a_role_needs_are_not_offered_to_be_given_up(client):
    page = "/accounts/2fa/totp/deactivate/"
    assert client.get(page).url.startswith("/accounts/login/")
    client.force_login(coordinator())
    told = client.get(page).content.decode()
    assert "so the codes stay" in told
    assert "Give them up" not in told
    donor = person(Role.PROVIDER, PartyFactory())
    Authenticator.objects.create(user=donor, type="totp", data={"secret": seal(SECRET)})
    client.force_login(donor)
    assert "Give them up" in client.get(page).content.decode()


def test_codes_move_to_another_device_for_whoever_has_the_old_one_or_a_recovery_code(client, mailoutbox):
    """Whose telephone was replaced could neither give the codes up nor set them up anew."""
    page = "/accounts/2fa/totp/move/"
    assert client.get(page).url.startswith("/accounts/login/")
    user = coordinator()
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(SECRET)})
    EmailAddress.objects.create(user=user, email="chair@mail.example", primary=True, verified=True)
    client.force_login(user)
    assert page in client.get("/accounts/").content.decode()

    def secret():
        return re.search(r"<code[^>]*>(\w+)</code>", client.get(page).content.decode()).group(1)

    def held():
        return unseal(Authenticator.objects.get(user=user, type="totp").data["secret"])

    fresh = secret()
    for present in ("000000", code(fresh)):  # a session alone moves nothing, nor does the new device
        assert client.post(page, {"code": code(fresh), "present": present}).status_code == 200
    assert held() == SECRET
    assert client.post(page, {"code": code(fresh), "present": code(SECRET)}).url == "/accounts/"
    assert held() == fresh
    assert AuditEntry.objects.get(action="move_codes").by == user
    assert [each.to for each in mailoutbox] == [["chair@mail.example"]]
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    newer = secret()
    assert client.post(page, {"code": "000000", "present": spare}).status_code == 200
    assert client.post(page, {"code": code(newer), "present": spare}).url == "/accounts/"
    assert held() == newer
    assert client.post(page, {"code": code(secret()), "present": spare}).status_code == 200
    assert held() == newer


def test_whoever_holds_a_session_alone_guesses_the_old_code_a_few_times_only(client):
    """Each right code of the new device made the wrong ones of the old device forgotten."""
    page, user = "/accounts/2fa/totp/move/", coordinator()
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(SECRET)})
    client.force_login(user)
    fresh = re.search(r"<code[^>]*>(\w+)</code>", client.get(page).content.decode()).group(1)
    for _ in range(6):
        refused = client.post(page, {"code": code(fresh), "present": "000000"}).content.decode()
    assert "Too many failed login attempts" in refused
    assert client.post(page, {"code": code(fresh), "present": code(SECRET)}).status_code == 200
    assert unseal(Authenticator.objects.get(user=user, type="totp").data["secret"]) == SECRET
    other = coordinator()
    Authenticator.objects.create(user=other, type="totp", data={"secret": seal(SECRET)})
    with context.request_context(RequestFactory().post(page)), pytest.raises(MatchmakerError, match="Incorrect code"):
        accounts.move_codes(secret=fresh, proof=code(fresh), by=other, at=NOW)
    assert not AuditEntry.objects.filter(action="move_codes").exists()


def test_whose_codes_a_command_set_up_makes_recovery_codes_where_the_account_leads(client):
    """The account led to recovery codes that were never made, a page that is not there."""
    user = coordinator()
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(SECRET)})
    enter(client, user)
    client.post("/accounts/2fa/authenticate/", {"code": code(SECRET)})
    make = "/accounts/2fa/recovery-codes/generate/"
    assert f'href="{make}"' in client.get("/accounts/").content.decode()
    assert "no longer serve" not in client.get(make).content.decode()
    assert client.post(make).url == "/accounts/2fa/recovery-codes/"
    assert f'href="{make}"' not in client.get("/accounts/").content.decode()
    assert "no longer serve" in client.get(make).content.decode()


def test_guesses_are_counted_by_account_whatever_it_is_called_and_the_right_password_comes_too_late():
    user = owner(PartyFactory())
    # Of whoever was not invited, as the first superuser, nobody has proved the address; it serves to sign in all the same.
    User.objects.filter(pk=user.pk).update(email="first@mail.example")
    names = [user.username, user.username.upper(), f" {user.username} ", "first@mail.example", "First@Mail.example"]
    for number in range(5):
        said = Client().post(
            "/accounts/login/", {"login": names[number], "password": "no"}, HTTP_HOST=f"localhost:{8000 + number}"
        )
        assert "not correct" in said.content.decode()
    assert "Too many failed login attempts" in enter(Client(), user, host="127.0.0.1").content.decode()
    assert enter(Client(), owner(PartyFactory())).status_code == 302, "nobody else is kept out"


def test_sessions_are_listed_and_end_at_once():
    user = owner(PartyFactory())
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"})
    enter(here, user)
    enter(there, user)
    assert "Firefox on Linux" in here.get("/accounts/").content.decode()
    here.post("/accounts/sessions/end/")
    assert there.get("/accounts/").url.startswith("/accounts/login/")
    assert here.get("/accounts/").status_code == 200


def test_one_session_ends_by_a_name_that_is_no_running_number():
    user, stranger = owner(PartyFactory()), Client()
    clients = [Client(headers={"user-agent": f"Mozilla/5.0 (X11; Linux x86_64) Firefox/{n}.0"}) for n in range(3)]
    for client in clients:
        enter(client, user)
    enter(stranger, owner(PartyFactory()))
    page = clients[0].get("/accounts/").content.decode()
    names = re.findall(r'name="session" value="(\w+)"', page)
    assert [len(name) for name in names] == [16, 16]
    assert not any(client.session.session_key in page for client in clients)
    for name in ("1", "no", names[0]):
        stranger.post("/accounts/sessions/end/", {"session": name})
    assert [client.get("/accounts/").status_code for client in (*clients, stranger)] == [200] * 4
    clients[0].post("/accounts/sessions/end/", {"session": names[0]})
    assert sorted(client.get("/accounts/").status_code for client in clients) == [200, 200, 302]


def test_a_stale_sign_in_neither_endorses_nor_invites():
    chair = coordinator()
    chair.signed_in_at = NOW.replace(hour=1)
    row = ProposalFactory(status="proposed", endorsed_by=None, endorsed_at=None, answer_by=None)
    with pytest.raises(MatchmakerError) as refused:
        proposals.endorse(proposal=row, by=chair, at=NOW)
    assert refused.value.code == "sign_in_again"
    _, client = administrator()
    signed_in(client, time.time() - 16 * 60)
    asked = {"email": "new@mail.example", "role": "auditor", "party": ""}
    answer = client.post("/accounts/people/invite/", asked)
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert not Invitation.objects.exists()
    # What was asked for is done as soon as it is the same person again.
    client.post(answer.url, {"password": PASSWORD})
    assert Invitation.objects.get().email == "new@mail.example"


PARTIES = {
    "state": PartyFactory,
    "regional": lambda: OrganisationFactory(type="regional_organisation"),
    "fund": OrganisationFactory,
    "none": lambda: None,
}
FITS = {
    "focal_point": {"state", "regional"},
    "provider": {"state", "regional", "fund"},
    "coordinator": {"state"},
    "auditor": {"none"},
    "administrator": {"none"},
}
TOGETHER = {
    frozenset({"focal_point", "provider"}),
    frozenset({"focal_point"}),
    frozenset({"provider"}),
    frozenset({"auditor"}),
    frozenset({"administrator"}),
}


def test_the_table_of_roles_agrees_with_this_one():
    for role, fits in FITS.items():
        for sort, make in PARTIES.items():
            for held in (None, *FITS):
                fine = sort in fits and (held is None or frozenset({role, held}) in TOGETHER)
                try:
                    policies.require_role_fits(Role(role), make(), [Role(held)] if held else [])
                except MatchmakerError:
                    assert not fine, (role, sort, held)
                else:
                    assert fine, (role, sort, held)


@pytest.mark.parametrize("role", [None, *FITS])
def test_only_administrators_invite(role, client):
    user = (
        User.objects.create(username="nobody")
        if role is None
        else person(Role(role), None if FITS[role] == {"none"} else PartyFactory())
    )
    client.force_login(user)
    seen = 200 if role == "administrator" else 404
    assert client.get("/accounts/people/").status_code == seen
    client.post("/accounts/people/invite/", {"email": "a@mail.example", "role": "auditor", "party": ""})
    assert Invitation.objects.count() == (role == "administrator")


def test_an_invitation_makes_an_account_once_and_the_role_is_taken_back_at_once(client):
    _, chief = administrator()
    state = PartyFactory()
    chief.post("/accounts/people/invite/", {"email": "New@mail.example", "role": "focal_point", "party": state.code})
    (letter,) = mail.outbox
    link = re.search(r"http://127\.0\.0\.1:8000(/accounts/invitation/\S+)", letter.body).group(1)
    assert Invitation.objects.get().digest not in link
    account = {
        "username": "newcomer",
        "name": "",
        "password": "a long sentence of words",
        "again": "a long sentence of words",
    }
    assert "differ" in client.post(link, account | {"again": "other"}).content.decode()
    assert client.post(link, account).url == "/accounts/login/"
    assert Client().post(link, account | {"username": "second"}).status_code == 404
    user = User.objects.get(username="newcomer")
    assert (user.memberships.get().role, user.email) == ("focal_point", "new@mail.example")
    assert (
        client.post("/accounts/login/", {"login": "new@mail.example", "password": account["password"]}).url == "/desk/"
    )
    assert client.get("/desk/requesting/").status_code == 200
    held = Membership.objects.get(user=user)
    place = f"/accounts/people/memberships/{held.public_id}/revoke/"
    page = chief.get("/accounts/people/").content.decode()
    assert place in page
    assert f'"reason-{held.pk}"' not in page
    assert chief.post(f"/accounts/people/memberships/{held.pk}/revoke/", {"reason": "A new post."}).status_code == 404
    chief.post(place, {"reason": "A new post."})
    assert client.get("/desk/requesting/").status_code == 404
    assert {"invite", "accept", "grant", "revoke"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_nobody_registers_and_a_reset_tells_nothing(client):
    assert "by invitation" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="x").exists()
    known = owner(PartyFactory())
    User.objects.filter(pk=known.pk).update(email="known@mail.example")
    answers = [
        client.post("/accounts/password/reset/", {"email": f"{name}@mail.example"}) for name in ("known", "unknown")
    ]
    assert [(each.status_code, each.url) for each in answers] == [(302, "/accounts/password/reset/sent/")] * 2


def test_a_person_without_codes_is_a_stranger_to_the_api_and_the_administration_has_no_door_of_its_own(client):
    user = coordinator()
    plain_force_login(client, user)
    assert client.get("/api/v1/me/").status_code in (401, 403)
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(SECRET)})
    assert client.get("/api/v1/me/").status_code == 200
    assert Client().get("/admin/login/").url == "/accounts/login/?next=%2Fadmin%2Flogin%2F"
