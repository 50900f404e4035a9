"""Tables and constraints, one file an aggregate."""

from .audit import AuditEntry
from .duplicates import Duplicate
from .engagements import Engagement
from .needs import Need, Passage
from .offers import Offer
from .parties import Cycle, GroupMembership, Membership, Party, User
from .reports import Report
from .runs import Allocation, Run, Scenario, Unmet

__all__ = [
    "Allocation",
    "AuditEntry",
    "Cycle",
    "Duplicate",
    "Engagement",
    "GroupMembership",
    "Membership",
    "Need",
    "Offer",
    "Party",
    "Passage",
    "Report",
    "Run",
    "Scenario",
    "Unmet",
    "User",
]
