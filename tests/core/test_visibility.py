"""The table of visibility is whole: every status and visibility of every noun has one row, and more is never shown to fewer."""

from itertools import product

import pytest

from matchmaker.core.visibility import VISIBILITY, Reader, Sight, shown, sight
from matchmaker.core.vocabulary import NeedStatus, OfferStatus, Visibility

STATUSES = {"need": list(NeedStatus), "offer": list(OfferStatus)}


@pytest.mark.parametrize("noun", sorted({row.noun for row in VISIBILITY}))
def test_each_case_has_one_row(noun):
    visibilities = list(Visibility) if noun != "commitment" else [Visibility.PUBLIC, Visibility.COORDINATORS]
    for status, visibility in product(STATUSES.get(noun, [""]), visibilities):
        rows = [
            row
            for row in VISIBILITY
            if row.noun == noun
            and (not row.statuses or status in row.statuses)
            and (not row.visibilities or visibility in row.visibilities)
        ]
        assert len(rows) == 1, (status, visibility)
        for reader in Reader:
            assert sight(noun, [reader], status=status, visibility=visibility) == rows[0].to(reader)
            assert (rows[0] in shown(noun, [reader])) == (rows[0].to(reader) > Sight.NOTHING)


def test_nobody_is_shown_more_than_participants_but_coordinators():
    assert all(row.anybody <= row.participant for row in VISIBILITY)


def test_of_an_unknown_noun_nothing_is_shown():
    assert sight("secret", list(Reader), status="public", visibility="public") == Sight.NOTHING
