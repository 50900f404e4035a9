"""Addresses of the API, one line each; what can be done with a row stands under the row's own address."""

from collections.abc import Iterable, Mapping

from django.urls import URLPattern, path
from rest_framework.viewsets import GenericViewSet

from api.views.addresses import AddressesView
from api.views.audit import AuditViewSet, ChangesView
from api.views.commitments import CommitmentViewSet, DeliveryViewSet
from api.views.cycles import CycleViewSet
from api.views.duplicates import DuplicateViewSet
from api.views.engagements import EngagementViewSet
from api.views.exports import CommitmentExport, ExportsView, NeedExport, OfferExport
from api.views.indicators import IndicatorsView
from api.views.jobs import ImportViewSet, JobViewSet, TemplateView
from api.views.me import KeptFilterViewSet, MeViewSet, TokenViewSet
from api.views.needs import NeedViewSet
from api.views.offers import OfferViewSet
from api.views.overrides import OverrideViewSet
from api.views.parties import OrganisationViewSet, StateViewSet
from api.views.plan import PlanView
from api.views.proposals import ProposalViewSet
from api.views.reports import ReportViewSet
from api.views.runs import RunViewSet
from api.views.scenarios import ScenarioViewSet
from api.views.themes import ThemeViewSet

ROWS, ROW = {"get": "list"}, {"get": "retrieve"}
KEPT = {"send_back": "return", "object_to": "object"}
"""Methods whose action has a name that Python needs for itself."""


def noun(
    one: str, view: type[GenericViewSet], actions: Iterable[str] = (), *, patch: str = "", post: str = ""
) -> list[URLPattern]:
    """Return the addresses of a noun: its list, one row, and each action on a row."""
    many = f"{one.removesuffix('y')}ies" if one.endswith("y") else f"{one}s"
    rows, row = ROWS | ({"post": post} if post else {}), ROW | ({"patch": patch} if patch else {})
    place = f"{many}/<uuid:public_id>/"
    return [
        path(f"{many}/", view.as_view(rows, detail=False), name=many),
        path(place, view.as_view(row, detail=True), name=one),
        *(
            path(
                f"{place}{KEPT.get(action, action).replace('_', '-')}/",
                view.as_view({"post": action}, detail=True),
                name=f"{one}-{KEPT.get(action, action)}",
            )
            for action in actions
        ),
    ]


def listed(many: str, view: type[GenericViewSet], action: Mapping[str, str], name: str) -> URLPattern:
    """Return the address of an action on a list."""
    return path(f"{many}/{name}/", view.as_view(action, detail=False), name=f"{many}-{name}")


def shown(one: str, view: type[GenericViewSet], rows: str) -> URLPattern:
    """Return the address of what is told of a row beside the row itself."""
    return path(f"{one}s/<uuid:public_id>/{rows}/", view.as_view({"get": rows}, detail=True), name=f"{one}-{rows}")


STEPS = {
    "need": "confirm join split show submit authenticate send_back object_to circulate merge supersede withdraw",
    "offer": "publish renew withdraw close",
    "proposal": "endorse name_implementer accept accept_on_paper decline decline_on_paper counter withdraw",
    "commitment": "start deliver confirm follow_up cancel release",
}

urlpatterns = [
    path("", AddressesView.as_view(), name="addresses"),
    path("states/", StateViewSet.as_view(ROWS, detail=False), name="states"),
    path("states/<slug:code>/", StateViewSet.as_view(ROW, detail=True), name="state"),
    path("organisations/", OrganisationViewSet.as_view(ROWS, detail=False), name="organisations"),
    path("organisations/<slug:code>/", OrganisationViewSet.as_view(ROW, detail=True), name="organisation"),
    path("themes/", ThemeViewSet.as_view(ROWS, detail=False), name="themes"),
    path("themes/<slug:code>/", ThemeViewSet.as_view(ROW, detail=True), name="theme"),
    path("cycles/", CycleViewSet.as_view(ROWS, detail=False), name="cycles"),
    path("cycles/<int:year>/", CycleViewSet.as_view(ROW, detail=True), name="cycle"),
    path("plan/", PlanView.as_view(), name="plan"),
    path("indicators/", IndicatorsView.as_view(), name="indicators"),
    path("exports/", ExportsView.as_view(), name="exports"),
    path("exports/needs/", NeedExport.as_view(), name="exports-needs"),
    path("exports/offers/", OfferExport.as_view(), name="exports-offers"),
    path("exports/commitments/", CommitmentExport.as_view(), name="exports-commitments"),
    path("me/", MeViewSet.as_view({"get": "retrieve", "patch": "describe"}, detail=True), name="me"),
    path("me/filters/", KeptFilterViewSet.as_view(ROWS | {"post": "create"}, detail=False), name="kept-filters"),
    path("me/filters/<path:name>/", KeptFilterViewSet.as_view({"delete": "destroy"}, detail=True), name="kept-filter"),
    path("me/tokens/", TokenViewSet.as_view(ROWS | {"post": "create"}, detail=False), name="tokens"),
    path("me/tokens/<slug:token_key>/", TokenViewSet.as_view({"delete": "destroy"}, detail=True), name="token"),
    *(shown("need", NeedViewSet, told) for told in ("explanation", "fits", "readings")),
    *(shown("offer", OfferViewSet, told) for told in ("explanation", "fits", "uses")),
    listed("offers", OfferViewSet, {"get": "uses_of_money"}, "uses"),
    listed("needs", NeedViewSet, {"post": "prioritise"}, "prioritise"),
    *noun("need", NeedViewSet, STEPS["need"].split(), patch="correct", post="create"),
    *noun("offer", OfferViewSet, STEPS["offer"].split(), patch="amend", post="create"),
    *noun("engagement", EngagementViewSet, patch="correct", post="create"),
    *noun("report", ReportViewSet, ["confirm", "add_need"], patch="correct", post="create"),
    *noun("duplicate", DuplicateViewSet, ["judge", "take_back"]),
    *noun("scenario", ScenarioViewSet, ["copy", "pin", "forbid", "release"], patch="revise", post="create"),
    *noun("override", OverrideViewSet, ["confirm", "refuse"]),
    *noun("run", RunViewSet, ["cancel", "publish", "unpublish", "repair", "price"], post="create"),
    *(
        path(f"runs/<uuid:public_id>/{rows}/", RunViewSet.as_view({"get": rows}, detail=True), name=f"run-{rows}")
        for rows in ("allocations", "unmet", "refusals", "compare", "prices", "outlook")
    ),
    *noun("proposal", ProposalViewSet, STEPS["proposal"].split(), post="create"),
    *noun("commitment", CommitmentViewSet, STEPS["commitment"].split()),
    *noun("delivery", DeliveryViewSet),
    *noun("job", JobViewSet),
    path("imports/", ImportViewSet.as_view({"post": "create"}, detail=False), name="imports"),
    path("imports/template/", TemplateView.as_view(), name="imports-template"),
    path("imports/<uuid:public_id>/apply/", ImportViewSet.as_view({"post": "apply"}, detail=True), name="import-apply"),
    path("imports/<uuid:public_id>/rows/", ImportViewSet.as_view({"get": "rows"}, detail=True), name="import-rows"),
    path("audit/", AuditViewSet.as_view(ROWS, detail=False), name="audit"),
    path("audit/<uuid:public_id>/", AuditViewSet.as_view(ROW, detail=True), name="audit-entry"),
    path("changes/", ChangesView.as_view(), name="changes"),
]
