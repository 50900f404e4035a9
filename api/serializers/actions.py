"""What the reader may do now with a row, as the table of transitions and the reader's roles say."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matchmaker import actions
from matchmaker.core import lifecycle
from matchmaker.core.lifecycle import Requirement

KNOWN: dict[tuple[str, str], Mapping[str, object]] = {}
"""What is told of an action on a noun; each viewset adds its own when it is defined."""


class ActionSerializer(serializers.Serializer):
    """An action that the reader may take now, and what it takes.

    A `POST` goes to the row's own address with the action as its last part, hyphens for underscores; a `PATCH` to the
    row's own address. `needs` says in words what `required` and `optional` say by names of the body's fields: a
    `reason`, a `code` of a list, a `date` (given, or that must have come), a `second_person` (named in the body, or
    the one who asks must be another than the one who began), a `fresh_sign_in` (of the session, or that the token was
    made for).
    """

    action = serializers.CharField()
    method = serializers.ChoiceField(choices=["POST", "PATCH"])
    needs = serializers.ListField(child=serializers.ChoiceField(choices=list(Requirement)))
    required = serializers.ListField(child=serializers.CharField())
    optional = serializers.ListField(child=serializers.CharField())


def add(noun: str, action: str, method: str, shape: type[serializers.Serializer] | None) -> None:
    """Make known what an action takes: by the table of transitions, and by its body; a PATCH says what changes."""
    fields = shape().fields if shape else {}
    required = [name for name, field in fields.items() if field.required and method == "POST"]
    KNOWN[noun, action] = {
        "action": action,
        "method": method,
        "needs": [str(each) for each in lifecycle.needed(noun, action)],
        "required": required,
        "optional": [name for name in fields if name not in required],
    }


@extend_schema_field(ActionSerializer(many=True))
class ActionsField(serializers.Field):
    """The actions that the reader may take now on a row; rows `alike` in these facts are offered the same."""

    def __init__(self, *, alike: tuple[str, ...] = (), **options: object) -> None:
        self.alike = alike
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row: object) -> list[Mapping[str, object]]:
        """Ask for whoever sent the request."""
        return self.told(row, self.context["request"].user, timezone.now())

    @staticmethod
    def told(row: object, reader: object, at: datetime) -> list[Mapping[str, object]]:
        """Ask what is open to whoever reads."""
        noun = row._meta.model_name
        return [KNOWN[noun, action] for action in actions.on(reader, row, at)]
