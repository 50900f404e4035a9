"""Addresses of the API, one line each."""

from django.urls import path

from api.views.cycles import CycleViewSet
from api.views.needs import NeedViewSet
from api.views.offers import OfferViewSet
from api.views.parties import OrganisationViewSet, StateViewSet
from api.views.plan import PlanView
from api.views.themes import ThemeViewSet

ROWS, ROW = {"get": "list"}, {"get": "retrieve"}

urlpatterns = [
    path("states/", StateViewSet.as_view(ROWS, detail=False), name="states"),
    path("states/<slug:code>/", StateViewSet.as_view(ROW, detail=True), name="state"),
    path("organisations/", OrganisationViewSet.as_view(ROWS, detail=False), name="organisations"),
    path("organisations/<slug:code>/", OrganisationViewSet.as_view(ROW, detail=True), name="organisation"),
    path("themes/", ThemeViewSet.as_view(ROWS, detail=False), name="themes"),
    path("themes/<slug:code>/", ThemeViewSet.as_view(ROW, detail=True), name="theme"),
    path("cycles/", CycleViewSet.as_view(ROWS, detail=False), name="cycles"),
    path("cycles/<int:year>/", CycleViewSet.as_view(ROW, detail=True), name="cycle"),
    path("needs/", NeedViewSet.as_view(ROWS, detail=False), name="needs"),
    path("needs/<uuid:public_id>/", NeedViewSet.as_view(ROW, detail=True), name="need"),
    path("offers/", OfferViewSet.as_view(ROWS, detail=False), name="offers"),
    path("offers/<uuid:public_id>/", OfferViewSet.as_view(ROW, detail=True), name="offer"),
    path("plan/", PlanView.as_view(), name="plan"),
]
