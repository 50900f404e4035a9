"""Duplication, givers: who pays for and who carries out what two records tell."""

from ..vocabulary import RecordType
from .facts import Facts
from .senses import UNSAID, Compared, Sense, differs, listed, near, one_says, same


def compare_parties(a: Facts, b: Facts) -> Compared:
    """Compare who pays and who carries out; donor and recipient often name different ones of the parties."""
    if RecordType.NEED in (a.record.type, b.record.type):
        return UNSAID
    all_a, all_b = a.donors | a.agents, b.donors | b.agents
    if not all_a or not all_b:
        return one_says(a, b, all_a, all_b, listed(all_a or all_b))
    if a.donors and b.donors:
        common = a.donors & b.donors
        if not common:
            return differs(f"paid by {listed(a.donors)} and by {listed(b.donors)}")
        agents = a.agents & b.agents
        if a.agents and b.agents and not agents:
            return near(f"both paid by {listed(common)}, through {listed(a.agents)} and {listed(b.agents)}")
        return same(f"both name {listed(common | agents)}")
    common = all_a & all_b
    if common:
        return same(f"both name {listed(common)}", 0.8)
    if a.agents and b.agents:
        return differs(f"{listed(all_a)} and {listed(all_b)}", 0.2)
    return Compared(Sense.UNKNOWN, 0.4, f"{listed(all_a)} may pay for {listed(all_b)}")
