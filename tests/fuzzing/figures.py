"""How long to fuzz, and the figures of it.

In `make test` the tests try the same few cases each time. `make fuzz` gives each test its time in
HEALTHTALK_FUZZ_SECONDS and draws new cases until that is over; the figures of each test go to a file of its
own in the folder HEALTHTALK_FUZZ_FIGURES.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings

SECONDS = float(os.environ.get("HEALTHTALK_FUZZ_SECONDS") or 0)
SHOWN = 5


class Figures:
	"""Counts of one test, and each failure once: its kind with the shortest way that led to it."""

	def __init__(self, name: str) -> None:
		self.name = name
		self.counts: Counter[str] = Counter()
		# moves of the flows that were taken at least once: (DocType, from, to)
		self.moves: set[tuple[str, str, str]] = set()
		self.failures: dict[str, list[str]] = {}

	def fail(self, kind: str, way: list[str]) -> None:
		"""Note a failure; of two of a kind the one that was reached in fewer steps is kept."""
		self.counts["failures"] += 1
		known = self.failures.get(kind)
		if known is None or len(way) < len(known):
			self.failures[kind] = way

	def close(self) -> None:
		"""Write the figures down, then raise `AssertionError` that tells each kind of failure."""
		if folder := os.environ.get("HEALTHTALK_FUZZ_FIGURES"):
			told = {"test": self.name, **self.counts, "kinds_of_failures": sorted(self.failures)}
			told.setdefault("failures", 0)
			if self.moves:
				told["moves"] = sorted(map(list, self.moves))
			Path(folder, f"{self.name}.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
		said = [f"{kind}\n    " + "\n    ".join(way) for kind, way in sorted(self.failures.items())]
		assert not said, f"{len(said)} kinds of failures\n" + "\n".join(said)


def settled(examples: int, **given: Any) -> settings:
	"""Settings of one round: the same cases each time, unless there is time to draw new ones."""
	return settings(
		max_examples=examples,
		deadline=None,
		derandomize=not SECONDS,
		database=None,
		# failures are collected with their ways; drawing small cases first replaces making them smaller
		phases=(Phase.generate,),
		suppress_health_check=[*HealthCheck],
		**given,
	)


def again(round_: Callable[[], None]) -> None:
	"""Run a round once, or again and again until the time is over."""
	end = time.monotonic() + SECONDS
	round_()
	while time.monotonic() < end:
		round_()
