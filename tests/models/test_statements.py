"""Statements that are kept ask what the framework would ask, and never for another reader."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.test.utils import CaptureQueriesContext

from matchmaker.core.vocabulary import NeedStatus, Visibility
from matchmaker.models import (
    AuditEntry,
    Commitment,
    Delivery,
    Duplicate,
    Engagement,
    Need,
    Offer,
    Party,
    Passage,
    Proposal,
    Report,
    Run,
    statements,
)
from matchmaker.models.statements import Statement, built, listed, one
from tests import factories as make
from tests import personas

NOUNS = [Need, Offer, Engagement, Report, Proposal, Commitment, Delivery, Duplicate, AuditEntry, Run]


def needs(reader):
    return (
        Need.objects.visible_to(reader)
        .select_related("merged_into")
        .only("theme", "members", "merged_into__theme")
        .order_by("state__code", "theme", "public_id")
    )


def told(rows):
    return [(row.pk, row.theme, row.members, row.merged_into and row.merged_into.theme) for row in rows]


def in_order(reader, first=0, end=None):
    asked = listed(needs(reader))
    keys = asked.page(first, end)
    rows = {row.pk: row for row in asked.rows(set(keys))}
    return [rows[key] for key in keys]


def test_a_list_asked_by_kept_statements_is_the_one_that_the_framework_gives(db):
    chair, owner, stranger = personas.coordinator(), personas.owner(make.PartyFactory(code="SLE")), personas.provider()
    other = make.PartyFactory(code="FJI")
    into = make.NeedFactory(state=other, status=NeedStatus.CIRCULATED, visibility=Visibility.PUBLIC)
    for state in (owner.roles[0].party, other):
        make.NeedFactory(state=state, status=NeedStatus.DRAFT, submitted_at=None)
        make.NeedFactory(state=state, status=NeedStatus.CIRCULATED, visibility=Visibility.COORDINATORS)
        make.NeedFactory(state=state, status=NeedStatus.CIRCULATED, visibility=Visibility.PARTICIPANTS)
        make.NeedFactory(state=state, status=NeedStatus.MERGED, merged_into=into, members=["SLE"])
    sizes = set()
    for reader in (chair, owner, stranger, chair):
        whole = list(needs(reader))
        sizes.add(len(whole))
        assert told(in_order(reader)) == told(whole)
        assert told(in_order(reader, 1, 3)) == told(whole[1:3])
        assert listed(needs(reader)).number() == listed(needs(reader).distinct()).number() == len(whole)
        by_state = listed(needs(reader)).numbers("state_id")
        assert by_state == {
            key: len(found) for key in by_state if (found := [row for row in whole if row.state_id == key])
        }
    assert len(sizes) == 3


def test_a_statement_is_kept_for_all_that_is_written_alike_and_for_nothing_else(db):
    chair, owner = personas.coordinator(), personas.owner(make.PartyFactory(code="SLE"))
    asked = [
        needs(chair),
        needs(owner),
        needs(personas.owner(make.PartyFactory(code="FJI"))),
        needs(chair).filter(theme="marking"),
        needs(chair).filter(theme="tracing"),
        needs(chair).filter(state__code="SLE"),
        needs(chair).order_by("pk"),
        needs(chair).only("theme"),
        needs(chair).select_related(None).only("theme"),
        needs(chair).distinct(),
        Party.objects.order_by("code"),
    ]
    assert len({id(listed(each)) for each in asked}) == len(asked)
    assert listed(needs(chair)) is listed(needs(chair))
    assert listed(needs(owner)) is listed(needs(owner))


def test_a_list_whose_rows_are_marked_with_more_is_kept_as_well(db):
    chair = personas.coordinator()
    proposals = Proposal.objects.visible_to(chair)
    assert listed(proposals.marking_asker()) is listed(proposals.marking_asker()) is not listed(proposals)
    assert listed(needs(chair).marking_authenticated()) is listed(needs(chair).marking_authenticated())


@pytest.mark.parametrize("condition", ["text__icontains", "state__names__en__icontains", "beneficiary__iexact"])
def test_the_words_that_readers_look_for_stay_nowhere_and_push_no_list_out(db, condition):
    chair = personas.coordinator()
    kept = listed(needs(chair))
    for n in range(300):
        listed(needs(chair).filter(**{condition: f"word {n}"}))
    quoted = Passage.objects.filter(quote__icontains="machine")
    for searched in (
        needs(chair).filter(**{condition: "machine"}),
        needs(chair).filter(Q(pk__in=quoted.values("need_id")) | Q(theme="marking")),
        needs(chair).exclude(Exists(quoted.filter(need=OuterRef("pk")))),
    ):
        assert listed(searched) is not listed(searched.all())
    assert listed(needs(chair)) is kept


def test_what_is_no_list_of_rows_is_refused(db):
    every = Party.objects.all()
    for queryset in (
        every.select_for_update(),
        every.extra(tables=["matchmaker_user"]),
        every.union(every, all=True),
        every.union(every),
        every.values("code"),
        every.values_list("pk", flat=True),
    ):
        with pytest.raises(TypeError, match="by its rows, unlocked"):
            listed(queryset)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_a_reader_may_see_is_found_again_by_whoever_is_asked_the_same_of_and_by_nobody_else(db, noun):
    fiji = make.PartyFactory(code="FJI")
    readers = [AnonymousUser(), personas.owner(make.PartyFactory(code="SLE")), personas.owner(fiji), personas.auditor()]
    readers += [personas.provider(), personas.provider(fiji), personas.coordinator(), personas.coordinator(fiji)]
    written = {}
    for reader in readers:
        found = listed(noun.objects.visible_to(reader))
        assert listed(noun.objects.visible_to(reader)) is found
        try:
            said = repr(noun.objects.visible_to(reader).query.get_compiler("default").as_sql())
        except EmptyResultSet:
            said = ""
        written.setdefault(id(found), set()).add(said)
    assert [said for said in written.values() if len(said) > 1] == []
    assert len(written) > 1


def test_what_a_reader_may_see_is_built_once_and_its_rows_are_read_each_time(db):
    chair, calls = personas.coordinator(), []

    def seen():
        return built("seen", chair.known_by, build=lambda: calls.append(chair) or needs(chair))

    make.NeedFactory(status=NeedStatus.CIRCULATED)
    assert len(seen()) == 1
    first = make.NeedFactory(status=NeedStatus.CIRCULATED, theme="marking")
    assert len(seen()) == 2
    assert len(calls) == 1
    assert listed(seen()) is listed(seen()) is listed(needs(chair))
    assert listed(seen().filter(theme="marking")) is listed(needs(chair).filter(theme="marking"))
    assert one(seen(), first.public_id) == first
    assert one(seen().exclude(theme="marking"), first.public_id) is None
    assert one(seen().none(), first.public_id) is None


def test_with_another_role_a_person_sees_what_that_shows(db):
    chair, other = personas.coordinator(), personas.coordinator()
    make.NeedFactory(status=NeedStatus.CIRCULATED, visibility=Visibility.COORDINATORS)

    def seen(user):
        reader = type(user).objects.get(pk=user.pk)
        return len(built("roles", reader.known_by, build=lambda: needs(reader)))

    assert (seen(chair), seen(other)) == (1, 1)
    chair.memberships.update(role="provider")
    assert (seen(chair), seen(other)) == (0, 1)
    chair.memberships.all().delete()
    assert seen(chair) == 0


def test_a_page_in_one_statement_is_the_page_in_two_and_leaves_the_list_as_it_was(db):
    made = [make.NeedFactory(theme=theme) for theme in ("marking", "tracing", "marking")]
    rows = Need.objects.select_related("state", "merged_into").order_by("-public_id")
    asked = statements.Listed(rows)
    wanted = sorted(made, key=lambda row: row.public_id, reverse=True)
    assert asked.shown(0, 2) == (wanted[:2], 2)
    assert asked.shown(2, 4) == (wanted[2:], 1)
    assert asked.page(0, 2) == [row.pk for row in wanted[:2]]
    assert asked._ordered == statements.Listed(rows.all())._ordered
    with CaptureQueriesContext(connection) as queries:
        assert [row.state.code for row in asked.shown(0, 2)[0]] == [row.state.code for row in wanted[:2]]
    assert len(queries) == 1


def test_what_nothing_can_fulfil_is_not_asked(db):
    make.NeedFactory()
    asked = listed(needs(personas.coordinator()).none())
    with CaptureQueriesContext(connection) as queries:
        assert (asked.page(), asked.rows(set()), asked.number(), asked.numbers("state_id")) == ([], [], 0, {})
    assert len(queries) == 0


def test_an_open_value_is_filled_in_anew_each_time(db):
    rows = [make.NeedFactory(theme=theme) for theme in ("marking", "tracing", "marking")]
    of_theme = Statement(lambda theme: Need.objects.filter(theme=theme).order_by("pk"), stands_in="?")
    by_key = Statement(lambda keys: Need.objects.filter(pk__one_of=keys).order_by("pk"))
    for _ in range(2):
        assert of_theme.rows("marking") == [rows[0], rows[2]]
        assert of_theme.rows("tracing") == [rows[1]]
        assert of_theme.rows("x' OR '1'='1") == []
        assert by_key.rows({row.pk for row in rows[1:]}) == rows[1:]
        assert by_key.rows(set()) == []


def test_a_row_is_what_the_framework_makes_of_it(db):
    made = make.NeedFactory(members=["SLE"], readiness={"goal": True})
    (row,) = Statement(lambda keys: Need.objects.filter(pk__one_of=keys)).rows({made.pk})
    plain = Need.objects.get(pk=made.pk)
    columns = [column.attname for column in Need._meta.concrete_fields]
    assert [getattr(row, name) for name in columns] == [getattr(plain, name) for name in columns]
    assert (row._state.adding, row._state.db) == (False, "default")
    (part,) = Statement(lambda keys: Need.objects.filter(pk__one_of=keys).only("theme")).rows({made.pk})
    assert part.get_deferred_fields() == {*columns} - {"id", "theme"}
    assert part.members == ["SLE"]
    part.theme = "tracing"
    part.save(update_fields=["theme"])
    assert Need.objects.get(pk=made.pk).theme == "tracing"
