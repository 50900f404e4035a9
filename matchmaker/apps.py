"""The one Django app that owns every table."""

from django.apps import AppConfig


class MatchmakerConfig(AppConfig):
    """Register the tables of matchmaker/models under one label."""

    name = "matchmaker"
    default_auto_field = "django.db.models.BigAutoField"
