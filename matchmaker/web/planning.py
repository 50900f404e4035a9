"""Forms of scenarios: what holds for a whole one, what is decided of a pair, and how it is run."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import groupby
from re import ASCII, fullmatch, split

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matchmaker import mappers
from matchmaker.core.entities.problems import Weights
from matchmaker.core.vocabulary import MINOR_UNITS
from matchmaker.models import Cycle, Need, Offer, Scenario
from matchmaker.web import labels
from matchmaker.web.site_forms import SiteForm, Titles
from matchmaker.web.templatetags.presentation import apart, asked, bracketed, headed

WEIGHTS = {
    "tiers": gettext_lazy("Weights of a need of rank 1, 2 and 3"),
    "slopes": gettext_lazy("Worth of each further share of a State’s needs"),
    "widths": gettext_lazy("How wide each of these shares is (1 in total)"),
    "pair_cost": gettext_lazy("Taken off for each pair used"),
    "language": gettext_lazy("Factor where no language is shared by name"),
    "timeliness": gettext_lazy("Part of the factor for dates that is always given"),
    "proximity": gettext_lazy("Factors for the same subregion, the same region, elsewhere"),
}
_ONE = ("pair_cost", "language", "timeliness")


class NumbersField(forms.CharField):
    """One number, or several in a row, as they are written: without sign or exponent."""

    def __init__(self, *, single: bool, **more: object) -> None:
        self.single = single
        super().__init__(max_length=100, **more)

    def clean(self, value: object) -> str | list[str]:
        """Return what was written, number by number; what is none is named."""
        words = super().clean(value)
        numbers = [words.replace(",", ".")] if self.single else [each for each in split(r"[\s;,]+", words) if each]
        for each in numbers:
            if not fullmatch(r"\d+(\.\d+)?", each, ASCII):
                wanted = _("“%(given)s” is no number: write one such as 0.5.")
                wanted = wanted if self.single else _("“%(given)s” is no number: write numbers such as 4 2 1.")
                raise forms.ValidationError(wanted % {"given": each[:40]})
        return numbers[0] if self.single else numbers


class ScenarioForm(SiteForm):
    """What holds for a whole scenario."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    cycle = forms.TypedChoiceField(label=gettext_lazy("Cycle"), coerce=int)
    money_cap = forms.DecimalField(
        label=gettext_lazy("At most from one provider to one State"),
        min_value=0,
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    money_cap_currency = forms.ChoiceField(label=gettext_lazy("Currency of this cap"), required=False)
    ammunition = forms.BooleanField(label=gettext_lazy("Ammunition takes part"), required=False)
    what_if = forms.BooleanField(
        label=gettext_lazy("What if: unconfirmed needs take part, and it is never published"), required=False
    )

    def complete(self) -> None:
        """Offer the cycles and the currencies that have a rate, and ask for the weights."""
        rates = mappers.rates()
        years = Cycle.objects.order_by("-year").values_list("year", flat=True)
        self.fields["cycle"].choices = [(year, str(year)) for year in years]
        codes = [(code, code) for code in sorted(MINOR_UNITS) if rates.knows(code)]
        self.fields["money_cap_currency"].choices = [("", _("None")), *codes]
        self.fields |= {name: NumbersField(label=words, single=name in _ONE) for name, words in WEIGHTS.items()}

    @property
    def facts(self) -> dict[str, object]:
        """The settings as the service takes them."""
        facts = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in WEIGHTS}
        return facts | {"weights": {name: self.cleaned_data[name] for name in WEIGHTS}}


def settings_of(scenario: Scenario | None) -> dict[str, object]:
    """Return what a form starts from: a scenario's settings, or those that always hold."""
    weights = mappers.weights(scenario) if scenario else Weights()
    numbers = {field.name: getattr(weights, field.name) for field in fields(Weights)}
    initial: dict[str, object] = {
        name: " ".join(f"{each:f}" for each in (value if isinstance(value, tuple) else (value,)))
        for name, value in numbers.items()
    }
    if scenario is not None:
        names = ("name", "cycle", "money_cap", "money_cap_currency", "ammunition", "what_if")
        initial |= {name: getattr(scenario, name) for name in names}
        if scenario.money_cap is not None:
            initial["money_cap"] = f"{scenario.money_cap.normalize():f}"
    return initial


class WishForm(SiteForm):
    """What is decided of a pair."""

    need = forms.ChoiceField(label=gettext_lazy("Need"))
    offer = forms.ChoiceField(label=gettext_lazy("Offer"), widget=Titles)
    quantity = forms.DecimalField(
        label=gettext_lazy("Exactly how much (empty: as much as is useful)"),
        min_value=0,
        max_digits=15,
        decimal_places=3,
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Why (kept, and shown to coordinators)"), max_length=1000)

    def __init__(self, needs: Mapping[str, Need], offers: Mapping[str, Offer], *args: object, **more: object) -> None:
        self.needs, self.offers = needs, offers
        super().__init__(*args, **more)

    def complete(self) -> None:
        """Offer what enters the scenario."""
        self.fields["need"].choices = [("", _("Choose a need")), *_by_state(self.needs.values())]
        offers = [(key, bracketed(apart(offer.title), offer.provider.name)) for key, offer in self.offers.items()]
        self.fields["offer"].choices = [("", _("Choose an offer")), *offers]
        self.fields["offer"].widget.languages = {key: offer.language for key, offer in self.offers.items()}

    @property
    def pair(self) -> dict[str, object]:
        """The pair and the reason as the service takes them."""
        need, offer = self.needs[self.cleaned_data["need"]], self.offers[self.cleaned_data["offer"]]
        return {"need": need, "offer": offer, "reason": self.cleaned_data["reason"]}


def _by_state(needs: Iterable[Need]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (state, [(str(need.public_id), headed(labels.label(need.theme, "theme"), asked(need))) for need in own])
        for state, own in groupby(needs, key=lambda need: need.state.name)
    ]


class RunForm(SiteForm):
    """How a scenario is run."""

    time_limit = forms.IntegerField(
        label=gettext_lazy("Seconds at most"), min_value=1, max_value=settings.SOLVER_LIMIT, initial=60
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed of the lot between equals"), min_value=0, max_value=2**31 - 1, initial=0
    )
