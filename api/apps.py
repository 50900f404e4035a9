"""The API as a Django app without tables."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Register the API's modules."""

    name = "api"
