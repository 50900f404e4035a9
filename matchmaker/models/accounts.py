"""How people come to their roles, and what they were told by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from matchmaker.core.vocabulary import Role, Topic

from .columns import among, public_id, word
from .parties import Party


class InvitationQuerySet(models.QuerySet):
    """Invitations by where they stand."""

    def open(self) -> "InvitationQuerySet":
        """Keep those that nobody accepted or took back; whether their time is over is asked with the clock."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """A role offered to an address for a party; of the link only a digest is kept, and it serves once."""

    public_id = public_id()
    email = models.EmailField()
    role = word(Role)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in the link")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            among("invitation", "role", Role),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_one_end"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.public_id}"


class Digest(models.Model):
    """One mail to one person on one day: how many of each kind wait, never what they are."""

    public_id = public_id()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_mails")
    day = models.DateField()
    counts = models.JSONField(default=dict)
    claimed_at = models.DateTimeField(null=True, help_text="When a process began to send it")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_one_a_day")]

    def __str__(self) -> str:
        return f"Digest {self.public_id}"


class Notice(models.Model):
    """One thing that a person was told of; it is told once."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = word(Topic)
    key = models.CharField(max_length=64, help_text="What it is about, and by when")

    class Meta:
        constraints = [
            among("notice", "topic", Topic),
            models.UniqueConstraint(fields=["user", "topic", "key"], name="notice_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.key}"
