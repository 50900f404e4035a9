"""What the reader may do now with a row, as the table of transitions and the reader's roles say."""

from rest_framework import serializers

from matchmaker import policies


class ActionsField(serializers.ListField):
    """The names of actions; each is the last part of an address under the row's own, with hyphens."""

    def __init__(self, **options: object) -> None:
        super().__init__(child=serializers.CharField(), source="*", read_only=True, **options)

    def to_representation(self, row: object) -> list[str]:
        """Ask the policies."""
        return list(policies.actions_on(self.context["request"].user, row))
