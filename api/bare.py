"""All addresses and a bare list of needs, with no rights and nothing computed; served by benchmark_api alone."""

from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from api.pagination import LimitOffset
from api.serializers.needs import EXISTENCE, FACTS
from matchmaker.models import Need


class BareSerializer(serializers.ModelSerializer):
    """The columns that the API tells of a need, as they stand."""

    class Meta:
        model = Need
        fields = [*EXISTENCE, *FACTS]


class BareList(ListAPIView):
    """Every need, page by page."""

    queryset = Need.objects.order_by("pk")
    serializer_class = BareSerializer
    pagination_class = LimitOffset
    authentication_classes = permission_classes = throttle_classes = filter_backends = ()


urlpatterns = [path("bare/", BareList.as_view()), path("", include("matchmaker.urls"))]
