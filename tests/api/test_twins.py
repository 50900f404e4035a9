"""What a reader may not see changes nothing of what he or she is answered, byte for byte."""

import pytest

from matchmaker.models import Engagement, Need, Offer
from tests.api import traces
from tests.api.test_matrix import READERS


@pytest.mark.usefixtures("written_anew")
@pytest.mark.parametrize("reader", READERS)
def test_twenty_traces(db, monkeypatch, reader):
    count = 2 if reader in {"auditor", "administrator", "anonymous", "other_giver"} else 3
    differ, statuses = traces.walk(monkeypatch, reader, range(count), 30)
    assert not differ, differ[0]
    assert statuses.get(200, 0) >= 4 * count, statuses


@pytest.mark.proof
@pytest.mark.usefixtures("written_anew")
@pytest.mark.parametrize("reader", READERS)
def test_a_thousand_traces(db, monkeypatch, reader):
    differ, _ = traces.walk(monkeypatch, reader, range(125), 40)
    assert not differ, (len(differ), differ[0])


def leak(monkeypatch, model, reader, count):
    """Let a view forget to ask who may see, and return where the worlds then differ."""
    monkeypatch.setattr(type(model.objects.all()), "visible_to", lambda rows, user: rows)
    return traces.walk(monkeypatch, reader, range(count), 30)[0]


def test_a_leak_is_found(db, monkeypatch):
    """The control."""
    assert leak(monkeypatch, Need, "other_state", 8)


@pytest.mark.proof
@pytest.mark.parametrize(("model", "reader"), [(Offer, "owner"), (Offer, "anonymous"), (Engagement, "other_giver")])
def test_a_leak_of_any_noun_is_found(db, monkeypatch, model, reader):
    assert leak(monkeypatch, model, reader, 60)
