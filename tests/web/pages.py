"""Every page of the site by a short name, for the tests that look at all of them."""

from uuid import UUID

from matchmaker.core.vocabulary import JobKind
from matchmaker.models import Duplicate, Proposal, Run
from tests.factories import (
    CommitmentFactory,
    JobFactory,
    MembershipFactory,
    ProposalFactory,
    RunFactory,
    UserFactory,
)


def public(world) -> dict[str, str]:
    """What everybody can open."""
    return {
        "home": "/",
        "needs": "/needs/?theme=marking&page=77",
        "need": f"/needs/{world.needs['public'].public_id}/",
        "need-closed": f"/needs/{world.needs['closed'].public_id}/",
        "offers": "/offers/",
        "offer": f"/offers/{world.offers['public'].public_id}/",
        "empty": "/offers/?theme=gender",
        "plan": "/plan/",
        "plan-pack": "/plan/pack/",
        "resources": "/resources/",
        "indicators": "/indicators/",
        "methods": "/methods/",
    }


def door(world) -> dict[str, str]:
    """What stands before whoever has not signed in."""
    return {"sign-in": "/accounts/login/", "password-forgotten": "/accounts/password/reset/"}


def account(world) -> dict[str, str]:
    """What everybody with an account can open."""
    return {
        "account": "/accounts/",
        "password": "/accounts/password/change/",
        "tokens": "/accounts/tokens/",
        "sign-out": "/accounts/logout/",
    }


def coordinator(world) -> dict[str, str]:
    """The coordinator's desk."""
    return {
        "desk": "/desk/coordinator/",
        "report": f"/desk/coordinator/reports/{world.report.public_id}/",
        "report-received": "/desk/coordinator/reports/upload/",
        "report-reading": f"/desk/coordinator/reports/upload/{_report(world, 'coordinator')}/",
        "need-in-report": f"/needs/{world.needs['public'].public_id}/",
        "indicators-by-theme": "/indicators/?axis=theme",
        "duplicates": "/desk/coordinator/duplicates/",
        "inbox": "/desk/coordinator/inbox/",
        "endorsements": "/desk/coordinator/endorsements/",
        "received-need": f"/desk/coordinator/needs/{world.needs['submitted'].public_id}/",
        "pair": f"/desk/coordinator/duplicates/{Duplicate.objects.order_by('pk')[0].public_id}/",
        **planning(world),
    }


def planning(world) -> dict[str, str]:
    """Scenarios, and runs before and after they are solved."""
    runs = "/desk/coordinator/runs"
    waiting = Run.objects.filter(status="queued").first() or RunFactory(
        scenario=world.run.scenario, status="queued", published_at=None, plan_status="", stages=[]
    )
    return {
        "scenarios": "/desk/coordinator/scenarios/",
        "scenario": f"/desk/coordinator/scenarios/{world.run.scenario.public_id}/",
        "runs": f"{runs}/",
        "run": f"{runs}/{world.run.public_id}/",
        "run-need": f"{runs}/{world.run.public_id}/needs/{world.needs['public'].public_id}/",
        "run-need-unmet": f"{runs}/{world.run.public_id}/needs/{world.needs['closed'].public_id}/",
        "run-pack": f"{runs}/{world.run.public_id}/pack/",
        "run-state": f"{runs}/{world.run.public_id}/states/?state=togo",
        "run-waits": f"{runs}/{waiting.public_id}/",
        "publish": f"{runs}/{world.run.public_id}/publish/",
    }


def requesting(world) -> dict[str, str]:
    """The desk of a State that asks."""
    needs = "/desk/requesting/needs"
    return {
        "my-reports": "/desk/requesting/reports/",
        "upload": "/desk/requesting/reports/upload/",
        "reading": f"/desk/requesting/reports/upload/{_report(world, 'focal_point')}/",
        "my-report": f"/desk/requesting/reports/{world.report.public_id}/",
        "my-need": f"{needs}/{world.needs['draft'].public_id}/",
        "requesting": "/desk/requesting/",
        "need-new": f"{needs}/new/",
        "standing": f"{needs}/{world.needs['public'].public_id}/standing/",
        "open-offers": f"{needs}/{world.needs['public'].public_id}/offers/",
        "need-change": f"{needs}/{world.needs['draft'].public_id}/change/",
        "priorities": "/desk/requesting/priorities/",
        "received-table": _table(world, "focal_point"),
    }


def donor(world) -> dict[str, str]:
    """The desk of whoever gives."""
    agreed = CommitmentFactory(proposal__need=world.needs["public"], proposal__offer=world.offers["public"])
    proposed = Proposal.objects.live().filter(need=world.needs["closed"]).first() or ProposalFactory(
        need=world.needs["closed"], offer=world.offers["public"], implementer=None
    )
    own = f"/desk/donor/offers/{world.offers['public'].public_id}"
    return {
        "donor": "/desk/donor/",
        "tables": "/desk/tables/",
        "table": _table(world, "provider"),
        "open-needs": "/desk/donor/needs/",
        "open-needs-narrowed": "/desk/donor/needs/?theme=marking",
        "uses": "/desk/donor/uses/",
        "uses-of-offer": f"/desk/donor/uses/?offer={world.offers['public'].public_id}&more=1",
        "uses-of-money": "/desk/donor/uses/?offer=&more=50000&currency=USD",
        "offer-new": "/desk/donor/offers/new/",
        "offer-own": f"{own}/",
        "offer-change": f"{own}/change/",
        "proposal": f"/desk/proposals/{proposed.public_id}/",
        "commitment": f"/desk/commitments/{agreed.public_id}/",
    }


def keeping(world) -> dict[str, str]:
    """What administrators see."""
    return {"people": "/accounts/people/"}


def auditing(world) -> dict[str, str]:
    """What auditors see."""
    return {"audit": "/desk/audit/", "audit-narrowed": "/desk/audit/?noun=need&who=focal"}


NOWHERE = {"no-such-page": "/no/such/page/"}
DESKS = {"focal_point": requesting, "provider": donor, "coordinator": coordinator, "administrator": keeping}
DESKS |= {"auditor": auditing}
"""The pages that only one persona has."""


def of(world, persona: str) -> dict[str, str]:
    """Every page that a persona can open."""
    if persona == "anonymous":
        return public(world) | door(world) | NOWHERE
    return public(world) | account(world) | (DESKS[persona](world) if persona in DESKS else {}) | NOWHERE


def with_keepers(world):
    """Add the two who keep the house to a world, and return it."""
    for role in ("administrator", "auditor"):
        world.users[role] = UserFactory(username=role)
        MembershipFactory(user=world.users[role], role=role, party=None)
    return world


def _report(world, persona: str) -> UUID:
    """Return a report that waits to be read."""
    return JobFactory(asked_by=world.users[persona], filename="report.pdf", kind=JobKind.REPORT).public_id


def _table(world, persona: str) -> str:
    job = JobFactory(asked_by=world.users[persona], filename="needs.csv", given={"noun": "needs", "source": "own"})
    return f"/desk/tables/{job.public_id}/"
