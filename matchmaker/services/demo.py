"""The demo world: invented offers, engagements and accounts around the sample reports; twice changes nothing."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from knox.models import AuthToken

from matchmaker.core.errors import MatchmakerError
from matchmaker.core.gazetteer import FIXTURES
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Relation, Role, Visibility
from matchmaker.models import Engagement, Membership, Need, Offer, Party, Report, Run, Scenario, User

from . import duplicates, engagements, needs, offers, problems, reference, reports, runs, scenarios, tokens

CYCLE = 2026
RECEIVED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
CIRCULATED = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
PASSWORD = "demo-only-password"  # noqa: S105 - printed for everybody who starts the demo, which refuses production
WAITING = FIXTURES / "gold" / "tuned" / "mrt-2026.docx"
Say = Callable[[str], None]


def _rows(name: str) -> list[dict[str, object]]:
    return json.loads((FIXTURES / "demo" / f"{name}.json").read_text(encoding="utf-8"))


def accounts() -> list[dict[str, object]]:
    """Return the demo accounts: role, party, user name, password."""
    return [{**row, "password": PASSWORD, "totp_secret": totp_secret(row), "token": None} for row in _rows("accounts")]


def totp_secret(row: dict[str, object]) -> str | None:
    """Return the secret of a demo account's one-time codes, the same each time; None where its role needs none."""
    if row["role"] not in (Role.COORDINATOR, Role.ADMINISTRATOR):
        return None
    return base64.b32encode(hashlib.sha1(str(row["username"]).encode()).digest()).decode()  # noqa: S324 - no secret


def one_time_code(user: User, *, at: float) -> tuple[str, int]:
    """Return the code that an authenticator shows for a person at a time, and for how many seconds more."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if found is None:
        raise MatchmakerError("no_codes", "%(user)s signs in without a one-time code.", user=user.username)
    step, past = divmod(int(at), mfa_settings.TOTP_PERIOD)
    return format_hotp_value(hotp_value(decrypt(found.data["secret"]), step)), mfa_settings.TOTP_PERIOD - past


def accounts_with_tokens(*, at: datetime) -> list[dict[str, object]]:
    """Return the demo accounts, each with a new token of the API in place of those before.

    Scripts act with them for a day without signing in again: they are dated by its end.
    """
    found = accounts()
    for row in found:
        person = User.objects.get(username=row["username"])
        for held in AuthToken.objects.filter(user=person):
            tokens.revoke(by=person, at=at, token_key=held.token_key)
        _, row["token"] = tokens.issue(by=person, at=at, signed_in_at=at + timedelta(days=1))
    return found


def refuse_in_production() -> None:
    """Refuse where real people sign in; asked before anything is written."""
    if settings.PRODUCTION:
        raise MatchmakerError("not_in_production", "The demo world has known passwords: it is refused in production.")


def build(*, say: Say = lambda _: None) -> None:
    """Build reference data, accounts, offers and engagements where they are not there yet."""
    refuse_in_production()
    counts = reference.load_reference()
    say(f"Reference data: {counts['parties']} States and organisations, {counts['cycles']} cycles.")
    parties = {party.code: party for party in Party.objects.all()}
    with transaction.atomic():
        _accounts(parties)
        author = User.objects.get(username="coordinator.che")
        if not Offer.objects.exists():
            for row in _rows("offers"):
                _offer(row, parties)
        if not Engagement.objects.filter(report__isnull=True).exists():
            for row in _rows("engagements"):
                _engagement(row, parties, author)
    say(f"Demo world: {Offer.objects.count()} offers, {len(_rows('engagements'))} engagements, invented.")


def _accounts(parties: dict[str, Party]) -> None:
    for row in _rows("accounts"):
        user, created = User.objects.get_or_create(username=row["username"])
        if created:
            user.set_password(PASSWORD)
            user.is_staff = row["role"] == Role.ADMINISTRATOR
            user.email = f"{user.username}@demo.example"
            User.objects.bulk_update([user], ["password", "is_staff", "email"])
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            if secret := totp_secret(row):
                TOTP.activate(user, secret)
        party = parties[row["party"]] if row["party"] else None
        Membership.objects.get_or_create(user=user, role=row["role"], party=party)


def _offer(row: dict[str, object], parties: dict[str, Party]) -> None:
    provider = parties[str(row["provider"])]
    numbers = ("capacity", "minimum_per_recipient", "maximum_per_recipient", "opening_minimum")
    fields = {
        name: Decimal(str(value)) if name in numbers and value is not None else value
        for name, value in row.items()
        if name != "provider"
    }
    fields |= {name: date.fromisoformat(str(row[name])) for name in ("start", "end")}
    giver = _speaker(provider, Role.PROVIDER)
    offer = offers.create(provider=provider, by=giver, at=RECEIVED, **fields)
    offers.advance(offer=offer, action="publish", by=giver, at=RECEIVED)


def _speaker(party: Party, role: Role) -> User:
    """Return who speaks for a party, with an account that nobody can sign in to where the demo shows none."""
    held = Membership.objects.filter(party=party, role=role).select_related("user").first()
    if held:
        return held.user
    user = User.objects.create(username=f"{role.value}.{party.code.lower()}")
    user.set_password(secrets.token_urlsafe(24))
    User.objects.bulk_update([user], ["password"])
    Membership.objects.create(user=user, role=role, party=party)
    return user


def _engagement(row: dict[str, object], parties: dict[str, Party], author: User) -> None:
    fields = {name: value for name, value in row.items() if name not in ("state", "providers")}
    for name in ("quantity", "amount"):
        fields[name] = Decimal(str(row[name])) if row[name] is not None else None
    for name in ("start", "end"):
        fields[name] = date.fromisoformat(str(row[name]))
    engagements.record(
        state=parties[str(row["state"])],
        providers=[parties[str(code)] for code in row["providers"]],
        by=author,
        at=RECEIVED,
        **fields,
    )


def read_reports(*, folder: Path = FIXTURES / "reports", say: Say = lambda _: None) -> None:
    """Receive every sample report as its State's focal point and bring its needs to circulation."""
    files = sorted(p for p in folder.iterdir() if p.suffix in {".pdf", ".docx", ".txt"})
    for number, path in enumerate(files, 1):
        code, cycle = path.stem.split("-")
        state = Party.objects.get(code=code.upper())
        report, new = reports.receive(
            path=path,
            by=_speaker(state, Role.FOCAL_POINT),
            at=RECEIVED.replace(year=int(cycle)),
            state=state.code,
            cycle=int(cycle),
        )
        say(
            f"  [{number:2}/{len(files)}] {path.name}: {state.name}, {report.cycle}, {report.needs.count()} needs"
            + ("" if new else " (already there)")
        )
    _circulate([path.name for path in files])
    _wait(say)


