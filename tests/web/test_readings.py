"""A coordinator's reading of a confidential need is logged, whatever page or address handed it out."""

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver

from matchmaker.models import AuditEntry, Duplicate, Need
from matchmaker.web.readings import readings_logged
from tests import personas

SECRET = "canary-secret-need"


def addresses(resolver, ids, prefix="/"):
    """Every address of the project that takes nothing, or one id: tried with each of some ids."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            if not route.startswith("/admin"):
                yield from addresses(entry, ids, route)
        elif route.count("<") == 0 and "(" not in route:
            yield route
        elif route.count("<") == 1:
            start, end = route.index("<"), route.index(">") + 1
            yield from (route[:start] + str(each) + route[end:] for each in ids)


def read():
    return AuditEntry.objects.filter(action="read")


def test_whatever_shows_a_confidential_need_to_a_coordinator_says_so(world, client_of):
    secret = world.needs["secret"]
    Need.objects.filter(pk=secret.pk).update(beneficiary=SECRET)
    secret.passages.update(quote=f"{SECRET} quote")
    ids = [secret.public_id, world.run.public_id, world.report.public_id, Duplicate.objects.get().public_id]
    client, showing = client_of("coordinator"), []
    for address in addresses(get_resolver(), ids):
        before = read().count()
        response = client.get(address)
        # Whatever is answered under the need's own address counts, even that there is nothing to say.
        told = address + response.content.decode()
        shown = response.status_code == 200 and (SECRET in told or str(secret.public_id) in told)
        entries = list(read().order_by("id")[before:])
        assert len(entries) == int(shown), address
        if shown:
            showing.append(address)
            assert (entries[0].object_id, entries[0].by) == (secret.public_id, world.users["coordinator"])
            assert entries[0].new["where"]
    assert {f"/needs/{secret.public_id}/", "/needs/", "/desk/coordinator/", "/api/v1/needs/"} <= set(showing)


def test_only_such_readings_are_written_and_only_their_owner_sees_them(world, client_of):
    secret, public = world.needs["secret"], world.needs["public"]
    address = f"/needs/{secret.public_id}/"
    for who in ("anonymous", "focal_point", "provider"):
        client_of(who).get(address)
        client_of(who).get(f"/needs/{public.public_id}/")
    client_of("coordinator").get(f"/needs/{public.public_id}/")
    assert not read().exists()
    owner = personas.owner(secret.state)
    world.users["owner"] = owner
    page = client_of("owner").get(address).content.decode()
    assert "No coordinator has read this need yet" in page
    assert not read().exists()
    client_of("coordinator").get(address)
    page = client_of("owner").get(address).content.decode()
    assert "coordinator.fra" in page
    assert "France" in page
    assert "Read by coordinators" not in client_of("coordinator").get(address).content.decode()
    assert AuditEntry.objects.visible_to(world.users["focal_point"]).filter(action="read").count() == 0


@pytest.mark.parametrize("size", [7, 4096])
def test_what_is_streamed_is_logged_piece_by_piece(world, size):
    secret = world.needs["secret"]
    data = f"id\n{secret.public_id}\n".encode()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    request = RequestFactory().get("/exports/")
    request.user, request.resolver_match = world.users["coordinator"], None
    response = readings_logged(lambda _: StreamingHttpResponse(pieces))(request)
    assert b"".join(response.streaming_content) == data
    assert read().get().object_id == secret.public_id
