"""What a reader may not see changes nothing of what he or she is answered, byte for byte."""

import pytest

from matchmaker.models import Need
from tests.api import traces
from tests.api.test_matrix import READERS


@pytest.mark.parametrize("reader", READERS)
def test_twenty_traces(db, monkeypatch, reader):
    count = 2 if reader in {"auditor", "administrator", "anonymous", "other_giver"} else 3
    differ, statuses = traces.walk(monkeypatch, reader, range(count), 30)
    assert not differ, differ[0]
    assert statuses.get(200, 0) >= 4 * count, statuses


@pytest.mark.proof
@pytest.mark.parametrize("reader", READERS)
def test_a_thousand_traces(db, monkeypatch, reader):
    differ, _ = traces.walk(monkeypatch, reader, range(125), 40)
    assert not differ, (len(differ), differ[0])


def test_a_leak_is_found(db, monkeypatch):
    """The control: a view that forgets to ask who may see."""
    monkeypatch.setattr(type(Need.objects.all()), "visible_to", lambda rows, user: rows)
    differ, _ = traces.walk(monkeypatch, "other_state", range(3), 30)
    assert differ
