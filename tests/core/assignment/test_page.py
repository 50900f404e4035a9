"""The example of docs/assignment.md runs as it stands, where Django is not installed."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_way_of_the_data_step_by_step():
    code = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "assignment.md").read_text(), re.DOTALL)[1]
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    steps, breaches, changes, prices, others = result.stdout.splitlines()
    assert steps.startswith("{")
    assert breaches == "()"
    assert "'field': 'capacity'" in changes
    assert "('n1', 'o1', 'tier1', '0.2" in prices
    assert others == "['o2']"
