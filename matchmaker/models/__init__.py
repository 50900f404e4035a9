"""Tables and constraints, one file an aggregate."""

from .accounts import Digest, Invitation, Notice
from .audit import AuditEntry
from .commitments import Commitment, Delivery
from .duplicates import Duplicate
from .engagements import Engagement
from .filters import KeptFilter
from .jobs import Job
from .keys import RequestKey
from .lookups import OneOf
from .needs import Need, Passage
from .offers import Offer
from .overrides import Override
from .parties import Cycle, GroupMembership, Membership, Party, User
from .proposals import Answer, Proposal
from .reports import Report
from .runs import Allocation, Run, Scenario, Unmet

__all__ = [
    "Allocation",
    "Answer",
    "AuditEntry",
    "Commitment",
    "Cycle",
    "Delivery",
    "Digest",
    "Duplicate",
    "Engagement",
    "GroupMembership",
    "Invitation",
    "Job",
    "KeptFilter",
    "Membership",
    "Need",
    "Notice",
    "Offer",
    "OneOf",
    "Override",
    "Party",
    "Passage",
    "Proposal",
    "Report",
    "RequestKey",
    "Run",
    "Scenario",
    "Unmet",
    "User",
]
