"""The one Django app that owns every table."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class MatchmakerConfig(AppConfig):
    """Register the tables of matchmaker/models under one label."""

    name = "matchmaker"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have connections read moments fast."""
        from matchmaker.models.moments import read_fast

        connection_created.connect(read_fast)
