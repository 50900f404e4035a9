"""What is listed on rows is tried, and what is not listed as well; whatever it does is undone."""

from decimal import Decimal

from django.db import transaction
from rest_framework.test import APIClient

from api.serializers.actions import KNOWN
from matchmaker import policies
from matchmaker.core.vocabulary import Relation, Role, Side
from matchmaker.models import AuditEntry, Membership, Need, Offer
from tests.factories import NOW

API = "/api/v1/"
HELD = (200, 201, 202, 204)
SELDOM = {"price"}
"""What computes for long, and is refused for no state that the list does not know."""


def place_of(noun, row):
    name = "imports" if noun == "job" else f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{API}{name}/{row.public_id}/"


def caller(user):
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(user)
    return client


def bodies(noun, action, row, by):
    """Bodies that are right in themselves: one of them is taken where the step is open."""
    if noun in ("need", "offer", "run", "override", "commitment", "scenario", "proposal"):
        reason = {"reason": "for a reason"}
        if action in ("withdraw", "object", "return", "supersede", "unpublish", "refuse", "cancel", "endorse"):
            takes = "reason" in (*KNOWN[noun, action]["required"], *KNOWN[noun, action]["optional"])
            return [reason if takes else {}]
    return SAID.get((noun, action), lambda row, by: [{}])(row, by)


def _drafts(row, by):
    others = Need.objects.filter(report=row.report_id, status__in=["draft", "returned"]).exclude(pk=row.pk)
    return [{"into": str(each.public_id)} for each in others[:2]]


def _standing(row, by):
    others = Need.objects.filter(state=row.state_id).exclude(pk=row.pk)
    others = others.exclude(status__in=["withdrawn", "merged", "superseded", "expired", "met", "draft", "returned"])
    return [{"into": str(each.public_id), "reason": "one request"} for each in others[:2]]


def _answers(**more):
    return lambda row, by: [{"side": side, **more} for side in policies.sides_of(by, row) or [Side.PROVIDER]]


def _paper(**more):
    def said(row, by):
        sides = {row.need.state_id, row.offer.provider_id, row.implementer_id}
        free = Membership.objects.filter(role=Role.COORDINATOR, user__is_active=True).exclude(party__in=sides - {None})
        free = free.exclude(user=by).exclude(party__code=row.member or "-").select_related("user")
        facts = {"document": "Note 1", "dated": "2026-01-02", **more}
        return [{"side": side, "second": each.user.username, **facts} for side in Side for each in free[:1]]

    return said


def _counters(row, by):
    wanted = [each for each in (row.quantity - 1, row.quantity + 1, Decimal(1), Decimal(2)) if each > 0]
    return [{"quantity": f"{each.normalize():f}", "text": "so much"} for each in wanted if each != row.quantity][:2]


def _pair(row, by):
    """What is decided already of States that are not the person's own: which pair is meant, the list cannot know."""
    wishes = [*row.pins, *row.forbids]
    needs = {str(each.public_id): each for each in Need.objects.filter(public_id__in=[w["need"] for w in wishes])}
    offers = {str(each.public_id): each for each in Offer.objects.filter(public_id__in=[w["offer"] for w in wishes])}
    pairs = [(needs[wish["need"]], offers[wish["offer"]]) for wish in wishes]
    return [
        {"need": str(need.public_id), "offer": str(offer.public_id), "reason": "agreed"}
        for need, offer in pairs
        if not policies.has_interest(by, need.state, offer.provider, codes=need.members)
    ]


