"""Which needs help covers is looked up by fields and judgements: trying every pair would say the same."""

from datetime import date
from decimal import Decimal
from random import Random

from matchmaker import mappers
from matchmaker.core.entities.problems import Need
from matchmaker.core.vocabulary import Kind, Relation, Theme
from matchmaker.mappers.judgements import _Near
from matchmaker.models import Engagement, Party


def test_help_is_tried_against_what_it_may_cover_and_covers_nothing_else(monkeypatch):
    met = 0
    for seed in range(60):
        rng = Random(seed)
        needs = [asked_for(rng, f"n{number}") for number in range(1, 9)]
        given = [help_given(rng, number) for number in range(1, 6)]
        names = [*(need.id for need in needs), *(f"e{row.pk}" for row in given)]
        said = {frozenset(rng.sample(names, 2)): rng.choice(list(Relation)) for _ in range(6)}
        near = mappers.covering(given, needs, said)
        with monkeypatch.context() as patched:
            patched.setattr(_Near, "to", lambda self, *_: self._groups)
            assert mappers.covering(given, needs, said) == near
        met += len(near[0])
    assert met > 100


def asked_for(rng, name):
    return Need(
        id=name, state=rng.choice(("SLE", "JAM")), theme=Theme.MARKING, kind=Kind.EQUIPMENT,
        item=rng.choice(("marking_machine", None)), beneficiary=rng.choice(("", "police")), quantity=Decimal(1),
        minimum=Decimal(1), unit_cost=None, tier=1, languages=(), start=date(2026, 1, 1), end=date(2026, 7, 1),
        requested=date(2026, 1, 1), shareable=None, bundle=None, required=False, earlier_served=0,
    )  # fmt: skip


def help_given(rng, key):
    row = Engagement(
        pk=key, state=rng.choice((Party(pk=1, code="SLE"), Party(pk=2, code="JAM"), None)), theme=Theme.MARKING,
        kind=Kind.EQUIPMENT, item=rng.choice(("marking_machine", "")), beneficiary=rng.choice(("", "police")),
        start=date(2026, rng.randrange(1, 12), 1), end=date(2026, 12, 1),
    )  # fmt: skip
    row._prefetched_objects_cache = {"providers": [Party(pk=3, code="DEU")]}
    return row
