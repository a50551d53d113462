"""Campaign Progress beside bare SQL that gives the same figures, over the tasks of `campaigns.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import frappe

from benchmarks.figure import Figure
from benchmarks.turns import AGGREGATE, USERS, equal, pair, rate, report, working_as

# they take tens of milliseconds, in which other work of the machine is seen
ROUNDS = 25
ONES = ("Questionnaire", "Mystery Visit", "Satisfaction Survey", "Phase Acceptance", "Briefing")
# drawn from the name: four of ten still to do, two handed in, three accepted, one returned; some came late
SPREAD = """
update `tabUnit Task` set
	status = elt(1 + crc32(name) %% 10,
		'Due', 'Due', 'Due', 'Due', 'Submitted', 'Submitted', 'Accepted', 'Accepted', 'Accepted', 'Returned'),
	on_time = if(crc32(name) %% 10 < 4, null, if(crc32(name) %% 7 = 0, 'Late', 'On Time'))
where campaign = %(campaign)s
"""
AS_MADE = "update `tabUnit Task` set status = 'Due', on_time = null where campaign = %(campaign)s"
HANDED_IN = "status in ('Submitted', 'Accepted')"
OVERDUE = "status in ('Due', 'Returned') and due_at < %(now)s"
PLACES = (1, 2, 3, 4, 0)
KEYS = ("tasks", "submitted", "accepted", "returned", "overdue", "late")
PROGRESS = f"""
select unit,
	{", ".join(f"sum(phase_no = {n}), sum(phase_no = {n} and {HANDED_IN})" for n in PLACES)},
	count(*), sum({HANDED_IN}), sum(status = 'Submitted'), sum(status = 'Accepted'), sum(status = 'Returned'),
	sum({OVERDUE}), sum(on_time = 'Late')
from `tabUnit Task` where campaign = %(campaign)s and {{rule}}
group by unit with rollup
"""
FIVES = f"""
select unit, phase_no, five_one, case
		when sum({OVERDUE}) > 0 then '✗' when sum(status = 'Accepted') = count(*) then '✓'
		when sum({HANDED_IN}) = count(*) then '○' else '·' end,
	count(*), sum(status = 'Submitted'), sum(status = 'Accepted'), sum({OVERDUE})
from `tabUnit Task` where campaign = %(campaign)s and {{rule}}
group by unit, phase_no, five_one
"""
Table = dict[str | None, Any]


@contextmanager
def spread(campaign: str) -> Iterator[None]:
	"""The tasks in all statuses inside the block; afterwards as they were made."""
	given = {"campaign": campaign}
	try:
		frappe.db.sql(SPREAD, given)
		frappe.db.commit()
		frappe.db.sql("analyze table `tabUnit Task`")
		yield
	finally:
		frappe.db.sql(AS_MADE, given)
		frappe.db.commit()


def asked(statement: str, campaign: str) -> Any:
	"""The rows of a statement with the condition of the platform's own list for the user at work."""
	from healthtalk_app import permissions

	rule = permissions.query_conditions(None, "Unit Task") or "1 = 1"
	given = {"campaign": campaign, "now": frappe.utils.now_datetime()}
	return frappe.db.sql(statement.format(rule=rule), given)


def progress(campaign: str) -> Table:
	"""Unit (None: all) → what was handed in of each phase and in all, and the counts."""
	rows = report("campaign_progress", campaign=campaign)[1]
	columns = (*(f"phase_{place}_done" for place in PLACES), "done", *KEYS)
	return {row.get("unit"): tuple(row[column] for column in columns) for row in rows}


def progress_reference(campaign: str) -> Table:
	"""The same of bare SQL."""
	found: Table = {}
	for unit, *counts in asked(PROGRESS, campaign):
		phases, (tasks, done, *others) = counts[: 2 * len(PLACES)], counts[2 * len(PLACES) :]
		shares = (rate(*reversed(phases[at : at + 2])) for at in range(0, len(phases), 2))
		found[unit] = (*shares, rate(done, tasks), tasks, *(int(count) for count in others))
	return found


def fives(campaign: str) -> Table:
	"""Unit → the signs of the matrix, phase by phase; None: the four numbers above it."""
	_columns, rows, _words, _chart, cards = report("campaign_progress", campaign=campaign, view="Five-ones")
	columns = [f"five_{phase}_{one}" for phase in PLACES[:-1] for one in ONES]
	found: Table = {row["unit"]: {column: row[column] for column in columns} for row in rows}
	return {**found, None: [card["value"] for card in cards]}


def fives_reference(campaign: str) -> Table:
	"""The same of bare SQL."""
	found: Table = {}
	whole = [0, 0, 0, 0]
	for unit, phase, one, sign, *counts in asked(FIVES, campaign):
		if one:
			found.setdefault(unit, {})[f"five_{phase}_{one}"] = sign
		whole = [some + int(count) for some, count in zip(whole, counts, strict=True)]
	tasks, submitted, accepted, overdue = whole
	return {**found, None: [tasks, rate(submitted + accepted, tasks), submitted, overdue]}


REPORTS = {
	"Campaign Progress": (progress, progress_reference),
	"Campaign Progress, five-ones,": (fives, fives_reference),
}


def reports(campaign: str) -> Iterator[Figure]:
	"""Both views beside their references, as the bureau and as a branch."""
	with spread(campaign):
		for name, (ours, theirs) in REPORTS.items():
			for who, user in USERS.items():
				with working_as(user):
					equal(f"{name} as {who}", ours(campaign), theirs(campaign))
					turns = pair(partial(ours, campaign), partial(theirs, campaign), "reference SQL", ROUNDS)
					yield Figure(f"{name} as {who}", *turns, limit=AGGREGATE)
