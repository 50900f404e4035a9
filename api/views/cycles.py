"""Reporting cycles by their year."""

from api.documentation import documented
from api.serializers.cycles import CycleSerializer
from api.views.readonly import OpenRows
from matchmaker.models import Cycle


@documented("cycles", CycleSerializer)
class CycleViewSet(OpenRows):
    """The cycles with the meetings that they lead to."""

    queryset = Cycle.objects.all()
    serializer_class = CycleSerializer
    lookup_field = "year"
