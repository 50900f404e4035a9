"""Answers are written to the byte as the framework writes them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from rest_framework import renderers

from api.renderers import JSONRenderer
from matchmaker.core.vocabulary import Theme
from tests.api.test_matrix import stage  # noqa: F401 - the world of the matrix
from tests.api.test_rows import answers

VALUES = [
    None,
    {},
    [[], {}, None, True, False, 0, -1, 2**63, 2**70, 1.0, 0.5, 0.0001, 123456789.125, 1e15],
    {"a": "\u2028 and \u2029", "controls": "".join(map(chr, range(32))) + '"\\/\x7f', "letters": "é ع 中 🕊"},
    {1: "a key that is a number", "decimal": Decimal("2.50"), "id": UUID(int=7), "theme": Theme.MARKING},
    {"day": date(2026, 2, 1), "at": datetime(2026, 2, 1, 9, 30, 0, 120_000, UTC), "for": timedelta(days=1)},
    [{"within": (1, 2)}, {"lazy": gettext_lazy("States")}],
]


@pytest.mark.parametrize("value", VALUES, ids=str)
@pytest.mark.parametrize("media_type", ["application/json", "application/json; indent=2"])
def test_values_are_written_as_the_framework_writes_them(value, media_type):
    assert JSONRenderer().render(value, media_type) == renderers.JSONRenderer().render(value, media_type)


def test_what_is_no_value_is_refused():
    for renderer in (JSONRenderer(), renderers.JSONRenderer()):
        with pytest.raises(TypeError):
            renderer.render({"row": object()})


def test_answers_are_written_as_the_framework_writes_them(stage, monkeypatch):  # noqa: F811
    fast = answers(stage)
    monkeypatch.setattr(JSONRenderer, "render", renderers.JSONRenderer.render)
    assert answers(stage) == fast
