"""Verification of the books by plain SQL, which shares no code with models or services: rows in, breaches out.

Every statement selects what must not be there: a name of the guarantee, then the key of the row, then what is wrong.
"""

import re
from dataclasses import dataclass

from django.db import connection

IN_JSON = {"sqlite": r"json_extract(\1.\2, '$.\3')", "postgresql": r"(\1.\2 ->> '\3')"}
"""What statements write as {table.column.name}."""

NEVER_MORE = (
    (
        "an offer gives no more than its capacity",
        """SELECT o.public_id, 'gives ' || SUM(c.used) || ' of ' || o.capacity
           FROM matchmaker_offer o JOIN matchmaker_commitment c ON c.offer_id = o.id
           GROUP BY o.id, o.public_id, o.capacity HAVING SUM(c.used) > o.capacity OR SUM(c.used) < 0""",
    ),
    (
        "a need gets no more than it asks",
        """SELECT n.public_id, 'gets ' || SUM(c.quantity)
           FROM matchmaker_need n JOIN matchmaker_commitment c ON c.need_id = n.id
           GROUP BY n.id, n.public_id, n.kind, n.quantity, n.amount
           HAVING SUM(c.quantity) < 0
               OR SUM(c.quantity) > CASE WHEN n.kind = 'funding' THEN n.amount ELSE n.quantity END""",
    ),
    (
        "an offer knows what it gives",
        """SELECT o.public_id, 'says ' || o.committed FROM matchmaker_offer o
           WHERE o.committed <>
               (SELECT COALESCE(SUM(c.used), 0) FROM matchmaker_commitment c WHERE c.offer_id = o.id)""",
    ),
    (
        "a need knows what it gets",
        """SELECT n.public_id, 'says ' || n.committed FROM matchmaker_need n
           WHERE n.committed <>
               (SELECT COALESCE(SUM(c.quantity), 0) FROM matchmaker_commitment c WHERE c.need_id = n.id)""",
    ),
    (
        "an offer gives one State no more than its maximum",
        """SELECT o.public_id, 'gives one State ' || SUM(c.used)
           FROM matchmaker_offer o JOIN matchmaker_commitment c ON c.offer_id = o.id
           JOIN matchmaker_proposal p ON p.id = c.proposal_id JOIN matchmaker_need n ON n.id = c.need_id
           GROUP BY o.id, o.public_id, o.maximum_per_recipient, n.state_id, p.member
           HAVING SUM(c.used) > o.maximum_per_recipient""",
    ),
    (
        "an offer goes to no more States than its maximum",
        """SELECT o.public_id, 'goes to ' || COUNT(*) || ' States' FROM matchmaker_offer o JOIN
               (SELECT c.offer_id FROM matchmaker_commitment c JOIN matchmaker_proposal p ON p.id = c.proposal_id
                JOIN matchmaker_need n ON n.id = c.need_id
                GROUP BY c.offer_id, n.state_id, p.member HAVING SUM(c.used) <> 0) g ON g.offer_id = o.id
           GROUP BY o.id, o.public_id, o.maximum_recipients HAVING COUNT(*) > o.maximum_recipients""",
    ),
)
CONSENT = (
    (
        "what is committed was accepted, and once",
        """SELECT p.public_id, 'is committed, with ' || COUNT(c.id) || ' commitments' FROM matchmaker_proposal p
           LEFT JOIN matchmaker_commitment c ON c.proposal_id = p.id AND c.reverses_id IS NULL
           WHERE p.status = 'committed' GROUP BY p.id, p.public_id HAVING COUNT(c.id) <> 1""",
    ),
    (
        "a commitment is of a committed proposal, of the same pair and size",
        """SELECT c.public_id, 'is not what was proposed'
           FROM matchmaker_commitment c JOIN matchmaker_proposal p ON p.id = c.proposal_id
           WHERE p.status <> 'committed' OR p.need_id <> c.need_id OR p.offer_id <> c.offer_id
               OR (c.reverses_id IS NULL AND (p.quantity <> c.quantity OR p.used <> c.used))""",
    ),
    (
        "nobody commits for provider or recipient",
        """SELECT p.public_id, 'lacks an answer' FROM matchmaker_proposal p WHERE p.status = 'committed' AND 2 >
           (SELECT COUNT(DISTINCT a.side) FROM matchmaker_answer a
            WHERE a.proposal_id = p.id AND a.stands AND a.accepts AND a.side IN ('provider', 'recipient'))""",
    ),
    (
        "nobody commits for who carries it out",
        """SELECT p.public_id, 'lacks an answer' FROM matchmaker_proposal p JOIN matchmaker_need n ON n.id = p.need_id
           JOIN matchmaker_offer o ON o.id = p.offer_id WHERE p.status = 'committed' AND (p.implementer_id IS NULL
           OR (p.implementer_id NOT IN (o.provider_id, n.state_id) AND NOT EXISTS
               (SELECT 1 FROM matchmaker_answer a
                WHERE a.proposal_id = p.id AND a.stands AND a.accepts AND a.side = 'implementer')))""",
    ),
    (
        "what is taken back has one counter-entry of the same size",
        """SELECT c.public_id, 'is cancelled, and its counter-entry is not its negative'
           FROM matchmaker_commitment c LEFT JOIN matchmaker_commitment r ON r.reverses_id = c.id
           WHERE c.reverses_id IS NULL AND ((c.status = 'cancelled') <> (r.id IS NOT NULL)
               OR r.quantity <> -c.quantity OR r.used <> -c.used)""",
    ),
    (
        "what is decided against the plan is decided by two coordinators",
        """SELECT v.public_id, 'is ' || v.status || ', and binds' FROM matchmaker_override v
           LEFT JOIN matchmaker_proposal p ON p.id = v.proposal_id
           WHERE (v.status = 'confirmed' AND v.decided_by_id = v.asked_by_id)
               OR (v.status = 'asked' AND p.status IN ('endorsed', 'committed'))""",
    ),
    (
        "nothing withdrawn waits for an answer",
        """SELECT p.public_id, 'waits, though ' || n.status || ' / ' || o.status FROM matchmaker_proposal p
           JOIN matchmaker_need n ON n.id = p.need_id JOIN matchmaker_offer o ON o.id = p.offer_id
           WHERE p.status IN ('proposed', 'endorsed')
               AND (n.status IN ('withdrawn', 'merged', 'superseded', 'expired')
                    OR o.status IN ('withdrawn', 'closed', 'expired'))""",
    ),
    (
        "after a withdrawal has answered, nothing commits the withdrawn",
        """SELECT c.public_id, 'was committed after a withdrawal' FROM matchmaker_commitment c
           JOIN matchmaker_need n ON n.id = c.need_id JOIN matchmaker_offer o ON o.id = c.offer_id
           JOIN matchmaker_auditentry done ON done.object_id = c.public_id AND done.action = 'commit'
           JOIN matchmaker_auditentry gone ON gone.object_id IN (n.public_id, o.public_id) AND gone.action = 'withdraw'
           WHERE gone.id < done.id""",
    ),
)
TRAIL = (
    (
        "each commitment has its entry in the trail",
        """SELECT c.public_id, 'has no entry' FROM matchmaker_commitment c WHERE c.reverses_id IS NULL AND NOT EXISTS
           (SELECT 1 FROM matchmaker_auditentry a WHERE a.object_id = c.public_id AND a.action = 'commit')""",
    ),
    *(
        (
            f"the trail ends where the {noun} stands",
            f"""SELECT r.public_id, 'is ' || r.status || ', its last entry says ' || {{a.new.status}}
                FROM matchmaker_{noun} r JOIN matchmaker_auditentry a ON a.object_id = r.public_id
                WHERE {{a.new.status}} <> r.status AND a.id = (SELECT MAX(a.id) FROM matchmaker_auditentry a
                    WHERE a.object_id = r.public_id AND {{a.new.status}} IS NOT NULL)""",  # noqa: S608 - fixed names
        )
        for noun in ("need", "offer", "run", "proposal", "commitment", "override")
    ),
)


