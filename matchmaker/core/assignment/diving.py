"""Assignment: from what an outline carries to what a plan can: what cannot stand is closed, a little more each time.

An outline spreads help thinly: over more States than an offer may serve, below minima, over deliveries that exclude one
another. What is furthest from standing is closed, and the outline, solved again from where it was, moves what that
carried to where it can stand. What is left is close to a plan, and a greedy plan follows it.
"""

import numpy as np

from .grouping import Groups
from .outline import Outline, Round
from .problem import Problem
from .program import Flags, Floats, Integers

_STEPS = ((0.5, False), (0.7, True), (0.9, True))
"""Below which share of a minimum a pair is closed, and whether deliveries that exclude one another are parted."""
_SOME = 1e-6


class Dive:
    """What decides whether a pair can stand.

    Parameters
    ----------
    problem : Problem
        As built.
    outline : Outline
        Of the same problem.
    """

    def __init__(self, problem: Problem, outline: Outline) -> None:
        pairing = problem.pairing
        measures, self.need, self.offer = pairing.measures, pairing.need, pairing.offer
        self.most, self.amounts, self.share = np.array(pairing.most, dtype=np.float64), outline.amounts, outline.share
        self.unit = np.array(measures.unit, dtype=np.float64)[self.need]
        self.least = np.array(measures.least, dtype=np.float64) / np.maximum(np.array(measures.left, dtype=float), 1)
        self.opening = np.array(measures.opening, dtype=np.float64)
        states = len(pairing.problem.states)
        self.recipients = Groups(self.offer * states + outline.state[self.need])
        self.giver = self.recipients.keys // states
        self.floor = np.array(measures.floor, dtype=np.float64)[self.giver]
        limits = [row.maximum_recipients for row in pairing.problem.offers]
        self.limit = np.array([len(self.need) if each is None else each for each in limits])[self.giver]
        rows = [
            (clique, delivery, pair)
            for clique, deliveries in enumerate(problem.cliques)
            for delivery, pairs in enumerate(deliveries)
            for pair in pairs
        ]
        self.clique, self.delivery, self.member = np.array(rows, dtype=np.int64).reshape(-1, 3).T

    def follow(self, told: Round) -> Floats:
        """Return what pairs carry once little is left that cannot stand, as a share of the most they can."""
        carried, closed = told.carried, np.zeros(len(told.carried), dtype=bool)
        for times, parted in _STEPS:
            closed |= self._crowded(carried) | self._short(carried, times)
            if parted:
                closed |= self._excluded(carried)
            again = told.without(closed)
            if again is None:
                break
            carried = again
        return carried

    def _crowded(self, carried: Floats) -> Flags:
        """Return the pairs of States beyond those that an offer may serve, the ones that get least of it."""
        given = self.recipients.sums(carried * self.amounts)
        order = np.lexsort((-given, self.giver))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - np.searchsorted(self.giver[order], self.giver[order])
        beyond: Flags = rank >= self.limit
        return beyond[self.recipients.of_pair]

    def _short(self, carried: Floats, times: float) -> Flags:
        """Return the pairs that carry something, and a part of a minimum only: own, State's, offer's or need's."""
        given = carried * self.amounts
        used = np.bincount(self.offer, weights=given, minlength=len(self.opening))
        served = np.bincount(self.need, weights=carried * self.share, minlength=len(self.least))
        short: Flags = (
            (carried * self.most < times * self.unit)
            | (self.recipients.sums(given) < times * self.floor)[self.recipients.of_pair]
            | (used < times * self.opening)[self.offer]
            | (served < times * self.least)[self.need]
        )
        return short & (carried > _SOME)

    def _excluded(self, carried: Floats) -> Flags:
        """Return the pairs of deliveries that exclude one another, but for the one that carries most."""
        excluded = np.zeros(len(carried), dtype=bool)
        if not len(self.clique):
            return excluded
        keys, place = np.unique(np.stack([self.clique, self.delivery]), axis=1, return_inverse=True)
        weight = np.bincount(place.ravel(), weights=carried[self.member]).astype(np.float64)
        best = _largest(keys[0], weight)
        most = np.zeros(keys[0].max() + 1)
        np.maximum.at(most, keys[0], weight)
        excluded[self.member[~best[place.ravel()] & (most > _SOME)[self.clique]]] = True
        return excluded


def _largest(group: Integers, weight: Floats) -> Flags:
    """Return which entries are the largest of their group, the first of equal ones."""
    order = np.lexsort((-weight, group))
    first = np.concatenate([[True], np.diff(group[order]) > 0])
    chosen = np.zeros(len(group), dtype=bool)
    chosen[order[first]] = True
    return chosen
