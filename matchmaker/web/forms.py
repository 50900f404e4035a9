"""Filters of the lists: query parameters in, clean values and clear sentences about unreadable ones out."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from matchmaker.web import labels

ANY = ("", _("Any"))


class ListFilter(forms.Form):
    """A filter by GET; what cannot be read is named and left out, what can be read still counts."""

    page = forms.IntegerField(min_value=1, max_value=100_000, required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Words"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"}))

    order: tuple[str, ...] = ()

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.order_fields(self.order)
        for field in self.fields.values():
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = look
            field.error_messages["invalid_choice"] = _("“%(value)s” is not among the choices of “{}”.").format(field.label)

    def clean(self) -> dict[str, object]:
        """Name the parameters that this list does not know."""
        for name in sorted(set(self.data) - set(self.fields))[:5]:
            self.add_error(None, _("This list has no filter called “%(name)s”.") % {"name": name[:50]})
        return self.cleaned_data

    @property
    def wanted(self) -> dict[str, object]:
        """The filters that were set and could be read, without the page."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None) and name != "page"}

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.wanted)