def _number(fact: str) -> str:
    return f"CAST(NULLIF({fact}, 'None') AS NUMERIC)"


def _told(side: str, fact: str, order: str) -> str:
    """Return what the trail says of a fact between a proposal and its commitment: first what was, last what became."""
    named = f"{{a.{side}.{fact}}}"
    said = _number(named) if fact in _NUMBERS else named
    return f"""(SELECT COALESCE({said}, {-1 if fact in _NUMBERS else "''"}) FROM matchmaker_auditentry a
        WHERE a.object_id = r.public_id AND a.id > began.id AND a.id < done.id AND {named} IS NOT NULL
        ORDER BY a.id {order} LIMIT 1)"""  # noqa: S608 - fixed names


_NUMBERS = ("quantity", "amount", "minimum")
_FACTS = {
    "need": ("theme", "kind", "item", "unit", "currency", "start", "end", *_NUMBERS),
    "offer": ("themes", "kinds", "items", "unit", "currency", "start", "end", "eligible_states", "excluded_states"),
}
UNCHANGED = tuple(
    (
        f"no commitment is of {'an' if noun == 'offer' else 'a'} {noun} that changed since it was proposed",
        " UNION ALL ".join(
            f"""SELECT c.public_id, 'rests on another {fact} of the {noun}' FROM matchmaker_commitment c
            JOIN matchmaker_proposal p ON p.id = c.proposal_id JOIN matchmaker_{noun} r ON r.id = c.{noun}_id
            JOIN matchmaker_auditentry done ON done.object_id = c.public_id AND done.action = 'commit'
            JOIN matchmaker_auditentry began ON began.object_id = p.public_id AND began.action = 'propose'
            WHERE {_told("old", fact, "ASC")} <> {_told("new", fact, "DESC")}"""  # noqa: S608 - fixed names
            for fact in facts
        ),
    )
    for noun, facts in _FACTS.items()
)
KEYS = (
    (
        "a key is kept with the answer to its request",
        """SELECT u.public_id, 'has a key without an answer' FROM matchmaker_requestkey k
           JOIN matchmaker_user u ON u.id = k.user_id WHERE k.status IS NULL""",
    ),
    (
        "what a key was answered with is there",
        " UNION ALL ".join(
            f"""SELECT u.public_id, 'has a key for ' || {{k.headers.Location}} || ', which is not there'
            FROM matchmaker_requestkey k JOIN matchmaker_user u ON u.id = k.user_id
            WHERE {{k.headers.Location}} LIKE '%/{noun}s/%' AND NOT EXISTS (SELECT 1 FROM matchmaker_{noun} r
                WHERE REPLACE({{k.headers.Location}}, '-', '') LIKE
                    '%/{noun}s/' || REPLACE(CAST(r.public_id AS TEXT), '-', '') || '/')"""  # noqa: S608 - fixed names
            for noun in ("need", "offer", "engagement", "proposal", "scenario", "run")
        ),
    ),
    (
        "a new row answers one key of one person",
        """SELECT {k.headers.Location}, 'answers ' || COUNT(*) || ' keys' FROM matchmaker_requestkey k
           WHERE k.status = 201 AND {k.headers.Location} IS NOT NULL
           GROUP BY {k.headers.Location} HAVING COUNT(*) > 1""",
    ),
)
STATEMENTS = (*NEVER_MORE, *CONSENT, *UNCHANGED, *KEYS, *TRAIL)


@dataclass(frozen=True, slots=True)
class Breach:
    """A guarantee that does not hold, the row that breaks it, and how."""

    guarantee: str
    row: str
    what: str


def breaches() -> list[Breach]:
    """Return every breach of books, consent, keys and trail; an empty list is the proof that they hold."""
    found = []
    with connection.cursor() as cursor:
        for guarantee, statement in STATEMENTS:
            cursor.execute(re.sub(r"\{(\w+)\.(\w+)\.(\w+)\}", IN_JSON[connection.vendor], statement))
            found += [Breach(guarantee, str(row), str(what)) for row, what in cursor.fetchall()]
    return found


def checked() -> tuple[str, ...]:
    """Return the guarantees that are checked, in their order."""
    return tuple(guarantee for guarantee, _ in STATEMENTS)
