"""Bodies that are right by themselves, as clients send them, and what clients look for in answers."""


def offer_body(provider, **facts):
    return {
        "provider": provider.code,
        "title": "Marking machines",
        "text": "Two machines with training.",
        "themes": ["marking"],
        "kinds": ["equipment"],
        "items": ["marking_machine"],
        "capacity": "3",
        "unit": "item",
        "start": "2026-06-01",
        "end": "2027-12-31",
    } | facts


def need_body(state, **facts):
    return {
        "state": state.code,
        "cycle": 2026,
        "theme": "marking",
        "kind": "equipment",
        "item": "marking_machine",
        "quantity": "2",
    } | facts


def actions(row):
    return [each["action"] for each in row["allowed_actions"] or ()]
