"""Proposals before people, for the sides and for coordinators."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from matchmaker.core.vocabulary import DeclineCode, Role, Side
from matchmaker.models import Answer, Need, Offer, Proposal, User

from .actions import ActionsField
from .amounts import AmountField
from .parties import PartyReferenceSerializer
from .plan import PlanNeedSerializer, PlanOfferSerializer
from .rows import Row
from .shapes import Amount, PartyCode, Reference, Shape


class AnswerSerializer(Row):
    """What one side said; an answer on paper names its document and its date."""

    class Meta:
        model = Answer
        fields = ["side", "accepts", "code", "text", "at", "document", "dated", "stands"]


class ProposalSerializer(Row):
    """Need x offer x quantity before people, with the answers so far."""

    need = PlanNeedSerializer()
    offer = PlanOfferSerializer()
    quantity = AmountField()
    used = AmountField()
    money = AmountField(allow_null=True)
    implementer = PartyReferenceSerializer(allow_null=True)
    answers = AnswerSerializer(source="said", many=True)
    replaces = serializers.UUIDField(source="replaces.public_id", default=None, allow_null=True)
    allowed_actions = ActionsField()

    class Meta:
        model = Proposal
        fields = [
            *("public_id", "need", "member", "offer", "quantity", "used", "money", "currency", "implementer", "status"),
            *("proposed_at", "endorsed_at", "answer_by", "reason", "answers", "replaces", "version", "allowed_actions"),
        ]


class InterestShape(Shape):
    """A pair in which its State or its provider shows interest."""

    need = Reference(Need)
    offer = Reference(Offer)
    quantity = Amount()
    member = serializers.CharField(
        max_length=3, required=False, allow_blank=True, help_text="Of a need that is asked for several States"
    )


class EndorseShape(Shape):
    """Why, where the published plan does not hold the pair."""

    reason = serializers.CharField(max_length=2000, required=False)


class ImplementerShape(Shape):
    """Who is to carry it out."""

    implementer = PartyCode()


NOES = [code for code in DeclineCode if code != DeclineCode.COUNTERED]
"""What a side gives for its no; another quantity is proposed by a counter."""


class SideShape(Shape):
    """For which side."""

    side = serializers.ChoiceField(choices=list(Side))


class DeclineShape(SideShape):
    """A no: its code, and words."""

    code = serializers.ChoiceField(choices=NOES)
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")


class CounterShape(Shape):
    """Another quantity, and why."""

    quantity = Amount()
    text = serializers.CharField(max_length=2000)


class Coordinator(serializers.CharField):
    """A coordinator by user name; another name does not exist here."""

    def run_validation(self, data: object = serializers.empty) -> User:
        """Find the person, where the sender coordinates too."""
        name = super().run_validation(data)
        people = User.objects.filter(username=name, is_active=True, memberships__role=Role.COORDINATOR).distinct()
        found = people.first() if self.context["request"].user.holds(Role.COORDINATOR) else None
        if found is None:
            raise serializers.ValidationError(_("There is no such coordinator: give a user name."), "does_not_exist")
        return found


class PaperShape(SideShape):
    """A yes on paper: the document, its date, and the second coordinator."""

    document = serializers.CharField(max_length=200)
    dated = serializers.DateField()
    second = Coordinator(max_length=150)


class PaperDeclineShape(PaperShape):
    """A no on paper."""

    code = serializers.ChoiceField(choices=NOES)
    text = serializers.CharField(max_length=2000, allow_blank=True, default="")