SAID = {
    ("need", "correct"): lambda row, by: [{"quantity": "9"}] if row.kind != "funding" else [{"amount": "900000000"}],
    ("need", "join"): _drafts,
    ("need", "merge"): _standing,
    ("need", "split"): lambda row, by: [
        {"parts": [{"amount": None}, {"kind": "legal", "item": "", "quantity": "5", "amount": None}]}
    ],
    ("need", "show"): lambda row, by: [{"visibility": "participants"}],
    ("offer", "amend"): lambda row, by: [{"title": "Better"}],
    ("offer", "renew"): lambda row, by: [{"until": f"{NOW.year + 3}-05-01"}],
    ("report", "add_need"): lambda row, by: [
        {"words": " ".join(row.text.split()[:4]), "facts": {"theme": "marking", "kind": "equipment", "quantity": "1"}}
    ],
    ("report", "correct"): lambda row, by: [{"cycle": row.cycle}],
    ("engagement", "correct"): lambda row, by: [{"text": "Two"}],
    ("duplicate", "judge"): lambda row, by: [
        {"relation": each, "why": "two lots"} for each in (Relation.RENEWAL, Relation.COMPLEMENTARY)
    ],
    ("scenario", "revise"): lambda row, by: [{"name": "Another"}],
    ("scenario", "copy"): lambda row, by: [{"name": "A copy"}],
    ("scenario", "pin"): _pair,
    ("scenario", "forbid"): _pair,
    ("scenario", "release"): _pair,
    ("proposal", "accept"): _answers(),
    ("proposal", "decline"): _answers(code="timing", text="later"),
    ("proposal", "accept_on_paper"): _paper(),
    ("proposal", "decline_on_paper"): _paper(code="timing"),
    ("proposal", "counter"): _counters,
    ("proposal", "name_implementer"): lambda row, by: [{"implementer": row.offer.provider.code}],
    ("commitment", "deliver"): lambda row, by: [{"quantity": "1"}],
    ("commitment", "follow_up"): lambda row, by: [
        dict.fromkeys(("in_use", "adequate", "effective", "sustainable"), True)
    ],
}


def tried(client, noun, action, row, by):
    """Return how a step is answered: the first body that is taken, or the refusals; all that it did is undone."""
    told, place, answers = KNOWN[noun, action], place_of(noun, row), []
    for body in bodies(noun, action, row, by):
        with transaction.atomic():
            entries = AuditEntry.objects.count()
            at = place if told["method"] == "PATCH" else f"{place}{action.replace('_', '-')}/"
            headers = {"If-Match": f'"{getattr(row, "version", 1)}"'}
            sent = getattr(client, told["method"].lower())(at, body, format="json", headers=headers)
            said = sent.json() if sent.content and sent.status_code >= 400 else {}
            changed = AuditEntry.objects.count() > entries or action == "copy"
            answers.append((sent.status_code, said.get("code", ""), changed, said.get("detail", "")))
            transaction.set_rollback(True)
        if answers[-1][0] in HELD:
            break
    return answers


def wrong(rows, people, *, steps=None, near=False):
    """Return each listed step that is refused, and each step that is not listed and changes something.

    Tried are some `steps` or all; `near`: those for which the person has the role.
    """
    found, asked = [], 0
    for name, by in people.items():
        client = caller(by)
        for noun, row in rows:
            shown = client.get(place_of(noun, row))
            if shown.status_code == 404:
                continue
            listed = [each["action"] for each in shown.json()["allowed_actions"] or ()]
            for of, action in KNOWN:
                if of != noun or action in SELDOM or (steps and action not in steps):
                    continue
                fresh = type(row).objects.get(pk=row.pk)
                if near and not policies.may_at_all(by, fresh, action):
                    continue
                answers = tried(client, noun, action, fresh, by)
                asked += len(answers)
                taken = any(status in HELD for status, *_ in answers)
                if action in listed and answers and not taken:
                    found.append((name, noun, str(row.public_id), row_of(row), action, "refused", answers[-1]))
                if action not in listed and any(status in HELD and changed for status, _, changed, _ in answers):
                    found.append((name, noun, str(row.public_id), row_of(row), action, "taken", answers[-1]))
                if any(status >= 500 for status, *_ in answers):
                    found.append((name, noun, str(row.public_id), row_of(row), action, "broken", answers))
    return found, asked


def row_of(row):
    return getattr(row, "status", ""), getattr(row, "crowded", "")
