"""Assignment, figures: published instances through the project's own solver layer, beside what is known of them.

``python -m matchmaker.core.assignment.published FOLDER [--seconds 8] [--only gap1-,assign] [--cpu]``. The folder has
``gap/`` (generalised assignment, all minimised, with ``best_known.csv``) and ``assign/`` (one to one, with optima in
``assignopt.txt``), as OR-Library publishes them; files may be packed with gzip.
"""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from .clock import now, processor_time
from .engine import Answer, Engine
from .machine import machine
from .program import Builder, Floats, Integers, Parts, Program

_OPTIMA_OF_OTHERS = {"assignp800": 2239, "assignp5000": 48533}  # not in the list that comes with the files

_WHOLE, _PROMISING = 0.3, 0.3  # of the time for all at once, and for the promising pairs
_FEW = 5  # agents: fewer are solved whole
_PER_JOB, _USED = 3, 1e-6
_TOGETHER, _NODES = 3, 30  # agents in one part, and nodes of its tree


@dataclass(frozen=True, eq=False)
class Instance:
    """A published instance as a program to be minimised.

    Attributes
    ----------
    name : str
        Of the file.
    program : Program
        One column for each pair.
    costs : array of float
        To be minimised.
    best_known : int
        The optimum where it is known.
    agents : int
        Of generalised assignment, whose columns stand agent by agent; none otherwise.
    """

    name: str
    program: Program
    costs: Floats
    best_known: int
    agents: int = 0

    def solve(self, seconds: float = inf) -> tuple[int | None, Answer]:
        """Return the cost that was reached, if any, and the solver's answer.

        What is not proved by then is solved with the promising pairs only, and made better part by part.
        """
        deadline = now() + seconds
        apart = self.agents > _FEW
        answer = self._engine(self.program, deadline).maximise(-self.costs, seconds=seconds * (_WHOLE if apart else 1))
        if apart and not answer.finished:
            points = [point for point in (answer.point, self._promising(deadline, seconds)) if point is not None]
            if points:
                answer = replace(answer, point=self._by_parts(min(points, key=lambda p: p @ self.costs), deadline))
        return None if answer.point is None else round(float(self.costs @ answer.point)), answer

    def _engine(self, program: Program, deadline: float) -> Engine:
        return Engine(program, seed=0, deadline=deadline, stopped=lambda: False, loose=True)

    def _promising(self, deadline: float, seconds: float) -> Floats | None:
        """Return a point that uses, for each job, the agents that a relaxation uses or nearly uses."""
        relaxed = self._engine(self.program.relaxed(), deadline)
        advice = relaxed.maximise(-self.costs).point
        if advice is None:
            return None
        worth = np.where(advice > _USED, inf, relaxed.reduced_costs()).reshape(self.agents, -1)
        rank = np.argsort(np.argsort(-worth, axis=0, kind="stable"), axis=0)
        upper = np.where(rank.ravel() < _PER_JOB, self.program.upper, 0.0)
        engine = self._engine(replace(self.program, upper=upper), deadline)
        return engine.maximise(-self.costs, seconds=seconds * _PROMISING).point

    def _by_parts(self, point: Floats, deadline: float) -> Floats:
        """Let a few agents at a time share out again among themselves what they have."""
        parts = Parts(self.program, np.ones(self.program.height, dtype=bool))
        jobs = self.program.width // self.agents
        rng = Random(0)  # noqa: S311 - the order of a search, not a secret
        while now() < deadline:
            few = np.array(rng.sample(range(self.agents), _TOGETHER))
            own = np.flatnonzero(point.reshape(self.agents, jobs)[few].sum(axis=0) > 0.5)
            columns = (few[:, None] * jobs + own).ravel()
            costs = -self.costs[columns]
            found = self._engine(parts.cut(columns, point), deadline).maximise(
                costs, start=point[columns], nodes=_NODES
            )
            if found.point is not None and costs @ found.point > costs @ point[columns]:
                point = point.copy()
                point[columns] = np.rint(found.point)
        return point


def generalised(name: str, costs: Integers, uses: Integers, capacities: Integers, best_known: int) -> Instance:
    """Return a generalised assignment problem: each job to one agent, each agent within its capacity.

    Parameters
    ----------
    costs, uses : arrays of int, agents x jobs
        Of each job with each agent.
    capacities : array of int
        Of the agents.

    Examples
    --------
    >>> instance = generalised("two", np.array([[1, 5], [4, 2]]), np.ones((2, 2), int), np.array([1, 1]), 3)
    >>> instance.solve()[0]
    3
    """
    agents, jobs = costs.shape
    agent, job = np.divmod(np.arange(agents * jobs), jobs)
    builder = Builder()
    columns = builder.columns((uses <= capacities[:, None]).astype(np.float64).ravel())
    builder.rows(jobs, (job, columns, 1.0), lower=1.0, upper=1.0)
    builder.rows(agents, (agent, columns, uses.ravel().astype(np.float64)), upper=capacities.astype(np.float64))
    program = builder.program(np.zeros(0, dtype=np.int64))
    return Instance(name, program, costs.ravel().astype(np.float64), best_known, agents)


