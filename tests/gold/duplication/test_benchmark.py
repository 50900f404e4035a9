"""The benchmark of screening runs, finds what it planted, and refuses what is no size."""

import pytest

from matchmaker.core.duplication.benchmark import WORLDS, exponent, made_up, main
from matchmaker.core.duplication.screening import screen
from matchmaker.core.gazetteer import Gazetteer


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_what_is_planted_is_found(world):
    records, planted = made_up(300, world)
    assert made_up(300, world)[1] == planted
    assert len(records.records) == 300
    printed = {(pair.a, pair.b) for pair in screen(records, Gazetteer.default()).pairs}
    assert printed >= {tuple(sorted(pair)) for pair in planted}


def test_the_command_prints_seconds_exponent_and_one_record(capsys):
    assert main(["200", "100"]) == 0
    out = capsys.readouterr().out
    assert "exponent of growth from 100 to 200" in out
    assert out.count("one record against 200") == 2
    assert "10/10" in out


@pytest.mark.parametrize("argument", ["99", "many", "-500", "2.5"])
def test_what_is_no_size_is_refused(capsys, argument):
    assert main([argument]) == 2
    assert "Sizes are whole numbers" in capsys.readouterr().err


def test_the_exponent_of_squares_is_two():
    assert round(exponent([100, 200, 400], [1.0, 4.0, 16.0]), 9) == 2
