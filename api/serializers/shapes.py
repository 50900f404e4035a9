"""What bodies are made of: bounded numbers and texts, and references to what the sender may see."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matchmaker.core.vocabulary import MINOR_UNITS
from matchmaker.models import Party
from matchmaker.services.imports import holds_controls


class Shape(serializers.Serializer):
    """A body; a name that it does not know is refused and never ignored, and so is a letter that no text holds."""

    default_error_messages = {"invalid": gettext_lazy("Here stands no object: write names with values, in braces.")}

    def get_fields(self) -> dict[str, serializers.Field]:
        """Let each refusal of a value say which values there are."""
        fields = super().get_fields()
        for field in fields.values():
            one = getattr(field, "child", field)
            if isinstance(one, serializers.ChoiceField):
                facts = {
                    "value": "{input!s:.50}",
                    "known": ", ".join(str(choice) for choice in one.choices if choice != ""),
                }
                one.error_messages["invalid_choice"] = _("'%(value)s' is not known here: use %(known)s.") % facts
        return fields

    def to_internal_value(self, data: object) -> dict[str, object]:
        """Check the names, then the values."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            facts = {"name": unknown[0][:50], "known": ", ".join(sorted(self.fields))}
            sentence = (
                _("There is no field '%(name)s' here: use %(known)s.") % facts
                if self.fields
                else _("There is no field '%(name)s' here: leave it out.") % facts
            )
            raise serializers.ValidationError({unknown[0][:50]: sentence}, code="unknown_field")
        facts = super().to_internal_value(data)
        for name, value in data.items() if isinstance(data, dict) else ():
            if _holds_controls(value):
                said = _("There are letters here that no text holds: take them out.")
                raise serializers.ValidationError({name: said}, code="control_characters")
        return facts


def _holds_controls(value: object) -> bool:
    """Say whether a text, or one in a list, has control characters; objects in it look at their own."""
    if isinstance(value, list):
        return any(_holds_controls(each) for each in value)
    return isinstance(value, str) and holds_controls(value)


class ReasonShape(Shape):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class Amount(serializers.DecimalField):
    """A quantity or an amount of money above zero, as a decimal string."""

    default_error_messages = {
        "invalid": gettext_lazy("This is no number: write digits with a point and at most three decimals.")
    }

    def __init__(self, **options: object) -> None:
        super().__init__(max_digits=18, decimal_places=3, **options)

    def to_internal_value(self, data: object) -> Decimal:
        """Read digits 0 to 9 alone: the language's own reading lets through 1_000 and digits of every script."""
        if isinstance(data, str) and ("_" in data or not data.isascii()):
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """True or false as JSON has them; the framework takes "yes", "on" and 1 as well."""

    default_error_messages = {
        "invalid": gettext_lazy("This is neither true nor false: write true or false, without quotes.")
    }

    def to_internal_value(self, data: object) -> bool:
        """Read no other word."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Currency(serializers.CharField):
    """A currency by its three letters (ISO 4217)."""

    def __init__(self, **options: object) -> None:
        super().__init__(max_length=3, **options)

    def run_validation(self, data: object = serializers.empty) -> object:
        """Refuse letters that name no currency."""
        value = super().run_validation(data)
        if value and value not in MINOR_UNITS:
            raise serializers.ValidationError(
                _("That is no currency: give its three letters, as USD."), "unknown_value"
            )
        return value


@extend_schema_field({"type": "string", "maxLength": 16})
class PartyCode(serializers.CharField):
    """A State or an organisation by its code."""

    def __init__(self, *, states: bool = False, **options: object) -> None:
        self.states = states
        super().__init__(max_length=16, **options)

    def run_validation(self, data: object = serializers.empty) -> Party | None:
        """Find the party."""
        code = super().run_validation(data)
        if code is None:
            return None
        found = Party.objects.filter(code=code, **({"type": Party.STATE} if self.states else {})).first()
        if found is None:
            listed = "/api/v1/states/" if self.states else "/api/v1/states/, /api/v1/organisations/"
            said = _("'%(code)s' is not known here: use a code of %(listed)s.") % {"code": code, "listed": listed}
            raise serializers.ValidationError(said, "unknown_value")
        return found

    def to_representation(self, value: Party) -> str:
        """Return the code."""
        return value.code


@extend_schema_field({"type": "string", "format": "uuid"})
class Reference(serializers.UUIDField):
    """A row by its public id, among those that the sender may see; another does not exist."""

    def __init__(self, model: type[Model], **options: object) -> None:
        self.model = model
        super().__init__(**options)

    def to_internal_value(self, data: object) -> Model:
        """Find the row under the rights of the sender."""
        public_id: UUID = super().to_internal_value(data)
        rows = self.model.objects.visible_to(self.context["request"].user)
        found = rows.filter(public_id=public_id).first()
        if found is None:
            said = _("There is no such %(noun)s: name one that you can see.") % {
                "noun": _(self.model._meta.verbose_name)
            }
            raise serializers.ValidationError(said, "does_not_exist")
        return found

    def bound_to(self, context: dict, name: str, value: str) -> Model:
        """Find the row that a query parameter names, or refuse it under the parameter's name."""
        shape = Shape(context=context)
        self.bind(name, shape)
        try:
            return self.run_validation(value)
        except serializers.ValidationError as refused:
            raise serializers.ValidationError({name: refused.detail}) from None

    def to_representation(self, value: Model) -> str:
        """Return the id."""
        return str(value.public_id)
