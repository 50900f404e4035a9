"""Duplication, writing: a `Screening` in, the object of the format ``matchmaker.screening/1`` out."""

from typing import Any

from ..entities.records import ComparedPair, Screening

FORMAT = "matchmaker.screening/1"


def screening_to_json(screening: Screening) -> dict[str, Any]:
    """Return a screening as the object that the command prints.

    Parameters
    ----------
    screening : Screening
        Of `screen`.

    Returns
    -------
    dict
        Ready for ``json.dumps``; scores are numbers from 0 to 1.
    """
    return {
        "format": FORMAT,
        "pairs": [pair_to_json(pair) for pair in screening.pairs],
        "clusters": [list(cluster) for cluster in screening.clusters],
        "contradictions": [{"records": list(each.records), "detail": each.detail} for each in screening.contradictions],
    }


def pair_to_json(pair: ComparedPair) -> dict[str, Any]:
    """Return one pair with its reasons."""
    return {
        "a": pair.a,
        "b": pair.b,
        "relation": pair.relation.value,
        "confidence": float(pair.confidence),
        "judged": pair.judged,
        "reasons": [
            {"field": reason.field, "score": float(reason.score), "detail": reason.detail} for reason in pair.reasons
        ],
    }
