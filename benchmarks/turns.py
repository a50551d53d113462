"""Measuring by turns on one site: ours, theirs, ours, theirs; and as whom."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import frappe

ROUNDS = 5
# a report beside the bare SQL that gives the same figures
AGGREGATE = 1.3
BUREAU, BRANCH = "ju.jingban@qinglan.example", "fenyuan.jingban@qinglan.example"
USERS = {"bureau": BUREAU, "branch": BRANCH}


@contextmanager
def working_as(user: str) -> Iterator[None]:
	"""Another user at work inside the block, Administrator after it."""
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")


def by_turns(
	ours: Callable[[], Any], theirs: Callable[[], Any] | None, rounds: int = ROUNDS
) -> tuple[float, float | None]:
	"""Median seconds of both, measured alternately after a round that does not count."""
	spent: tuple[list[float], list[float]] = ([], [])
	for _round in range(rounds + 1):
		for work, times in zip((ours, theirs), spent, strict=True):
			if work:
				times.append(seconds(work))
	first, second = (statistics.median(times[1:]) if times else None for times in spent)
	return first, second


def seconds(work: Callable[[], Any]) -> float:
	"""How long it takes once."""
	begun = time.perf_counter()
	work()
	return time.perf_counter() - begun


def pair(ours: Callable[[], Any], theirs: Callable[[], Any], against: str, rounds: int = ROUNDS) -> tuple:
	"""Value, unit, against and its value, for a Figure."""
	mine, other = by_turns(ours, theirs, rounds)
	return mine, "s", against, other


def equal(name: str, ours: Any, theirs: Any) -> None:
	"""End the run when a report and its reference disagree."""
	if ours != theirs:
		raise SystemExit(f"{name} is not what its reference gives:\n{ours}\n{theirs}")


def report(name: str, **filters: Any) -> tuple[Any, ...]:
	"""What a report answers the user at work."""
	module = import_module(f"healthtalk_app.healthtalk_app.report.{name}.{name}")
	return module.execute(filters)


def rate(top: Any, bottom: Any) -> float | None:
	"""A share in per cent as reports show it."""
	return round(100 * float(top) / float(bottom), 2) if bottom else None