def _wait(say: Say) -> None:
    """Receive one more report and leave it on its State's desk, so that the review of a reading can be tried."""
    state = Party.objects.get(code=WAITING.stem.split("-")[0].upper())
    by = _speaker(state, Role.FOCAL_POINT)
    report, _ = reports.receive(path=WAITING, by=by, at=RECEIVED, state=state.code, cycle=CYCLE)
    waits = f"waits for {by.username} to review {report.needs.count()} needs"
    say(f"  {WAITING.name}: {state.name}, {waits}")


def _circulate(files: list[str]) -> None:
    """Walk each need through its life: submitted, authenticated by a coordinator of another State, circulated."""
    coordinators = list(User.objects.filter(memberships__role=Role.COORDINATOR).order_by("username"))
    drafts = Need.objects.filter(status=NeedStatus.DRAFT, report__filename__in=files)
    for need in drafts.select_related("state", "report"):
        received = RECEIVED.replace(year=need.cycle)
        chair = next(u for u in coordinators if all(m.party_id != need.state_id for m in u.roles))
        needs.advance(need=need, action="submit", by=_speaker(need.state, Role.FOCAL_POINT), at=received)
        needs.advance(need=need, action="authenticate", by=chair, at=received)
        needs.advance(need=need, action="circulate", by=chair, at=CIRCULATED.replace(year=need.cycle))
    _prioritise()
    circulated = Need.objects.filter(status=NeedStatus.CIRCULATED)
    # Every third State shows its needs to everybody, the others to participants: both can be seen in the demo.
    for code in sorted(set(circulated.values_list("state__code", flat=True)))[::3]:
        state = Party.objects.get(code=code)
        for need in state.needs.exclude(visibility=Visibility.PUBLIC):
            needs.show_to(need=need, visibility=Visibility.PUBLIC, by=_speaker(state, Role.FOCAL_POINT), at=CIRCULATED)


def _prioritise() -> None:
    """Let each State put some of its needs before the others; the order is invented, like the requests."""
    for code, rows in json.loads((FIXTURES / "demo" / "priorities.json").read_text(encoding="utf-8")).items():
        state = Party.objects.get(code=code)
        tiers = {
            need: int(row["tier"])
            for row in rows
            for need in state.needs.filter(cycle=CYCLE, theme=row["theme"], kind=row["kind"], item=row["item"])
        }
        needs.prioritise(state=state, cycle=CYCLE, tiers=tiers, by=_speaker(state, Role.FOCAL_POINT), at=CIRCULATED)


def screen(*, say: Say = lambda _: None) -> int:
    """Screen needs and engagements and return how many pairs stand."""
    found = duplicates.screen(by=User.objects.get(username="coordinator.che"), at=CIRCULATED)
    pairs = [pair for pair in found.standing if pair.relation != Relation.UNRELATED]
    say(f"Screening: {len(pairs)} pairs worth a look.")
    return len(pairs)


def run(*, say: Say = lambda _: None, time_limit: int = 60) -> Run:
    """Solve, verify and publish, or return the run that stands when nothing has changed."""
    chair = User.objects.get(username="coordinator.che")
    scenario = Scenario.objects.filter(name="Demonstration").first() or scenarios.create(
        name="Demonstration", cycle=CYCLE, by=chair, at=CIRCULATED
    )
    problem = problems.prepare(scenario).data
    last = scenario.runs.filter(published_at__isnull=False).first()
    if last and bytes(last.problem) == problem:
        say("Nothing has changed since the last run: its plan stands.")
        return last
    queued = runs.queue(scenario=scenario, by=chair, at=CIRCULATED, time_limit=time_limit, background=False)
    done = runs.execute(run=queued, by=chair, at=CIRCULATED, say=say)
    return runs.publish(run=done, by=chair, at=CIRCULATED)


def world(*, say: Say = lambda _: None) -> Run:
    """Do the main job from reports to a published plan."""
    build(say=say)
    say("Reading the sample reports:")
    read_reports(say=say)
    screen(say=say)
    say("Solving and verifying ...")
    return run(say=say)


def counts() -> dict[str, int]:
    """Return what the demo world holds."""
    return {
        "reports": Report.objects.count(),
        "needs": Need.objects.filter(status=NeedStatus.CIRCULATED).count(),
        "offers": Offer.objects.filter(status=OfferStatus.PUBLISHED).count(),
    }
