"""Examples of what each operation takes, shown in the schema; a test sends every one of them."""

from collections.abc import Mapping

NEED = "7d2c8c1e-5b1f-4c66-9a39-2f7f5c0d9a11"
OTHER_NEED = "0c8f6a3d-94be-4f0e-8a55-61d1f2b7c422"
OFFER = "b41e7f90-2a6d-4d3b-bb0c-8e9a7d5c1f33"
SCENARIO = "e6a95d27-73c4-4b8e-9f12-4c3b2a1d0e44"

_NEED_FACTS = {
    "theme": "marking",
    "kind": "equipment",
    "item": "marking_machine",
    "quantity": "2",
    "amount": "30000",
    "currency": "USD",
    "beneficiary": "police",
    "text": "Two marking machines for the police, with spare parts for two years.",
    "readiness": {"project_proposal": True, "measurable_goal": False},
}
_PAPER = {"side": "recipient", "document": "Note verbale 114/2026", "dated": "2026-04-20", "second": "coordinator.two"}
_PAIR = {"need": NEED, "offer": OFFER}

BODIES: Mapping[str, Mapping[str, object]] = {
    "needs_create": {"state": "SLE", "cycle": 2026, **_NEED_FACTS, "external_id": "2026-014"},
    "needs_correct": {"quantity": "3", "amount": "45000", "currency": "USD"},
    "needs_join": {"into": OTHER_NEED},
    "needs_merge": {"into": OTHER_NEED, "reason": "The same two machines, asked for in both sections of the report."},
    "needs_object": {"reason": "The number of machines is four, not two."},
    "needs_return": {"reason": "Say which agency is to use the machines."},
    "needs_show": {"visibility": "public"},
    "needs_split": {
        "parts": [
            {"quantity": "2"},
            {"kind": "training", "item": "", "quantity": "20"},
        ]
    },
    "needs_supersede": {"reason": "The report of 2026 asks for this anew."},
    "needs_withdraw": {"reason": "A neighbouring State gave two machines."},
    "needs_prioritise": {
        "state": "SLE",
        "cycle": 2026,
        "tiers": [{"need": NEED, "tier": 1}, {"need": OTHER_NEED, "tier": 2}],
    },
    "offers_create": {
        "provider": "UNREC",
        "title": "Marking machines for Western Africa",
        "text": "Up to three machines, with training of those who use them.",
        "themes": ["marking"],
        "kinds": ["equipment"],
        "items": ["marking_machine"],
        "capacity": "3",
        "unit": "item",
        "eligible_regions": ["Africa"],
        "start": "2026-06-01",
        "end": "2027-12-31",
        "renewal": "2027-06-30",
        "external_id": "offer-7",
    },
    "offers_amend": {"capacity": "5", "end": "2028-06-30"},
    "offers_renew": {"until": "2027-12-31"},
    "offers_withdraw": {"reason": "The budget was not granted."},
    "engagements_create": {
        "state": "SLE",
        "providers": ["UNREC"],
        "direction": "received",
        "theme": "marking",
        "kind": "training",
        "quantity": "20",
        "start": "2025-03-03",
        "end": "2025-03-14",
        "text": "A course on marking for twenty officers.",
        "status": "delivered",
        "external_id": "course-3",
    },
    "engagements_correct": {"quantity": "18"},
    "reports_correct": {"cycle": 2024},
    "reports_add_need": {
        "words": "Two marking machines for the police.",
        "facts": {"theme": "marking", "kind": "equipment", "item": "marking_machine", "quantity": "2"},
    },
    "duplicates_judge": {"relation": "unrelated", "why": "One asks for machines, the other for advice on the law."},
    "scenarios_create": {"name": "Spring meeting", "cycle": 2026, "money_cap": "500000", "money_cap_currency": "USD"},
    "scenarios_revise": {"name": "Spring meeting, without ammunition", "ammunition": False},
    "scenarios_copy": {"name": "Spring meeting, other weights"},
    "scenarios_pin": {**_PAIR, "quantity": "1", "reason": "Agreed between both in New York."},
    "scenarios_forbid": {**_PAIR, "reason": "The machine does not fit the arms that are in use there."},
    "scenarios_release": {**_PAIR, "reason": "No longer agreed."},
    "runs_create": {"scenario": SCENARIO, "seed": 0, "time_limit": 60},
    "runs_price": _PAIR,
    "runs_unpublish": {"reason": "Published before the objections were heard."},
    "overrides_refuse": {"reason": "Two States would get nothing."},
    "proposals_create": {**_PAIR, "quantity": "2"},
    "proposals_endorse": {"reason": "Agreed between both in New York; the published plan was made before."},
    "proposals_name_implementer": {"implementer": "UNREC"},
    "proposals_accept": {"side": "recipient"},
    "proposals_accept_on_paper": _PAPER,
    "proposals_decline": {"side": "recipient", "code": "timing", "text": "Not before the new armoury is built."},
    "proposals_decline_on_paper": _PAPER | {"code": "timing", "text": "Not before the new armoury is built."},
    "proposals_counter": {"quantity": "1", "text": "One machine now; the second when the first is in use."},
    "proposals_withdraw": {"reason": "The provider named the wrong year."},
    "commitments_cancel": {"reason": "The machines were lost on the way."},
    "commitments_deliver": {"quantity": "1", "people": 4, "women": 2, "text": "Handed over in Freetown."},
    "commitments_follow_up": {
        "in_use": True,
        "adequate": True,
        "effective": True,
        "sustainable": False,
        "lesson": "Spare parts for two years belong to the offer.",
        "publish": True,
    },
    "me_describe": {"language": "fr", "digests": False},
    "me_filters_create": {"name": "Marking in Africa", "wanted": {"theme": "marking", "region": "Africa"}},
    "me_tokens_create": {"days": 30},
}
"""By operation; names of records are those of a test's world."""
