"""C2: the worker that makes a campaign's tasks is killed half-way, and another takes its run up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import frappe
import pytest

from tests.site.county import County, act, county_of, done, insert
from tests.site.killed import finish, kill_when, take_out_of_the_queue
from tests.site.rest import Rest

CAMPAIGN, TASK, RUN, EVENT = "Conduct Campaign", "Unit Task", "Background Run", "Case Event"
WORK = "healthtalk_app.services.campaigns.activation.work"
# ten years of months: what a unit owes is a chunk of its own, so that a kill after the first is in the middle
YEARS, MEETINGS = 10, 9
PER_UNIT = (MEETINGS + 1) * 12 * YEARS
FIGURES = ("Screened", "Subsidised")
# A with A1 and A2, B with B1
TAKING_PART = ("a", "a1", "a2", "b", "b1")
ALL = PER_UNIT * len(TAKING_PART)


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "KILLED") as made:
		frappe.db.commit()
		yield made


def activated(county: County) -> str:
	"""A campaign that the bureau's officer writes down and its leader starts; returns its name."""
	monthly = {"period": "Month", "needs_evidence": 0}
	given = {
		"title": "A long campaign",
		"unit": county.units.bureau,
		"phases": [{"phase": "All", "starts_on": "2026-01-01", "ends_on": f"{2025 + YEARS}-12-31"}],
		"deliverables": [
			*({**monthly, "deliverable": f"Meeting {at}"} for at in range(MEETINGS)),
			{**monthly, "deliverable": "Return", "kind": "Figures"},
		],
		"figures": [{"figure": figure, "deliverable": "Return", "measure": "persons"} for figure in FIGURES],
		"units": [{"unit": county.units[key], "with_below": 1} for key in ("a", "b")],
		"members": [{"team": "Leading Group", "post": "Head", "person_name": "Director"}],
	}
	name = done(insert(county.bureau, CAMPAIGN, **given))["name"]
	done(act(county.user("Unit Leader", "bureau"), CAMPAIGN, name, "Activate"))
	return name


def run_of(campaign: str) -> Any:
	frappe.db.rollback()
	fields = ["name", "status", "rows_done", "rows_total", "chunks_done", "attempt", "alive_at"]
	(run,) = frappe.get_all(RUN, {"reference_name": campaign}, fields)
	return run


def tasks_of(campaign: str) -> list[Any]:
	return frappe.get_all(
		TASK, {"campaign": campaign}, ["name", "unit", "phase", "subject", "period", "kind"]
	)


@pytest.mark.fault(
	"worker killed in the activation of a campaign",
	"kill -9 after the first chunk, taken up by the sweeper, run again",
	"6000 tasks, each once",
)
def test_killed_half_way_it_goes_on_with_nothing_doubled_or_missing(county: County) -> None:
	from healthtalk_app.services import runs  # needs a site: not before the fixture
	from healthtalk_app.services.records import rebuild

	campaign = activated(county)
	run = run_of(campaign).name
	assert runs.WORK["Campaign Tasks"] == WORK
	work = ("execute", WORK, "--kwargs", repr({"run": run}))
	kill_when(lambda: run_of(campaign).rows_done, *work)

	broken = run_of(campaign)
	assert broken.status == "Running" and 0 < broken.rows_done < ALL == broken.rows_total
	made = Counter(task.unit for task in tasks_of(campaign))
	# whole chunks, here units, and nothing of the one that the worker was at
	assert sum(made.values()) == broken.rows_done and set(made.values()) == {PER_UNIT}
	assert len(made) == broken.chunks_done
	# a worker that is still silent for a moment only is left alone
	assert run not in runs.resume_stopped()

	frappe.db.set_value(RUN, run, "alive_at", broken.alive_at - runs.SILENT - timedelta(minutes=1))
	assert run in runs.resume_stopped()
	frappe.db.commit()
	take_out_of_the_queue(run)
	finish(*work)

	whole = run_of(campaign)
	assert (whole.status, whole.attempt, whole.rows_done) == ("Finished", 2, ALL)
	tasks = tasks_of(campaign)
	assert Counter(task.unit for task in tasks) == {county.units[key]: PER_UNIT for key in TAKING_PART}
	assert len({(task.unit, task.phase, task.subject, task.period) for task in tasks}) == ALL
	assert frappe.db.get_value(CAMPAIGN, campaign, "task_count") == ALL
	names = {task.name for task in tasks}
	events = frappe.get_all(EVENT, {"reference_doctype": TASK}, ["reference_name", "sequence", "event"])
	first = [event for event in events if event.reference_name in names]
	assert {(event.sequence, event.event) for event in first} == {(1, "created")}
	assert Counter(event.reference_name for event in first) == dict.fromkeys(names, 1)
	returns = {task.name for task in tasks if task.kind == "Figures"}
	values = frappe.get_all("Unit Task Value", {"parenttype": TASK}, ["parent", "figure"])
	asked = Counter((row.parent, row.figure) for row in values if row.parent in names)
	assert asked == {(name, figure): 1 for name in returns for figure in FIGURES}
	assert [found for found in rebuild.check(TASK) if found.name in names] == []

	# once more makes nothing
	finish(*work)
	assert {task.name for task in tasks_of(campaign)} == names
