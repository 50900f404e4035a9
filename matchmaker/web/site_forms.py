"""What every form of the site shares: its look, and fields that are chosen by name."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy

from matchmaker.models import Party
from matchmaker.models.parties import name_in_order
from matchmaker.services.imports import holds_controls
from matchmaker.web.templatetags.presentation import language_names

SPOKEN = ("ar", "zh", "en", "fr", "pt", "ru", "es")
"""Languages in which help is given: the six of the United Nations, and Portuguese."""


NUMBER = gettext_lazy("Give a number in digits alone, as 20 or 1200.50.")


def without_controls(text: str) -> None:
    """Refuse letters that no text holds, as the API does and a table."""
    if holds_controls(text):
        raise forms.ValidationError(
            gettext("There are letters here that no text holds: take them out."), "control_characters"
        )


class Day(forms.DateInput):
    """A day, chosen from a calendar where the browser has one."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Titles(forms.Select):
    """A list of what people named in languages of their own, each of which is told to whoever reads it aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.languages: Mapping[str, str] = {}

    def create_option(self, name: str, value: object, *rest: object, **more: object) -> dict[str, object]:
        """Name the language of a title that is not in that of the page."""
        option: dict[str, object] = super().create_option(name, value, *rest, **more)
        language = self.languages.get(str(value), "")
        if language and language != (get_language() or "").split("-", 1)[0]:
            option["attrs"] |= {"lang": language, "dir": "auto"}
        return option


class Languages(forms.MultipleChoiceField):
    """Languages of delivery by their names."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more: object) -> None:
        super().__init__(label=gettext_lazy("Languages of delivery"), choices=_spoken, required=False, **more)

    def keep(self, codes: Iterable[str]) -> None:
        """Offer what is stated already besides the languages that are always offered."""
        self.choices = _spoken(codes)


class States(forms.ModelMultipleChoiceField):
    """States by their names, in the order of the reader's alphabet."""

    def __init__(self, **more: object) -> None:
        rows = Party.objects.filter(type=Party.STATE)
        super().__init__(rows, to_field_name="code", widget=forms.SelectMultiple(attrs={"size": 5}), **more)

    def __deepcopy__(self, memo: dict[int, object]) -> "States":
        # Each form has a copy of its own, made when its reader's language is known.
        copied: States = super().__deepcopy__(memo)
        copied.queryset = copied.queryset.order_by(name_in_order())
        return copied


def _spoken(also: Iterable[str] = ()) -> list[tuple[str, str]]:
    return [(code, language_names([code])) for code in dict.fromkeys([*SPOKEN, *also])]


class SiteForm(forms.Form):
    """A form in the look of the site."""

    takes_focus = True
    """Whether the page opens at what is to be corrected: not where a form only narrows what the page is about."""

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, label_suffix="", **more)
        self.complete()
        for field in self.fields.values():
            if isinstance(field, forms.DecimalField):
                field.error_messages["invalid"] = NUMBER
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                field.validators.append(without_controls)
            if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "form-check-input"
            else:
                field.widget.attrs["class"] = (
                    "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                )

    def add_error(self, field: str | None, error: object) -> None:
        """Keep what is wrong, and let the page open at the first field that is to be corrected."""
        super().add_error(field, error)
        first = next((name for name in self.fields if name in self.errors), None)
        for name, held in self.fields.items():
            held.widget.attrs.pop("autofocus", None)
            if name == first and self.takes_focus:
                held.widget.attrs["autofocus"] = True

    def complete(self) -> None:
        """Add what only the database knows, before anybody asks what is wrong."""