def one_to_one(name: str, size: int, rows: Integers, cols: Integers, costs: Integers, best_known: int) -> Instance:
    """Return an assignment problem over the pairs that are given; its relaxation has whole vertices."""
    builder = Builder()
    columns = builder.columns(np.ones(len(costs)), integer=False)
    for side in (rows, cols):
        builder.rows(size, (side, columns, 1.0), lower=1.0, upper=1.0)
    return Instance(name, builder.program(np.zeros(0, dtype=np.int64)), costs.astype(np.float64), best_known)


def own(path: Path) -> Instance:
    """Return an instance of the project's own: the fields of its JSON file are those of `generalised`."""
    document: dict[str, Any] = json.loads(path.read_text())
    table = {field: np.array(document[field], dtype=np.int64) for field in ("costs", "uses", "capacities")}
    return generalised(path.stem, table["costs"], table["uses"], table["capacities"], int(document["optimum"]))


def published(folder: Path) -> Iterator[Instance]:
    """Yield the instances of a folder, those of generalised assignment first."""
    with (folder / "gap" / "best_known.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            path = _packed(folder / "gap" / row["Path"])
            if not path.is_file():
                continue
            numbers = iter(_numbers(path))
            agents, jobs = next(numbers), next(numbers)
            costs, uses = (
                np.array([next(numbers) for _ in range(agents * jobs)], dtype=np.int64).reshape(agents, jobs)
                for _ in range(2)
            )
            capacities = np.array([next(numbers) for _ in range(agents)], dtype=np.int64)
            yield generalised(
                path.name.removesuffix(".gz"), costs, uses, capacities, int(row["Best known solution value"])
            )
    lines = (folder / "assign" / "assignopt.txt").read_text().split()
    optima = {name: int(value) for name, value in pairwise(lines) if name.startswith("assign")}
    for path in sorted((folder / "assign").glob("assign*.txt.gz")):
        name = path.name.removesuffix(".txt.gz")
        values = np.array(_numbers(path), dtype=np.int64)
        size = int(values[0])
        if name in _OPTIMA_OF_OTHERS:
            rows, cols, costs = values[1:].reshape(-1, 3).T
            yield one_to_one(name, size, rows - 1, cols - 1, costs, _OPTIMA_OF_OTHERS[name])
        else:
            rows, cols = np.divmod(np.arange(size * size), size)
            yield one_to_one(name, size, rows, cols, values[1:], optima[name])


def _packed(path: Path) -> Path:
    return path if path.exists() or path.suffix == ".gz" else path.with_name(path.name + ".gz")


def _numbers(path: Path) -> list[int]:
    """Return the numbers of a file, packed or not, whatever its name says."""
    data = path.read_bytes()
    text = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    return [int(part) for part in text.split()]


def main(arguments: list[str]) -> int:
    """Print a line for each instance, and how many are optimal or within 1 %; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m matchmaker.core.assignment.published", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=8.0, help="for each instance")
    parser.add_argument("--only", default="", help="beginnings of names, with commas")
    parser.add_argument("--cpu", action="store_true", help="count processor time: shared machines")
    options = parser.parse_args(arguments)
    if not (options.folder / "gap" / "best_known.csv").is_file():
        sys.stderr.write(f"{options.folder} has no gap/best_known.csv: give the folder of the published instances.\n")
        return 2
    sys.stdout.write(machine("highspy") + "\n")
    best = close = count = 0
    with processor_time() if options.cpu else nullcontext():
        for instance in published(options.folder):
            if not instance.name.startswith(tuple(options.only.split(","))):
                continue
            begun = now()
            value, answer = instance.solve(options.seconds)
            over = inf if value is None else value / instance.best_known - 1
            count, best, close = count + 1, best + (over <= 0), close + (over <= 0.01)
            sys.stdout.write(f"{instance.name:<14}{value!s:>8}{instance.best_known:>8}{over:>9.3%}")
            sys.stdout.write(f"{'proved' if answer.finished else '':>8}{now() - begun:>8.2f} s\n")
            sys.stdout.flush()
    sys.stdout.write(f"{count} instances: {best} at the best known value, {close} within 1 %\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
