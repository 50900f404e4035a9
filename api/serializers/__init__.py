"""Serializers by noun: shape only."""
