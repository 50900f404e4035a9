"""States by their ISO codes, organisations by their abbreviations."""

from api.documentation import documented
from api.filters import OrganisationFilters, StateFilters
from api.serializers.parties import OrganisationSerializer, StateSerializer
from api.views.readonly import OpenRows
from matchmaker import named
from matchmaker.models import Party


@documented("states", StateSerializer)
class StateViewSet(OpenRows):
    """The States, with their groups."""

    queryset = Party.objects.filter(type=Party.STATE)
    serializer_class = StateSerializer
    filterset_class = StateFilters
    lookup_field = "code"

    def complete(self, rows: list[Party]) -> None:
        """Read their groups."""
        named.with_groups(rows)


@documented("organisations", OrganisationSerializer)
class OrganisationViewSet(OpenRows):
    """The organisations that give, implement or unite States."""

    queryset = Party.objects.exclude(type=Party.STATE)
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilters
    lookup_field = "code"
