"""Where each address leads: pages, API, health, administration."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from api.views.documentation import DocumentationView, GuideView, MovedView, SchemaView
from api.views.health import HealthView, ReadyView

# One door for everybody: the administration has no sign-in of its own, nor limits of its own.
admin.site.login = secure_admin_login(admin.site.login)
handler400 = "api.views.documentation.unreadable"
handler404 = "api.views.documentation.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/docs/", MovedView.as_view()),
    path("api/v1/", include(("api.urls", "v1"))),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", DocumentationView.as_view(), name="docs"),
    path("api/guide/", GuideView.as_view(), name="guide"),
    path("healthz", HealthView.as_view(), name="healthz"),
    path("readyz", ReadyView.as_view(), name="readyz"),
    # A forged choice of language harms nobody, and a token against it would give every anonymous reader a cookie.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("", include("matchmaker.web.urls")),
]
