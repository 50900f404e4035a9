#!/usr/bin/env python3
"""Run one command of the project: python manage.py help lists them."""

import json
import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        print(json.dumps({"error": {"code": "settings", "message": str(error)}}))
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
