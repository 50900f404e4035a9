"""Forms for the facts of a need, as the State that asks corrects them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker.core.vocabulary import MINOR_UNITS, Kind
from matchmaker.models import Need
from matchmaker.services.facts import FACTS
from matchmaker.web import labels
from matchmaker.web.site_forms import Day, SiteForm


class FactsForm(SiteForm):
    """What a need asks for; empty means that the report does not say."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of help"))
    item = forms.ChoiceField(label=gettext_lazy("Item"), help_text=gettext_lazy("For equipment only."), required=False)
    beneficiary = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "beneficiaries"}),
    )
    site = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    quantity = forms.DecimalField(
        label=gettext_lazy("How many (places, items, days)"),
        min_value=1,
        max_digits=15,
        decimal_places=0,
        required=False,
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Cost"),
        help_text=gettext_lazy("Of all of it together."),
        min_value=0,
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    start = forms.DateField(label=gettext_lazy("Wanted from"), required=False, widget=Day)
    end = forms.DateField(label=gettext_lazy("Wanted until"), required=False, widget=Day)

    def complete(self) -> None:
        """Offer what can be chosen."""
        for name, of in (("theme", "theme"), ("kind", "kind"), ("item", "item")):
            first = [] if name != "item" else [("", _("None"))]
            self.fields[name].choices = [*first, *labels.choices(of)]
        self.fields["currency"].choices = [("", _("None")), *((code, code) for code in sorted(MINOR_UNITS))]

    def clean_beneficiary(self) -> str:
        """Keep a known agency under its stored word, whatever the language of the page."""
        return labels.value(self.cleaned_data["beneficiary"], "beneficiary")

    @property
    def agencies(self) -> list[str]:
        """The agencies that are suggested; another may be written."""
        return sorted(str(words) for _value, words in labels.choices("beneficiary"))

    @property
    def facts(self) -> dict[str, object]:
        """The facts as the service takes them."""
        return {name: self.cleaned_data[name] for name in FACTS}


class AddedForm(FactsForm):
    """A need that was not found, with the words that state it."""

    words = forms.CharField(
        label=gettext_lazy("The words of the report that state it, copied from its text"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("words",)


class KeptForm(SiteForm):
    """How much stays with a need of which a part is split off; a cost only where it has one."""

    quantity = forms.DecimalField(
        label=gettext_lazy("How many (places, items, days)"),
        min_value=1,
        max_digits=15,
        decimal_places=0,
        required=False,
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Cost"), min_value=0, max_digits=18, decimal_places=2, required=False
    )

    def __init__(self, *args: object, need: Need, **more: object) -> None:
        super().__init__(*args, prefix="kept", initial=facts_of(need), **more)
        if need.amount is None:
            del self.fields["amount"]
        if need.kind == Kind.FUNDING:
            del self.fields["quantity"]

    @property
    def facts(self) -> dict[str, object]:
        """What was said of it; a field that was not sent says nothing."""
        return {name: value for name, value in self.cleaned_data.items() if self.add_prefix(name) in self.data}


def facts_of(need: Need) -> dict[str, object]:
    """Return what a form starts from."""
    values = {name: getattr(need, name) for name in FACTS}
    for name in ("quantity", "amount"):
        if values[name] is not None:
            values[name] = f"{values[name].normalize():f}"
    values["beneficiary"] = labels.label(need.beneficiary, "beneficiary") if need.beneficiary else ""
    return values
