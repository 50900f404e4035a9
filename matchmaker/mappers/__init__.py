"""Rows to library records and back, with every assumption said."""

from .avoided import avoided_rows
from .exports import commitment_line, need_line, offer_line
from .figures import planning_figure, planning_figures, rates
from .ids import problem_id, row_of, with_public_ids
from .judgements import (
    covering,
    covers_by_fields,
    engagement_under,
    judgements,
    latest_wording_stands,
    newest_of_both,
    says_most,
    told_once,
    verdicts,
)
from .losses import price
from .needs import another_fits, asked, counted, need_window, problem_needs
from .offers import offers_told_once, problem_offer, published_again, said_of_newest
from .outcomes import avoided_outcomes, commitment_outcome, need_outcome, offer_outcome
from .plans import plan
from .problems import previous_line, providers, recipient_states, scenario, weights, with_decisions
from .records import engagement_record, need_record, offer_record, verdict
from .reports import need_fields, passage_fields, plain, revision_fields

__all__ = [
    "another_fits",
    "asked",
    "avoided_outcomes",
    "avoided_rows",
    "commitment_line",
    "commitment_outcome",
    "counted",
    "covering",
    "covers_by_fields",
    "engagement_record",
    "engagement_under",
    "judgements",
    "latest_wording_stands",
    "need_fields",
    "need_line",
    "need_outcome",
    "need_record",
    "need_window",
    "newest_of_both",
    "offer_line",
    "offer_outcome",
    "offer_record",
    "offers_told_once",
    "passage_fields",
    "plain",
    "plan",
    "planning_figure",
    "planning_figures",
    "previous_line",
    "price",
    "problem_id",
    "problem_needs",
    "problem_offer",
    "providers",
    "published_again",
    "rates",
    "recipient_states",
    "revision_fields",
    "row_of",
    "said_of_newest",
    "says_most",
    "scenario",
    "told_once",
    "verdict",
    "verdicts",
    "weights",
    "with_decisions",
    "with_public_ids",
]
