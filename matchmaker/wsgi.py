"""Entry point of WSGI servers."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

YOUNG = 50_000
"""How many objects more than before there are when the collector looks for those that hold one another."""


def settle() -> None:
    """Leave what is loaded out of the collector's rounds.

    It stays for good. A page of 200 rows is some ten thousand objects: the collector went through those several times
    an answer, a fifth of its time, and now and then through all that is loaded, for which everybody waited.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
application = get_wsgi_application()
import_module(settings.ROOT_URLCONF)
settle()
