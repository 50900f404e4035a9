"""Where each address leads: pages, API, health, administration."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from api.views.documentation import DocumentationView, SchemaView
from api.views.health import HealthView, ReadyView

# One door for everybody: the administration has no sign-in of its own, nor limits of its own.
admin.site.login = secure_admin_login(admin.site.login)
handler404 = "api.views.documentation.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include(("api.urls", "v1"))),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", DocumentationView.as_view(), name="docs"),
    path("healthz", HealthView.as_view(), name="healthz"),
    path("readyz", ReadyView.as_view(), name="readyz"),
    path("", include("matchmaker.web.urls")),
]
