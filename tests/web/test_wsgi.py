"""What a web process has loaded before its first request is left out of the collector's rounds."""

import subprocess
import sys

TOLD = """
import gc, sys
import matchmaker.wsgi
print("matchmaker.web.views" in sys.modules, "api.views" in sys.modules, gc.get_freeze_count() > 50_000, gc.get_threshold()[0])
"""


def test_what_is_loaded_is_not_collected():
    told = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True", "True", "True", "50000"]
