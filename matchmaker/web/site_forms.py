"""What every form of the site shares: its look, and a day chosen from a calendar."""

from django import forms


class Day(forms.DateInput):
    """A day, chosen from a calendar where the browser has one."""

    input_type = "date"

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class SiteForm(forms.Form):
    """A form in the look of the site."""

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, label_suffix="", **more)
        self.complete()
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = "form-check-input"
            else:
                field.widget.attrs["class"] = (
                    "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                )

    def complete(self) -> None:
        """Add what only the database knows, before anybody asks what is wrong."""
