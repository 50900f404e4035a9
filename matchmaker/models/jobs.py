"""Jobs that people asked for and watch: what is to be done, how far it is, and what came of it."""

from django.conf import settings
from django.db import models

from matchmaker.core.vocabulary import JobKind, JobStatus

from .columns import among, public_id, word


class JobQuerySet(models.QuerySet):
    """Jobs under the rights of their reader."""

    def visible_to(self, user: object) -> "JobQuerySet":
        """Keep a person's own jobs: to everybody else, coordinators included, they do not exist."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()


class Job(models.Model):
    """One job; what was sent with it is kept until it is done."""

    public_id = public_id()
    kind = word(JobKind)
    status = word(JobStatus, default=JobStatus.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    given = models.JSONField(default=dict, help_text="What it is called with")
    filename = models.CharField(max_length=200, blank=True)
    data = models.BinaryField(null=True, help_text="The file that was sent, until the job is done")
    done = models.PositiveIntegerField(default=0, help_text="Of its parts")
    parts = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    rows = models.JSONField(default=list, help_text="Of an import: what becomes of each row")
    refusal = models.JSONField(default=dict, help_text="Code, sentence and what it names")
    version = models.PositiveIntegerField(default=1)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [among("job", "kind", JobKind), among("job", "status", JobStatus)]

    def __str__(self) -> str:
        return f"Job {self.public_id}"
