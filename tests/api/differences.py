"""What the second of the twins' worlds says otherwise: in rows that a reader does not see, and in closed facts of others."""

import uuid
from datetime import date, timedelta

from matchmaker.core.vocabulary import NeedStatus
from tests import factories as make

NOW = make.NOW + timedelta(days=30)


def named(name):
    """Return the id of a row, the same in both worlds."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"twins:{name}")


PUBLIC_READERS = {"anonymous", "auditor", "administrator"}
STANDING = [status for status in NeedStatus if status != NeedStatus.MERGED]
CLOSED = {
    "need": lambda reader: (
        reader not in {"owner", "coordinator"}
        and {"site": "twin-site", "external_id": "twin", "confirmed_at": NOW, "version": 7, "read_as": {"twin": 1}}
    ),
    "offer": lambda reader: (
        reader not in {"giver", "coordinator"} and {"ceiling_notes": "twin-notes", "external_id": "twin", "version": 7}
    ),
    "engagement": lambda reader: (
        reader not in {"owner", "giver", "coordinator"} and {"site": "twin-site", "external_id": "twin", "version": 7}
    ),
    "commitment": lambda reader: reader not in {"owner", "giver", "coordinator"} and {"version": 7},
}
"""What a row that a reader sees does not show him or her, and what it says there in the second world."""
FACTS_OF_NEED = {
    "item": "scanner",
    "beneficiary": "twin",
    "text": "twin",
    "amount": 7,
    "currency": "USD",
    "vague": True,
    "readiness": {"goal": True},
    "priority": "twin",
    "condition": "twin",
    "languages": ["fr"],
    "tier": 1,
    "bundle": "twin",
    "required": False,
    "start": date(2026, 2, 1),
    "end": date(2027, 2, 1),
    "requested": date(2026, 2, 1),
}
"""What a need open to participants does not show to the public."""
UNSEEN = {
    "need": {"site": "twin", "beneficiary": "twin", "theme": "ddr", "kind": "training", "quantity": 9, "unit": "place"},
    "offer": {"title": "twin", "text": "twin", "themes": ["ddr"], "capacity": 9, "ceiling_notes": "twin"},
    "engagement": {"text": "twin", "site": "twin", "theme": "ddr", "quantity": 7},
    "report": {"text": "twin", "filename": "twin.txt", "pages": 7},
    "duplicate": {"why": "twin", "confidence": "0.5"},
    "scenario": {"name": "twin", "ammunition": True},
    "run": {"seed": 7, "solver": "twin"},
    "proposal": {"reason": "twin"},
    "commitment": {"version": 7},
    "delivery": {"text": "twin", "lesson": "twin"},
    "job": {"filename": "twin.csv"},
}
"""What a row that a reader does not see says in the second world."""
RELEASED = {"need": {"theme", "kind", "unit"}, "offer": {"title"}}
"""What a proposal tells its two sides of a row of the other one."""
