"""Jobs that the reader asked for, and what becomes of the rows of an import."""

from rest_framework import serializers

from matchmaker.core.vocabulary import RowOutcome
from matchmaker.models import Job
from matchmaker.sentences import sentence
from matchmaker.services import watched

from .actions import ActionsField
from .shapes import Shape


class JobSerializer(serializers.ModelSerializer):
    """A job: how far it is, then its result, or the code and the sentence of its refusal."""

    result = serializers.DictField()
    code = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()
    allowed_actions = ActionsField()

    class Meta:
        model = Job
        fields = [
            *("public_id", "kind", "status", "asked_at", "finished_at", "filename", "done", "parts", "result"),
            *("code", "detail", "version", "allowed_actions"),
        ]

    def get_code(self, job: Job) -> str | None:
        """Return the code of a refusal."""
        return job.refusal.get("code")

    def get_detail(self, job: Job) -> str | None:
        """Return the sentence of a refusal, in the reader's language."""
        return sentence(watched.refusal_of(job.refusal)) if job.refusal else None


class ProblemOfRowSerializer(serializers.Serializer):
    """What is wrong with a field of a row."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    detail = serializers.SerializerMethodField()

    def get_detail(self, problem: dict) -> str:
        """Return the sentence, in the reader's language."""
        return sentence(watched.refusal_of(problem))


class ImportRowSerializer(serializers.Serializer):
    """What becomes of a row: its record where there is one, what changes in it, and what is wrong with it."""

    row = serializers.IntegerField()
    external_id = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=list(RowOutcome))
    record = serializers.UUIDField(allow_null=True)
    changes = serializers.DictField()
    problems = ProblemOfRowSerializer(many=True)


class ImportShape(Shape):
    """A table, what it holds, and the system that it comes from."""

    file = serializers.FileField(max_length=200)
    noun = serializers.ChoiceField(choices=["needs", "offers", "engagements"])
    source = serializers.SlugField(max_length=12)
