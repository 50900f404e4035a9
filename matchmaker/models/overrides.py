"""Overrides: what a coordinator decides against the plan, with its reason, its price, and the second coordinator."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from matchmaker.core.vocabulary import Decision, OverrideStatus

from .columns import among, amount, public_id, word
from .needs import Need
from .offers import Offer
from .proposals import Proposal
from .runs import PlanningQuerySet, Run, Scenario


class Override(models.Model):
    """One decision on a pair, in a scenario or on a proposal; it binds when another coordinator has confirmed it."""

    public_id = public_id()
    decision = word(Decision)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, null=True, related_name="overrides")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, related_name="overrides")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="overrides")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="overrides")
    quantity = amount(null=True)
    reason = models.TextField()
    against = models.ForeignKey(
        Run, on_delete=models.PROTECT, null=True, related_name="overridden", help_text="The plan that it was priced by"
    )
    price = models.JSONField(default=dict, help_text="The stage that loses, between what and what, who loses and gains")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="Why it was refused or released")
    status = word(OverrideStatus, default=OverrideStatus.ASKED)

    objects = PlanningQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            among("override", "decision", Decision),
            among("override", "status", OverrideStatus),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(scenario__isnull=False, proposal__isnull=True)
                | Q(scenario__isnull=True, proposal__isnull=False, decision=Decision.ENDORSE),
                name="override_in_a_scenario_or_on_a_proposal",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[OverrideStatus.CONFIRMED, OverrideStatus.REFUSED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="override_decided_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["scenario", "need", "offer"],
                condition=Q(status__in=[OverrideStatus.ASKED, OverrideStatus.CONFIRMED]),
                name="override_one_a_pair",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(status__in=[OverrideStatus.ASKED, OverrideStatus.CONFIRMED]),
                name="override_one_a_proposal",
            ),
        ]

    def __str__(self) -> str:
        return f"Override {self.public_id}"
