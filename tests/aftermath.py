"""What is looked at after every fault, as a plugin of pytest that `make faults` and `make upgrade` load.

A test marked `fault` or `upgrade` says in its mark what the fault is, what was done and what was checked.
After a fault the whole site is looked at: documents agree with their log, nothing is numbered twice, every
background run has ended. Figures of both go to the report, from which the tools make the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import frappe
import pytest


@pytest.fixture(autouse=True)
def table_row(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
	"""The words of the mark, for the table."""
	mark = request.node.get_closest_marker("fault") or request.node.get_closest_marker("upgrade")
	for name, said in zip(("fault", "done", "checked"), mark.args, strict=True):
		record_property(name, said)


@pytest.fixture(autouse=True)
def whole_afterwards(
	request: pytest.FixtureRequest, clean_slate: None, record_property: Callable[[str, object], None]
) -> Iterator[None]:
	"""Look at the whole site when a fault is over."""
	yield
	if request.node.get_closest_marker("fault"):
		for name, figure in state_of_site().items():
			record_property(name, figure)


def state_of_site() -> dict[str, int]:
	"""Counts of what was compared; fails on a difference, a double number or a run that nobody ends."""
	from healthtalk_app.services import runs  # needs a site: not before the fixtures
	from healthtalk_app.services.records import rebuild

	frappe.db.rollback()
	assert [str(found) for found in rebuild.check()] == []
	numbers = Counter(
		frappe.get_all("Document Number", fields=["unit", "kind", "year", "sequence"], as_list=True)
	)
	assert [number for number, times in numbers.items() if times > 1] == []
	highest: dict[tuple, int] = {}
	for *series, sequence in numbers:
		highest[tuple(series)] = max(sequence, highest.get(tuple(series), 0))
	assert sum(highest.values()) == len(numbers), "a number is missing in the register"
	events = frappe.get_all(
		"Case Event", fields=["reference_doctype", "reference_name", "sequence"], as_list=True
	)
	assert len(set(events)) == len(events)
	assert frappe.get_all(runs.DOCTYPE, {"status": ("in", runs.UNDER_WAY)}, pluck="title") == []
	return {"differences": 0, "events": len(events), "numbers": len(numbers), "runs left": 0}
