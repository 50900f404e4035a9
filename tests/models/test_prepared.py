"""What is asked again is prepared, says what the framework would say, and outlives a server that ends its connection."""

from contextlib import closing

import pytest
from django.db import OperationalError, connection

from matchmaker.models import Party, prepared
from matchmaker.models.prepared import Text
from matchmaker.models.statements import Statement, listed
from tests import factories as make

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="what PostgreSQL alone does")
STRANGE = ["100 %", "%s", "it's", "a\\b", '"', "é %% $1"]


@pytest.mark.parametrize("words", STRANGE)
def test_a_value_is_found_as_it_was_given_wherever_it_stands(db, words):
    wanted = make.PartyFactory(code="SLE", note=words)
    make.PartyFactory(code="FJI", note="another")
    open_code = Statement(lambda code: Party.objects.filter(note=words, code=code), stands_in="its code")
    open_note = Statement(lambda note: Party.objects.filter(code="SLE", note=note), stands_in="its note")
    for _ in range(5):
        assert listed(Party.objects.filter(note=words).order_by("code")).shown(0, 5) == ([wanted], 1)
        assert open_code.rows("SLE") == open_note.rows(words) == [wanted]
        assert open_code.rows("FJI") == open_note.rows("another") == []


def test_a_text_says_the_same_with_its_values_in_it(db):
    text = Text("SELECT %s, %s", ("it's 5 %", 7))
    assert text.asked() == text.written().asked() == text.open_at(1).asked(7) == [("it's 5 %", 7)]
    assert text.open_at(0).asked("%s") == [("%s", 7)]


@on_postgresql
def test_what_is_asked_for_the_third_time_is_prepared(db):
    text = Text("SELECT code FROM matchmaker_party WHERE note = %s", ("x",)).written()
    told = []
    for _ in range(4):
        text.asked()
        told.append(
            text.words in {words for (words,) in prepared.asked("SELECT statement FROM pg_prepared_statements")}
        )
    assert told == [False, False, True, True]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_opened_anew_for_the_next_request():
    def ended():
        """End the connection from another one, as a restart of the server does, and begin another request."""
        ((number,),) = prepared.asked("SELECT pg_backend_pid()")
        with closing(connection.copy()) as another, another.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        connection.health_check_enabled, connection.health_check_done = True, False

    ended()
    assert prepared.asked("SELECT 1") == [(1,)]
    ended()
    connection.health_check_done = True
    with pytest.raises(OperationalError):
        prepared.asked("SELECT 1")
    connection.close()
