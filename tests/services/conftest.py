"""Fixtures that several tests of services share."""

from tests.services.handed_in import hand_in

__all__ = ["hand_in"]
