"""The reference of the appraisals: plain SQL that gives 22 figures by unit, a statement a table."""

from datetime import date, timedelta
from typing import Any

import frappe

# by the owner's expression and what counts at all: figure → moment, what is counted, what is met (a number)
COUNTED = "status not in ('Not Accepted', 'Merged', 'Withdrawn') and asks_for_solution = 1"
RUNS = "(paused_since is null or {} is not null)"
OWED = "outside_unit = 0 and status not in ('Withdrawn', 'Objected')"
NO_ACCUSATION = (
	"issued_at is not null and matter not in (select name from `tabTalk Matter` where is_accusation = 1)"
)
ORDERS = "(matter is null or matter not in (select name from `tabTalk Matter` where is_accusation = 1))"
GOOD = "satisfaction in ('Very Satisfied', 'Satisfied', 'Basically Satisfied')"
REFERENCES = (
	(
		"Talk Matter",
		"coalesce(nullif(lead_unit, ''), nullif(unit, ''))",
		"is_accusation = 0",
		{
			"matters_raised": ("raised_at", "1", None),
			"matters_answered": ("resolved_at", "1", None),
			"response_rate": (
				"response_due_at",
				f"{COUNTED} and response_due_at <= now(6) and {RUNS.format('first_response_at')}",
				"response_on_time = 'On Time'",
			),
			"handling_rate": (
				"resolution_due_at",
				f"{COUNTED} and resolution_due_at <= now(6) and {RUNS.format('resolved_at')}",
				"resolution_on_time = 'On Time'",
			),
			"resolution_rate": (
				"evaluated_at",
				f"{COUNTED} and outcome in ('Solved', 'Partly Solved', 'Not Solved')",
				"case outcome when 'Solved' then 1 when 'Partly Solved' then %(part)s else 0 end",
			),
			"satisfaction_rate": ("evaluated_at", f"{COUNTED} and satisfaction <> ''", GOOD),
			"settled_inside": ("resolved_at", "1", "settled_inside"),
			"one_trip": ("resolved_at", "trips in ('0', '1', 'More')", "trips in ('0', '1')"),
		},
	),
	(
		"Referral Slip",
		"receiver_unit",
		NO_ACCUSATION,
		{
			"slips_received": ("issued_at", "1", None),
			"slips_objected": ("issued_at", "objected_at is not null", None),
			"slips_urged": ("issued_at", "urged_count > 0", None),
			"sign_rate": (
				"sign_due_at",
				f"{OWED} and sign_due_at <= now(6)",
				"sign_on_time = 'On Time'",
			),
			"reply_rate": (
				"reply_due_at",
				f"{OWED} and reply_due_at <= now(6)",
				"reply_on_time = 'On Time'",
			),
		},
	),
	(
		"Rectification",
		"responsible_unit",
		ORDERS,
		{
			"rectifications_again": ("opened_at", "ordered_again_count > 0", None),
			"rectifications_verified": ("opened_at", "status = 'Verified'", None),
			"lasting_rules": ("opened_at", "lasting_rule_on is not null", None),
		},
	),
	(
		"Demerit Record",
		"unit",
		"status in ('Confirmed', 'Appealed', 'Upheld')",
		{"demerit_records": ("counted_on", "1", None)},
	),
	(
		"Publicity Item",
		"unit",
		"status <> 'Not Counted'",
		{
			"publicity_items": ("published_on", "1", None),
			"publicity_confirmed": ("published_on", "status = 'Confirmed'", None),
		},
	),
	(
		"Unit Task",
		"unit",
		"campaign is not null",
		{
			"unit_tasks": ("due_at", "1", None),
			"unit_tasks_on_time_rate": ("due_at", "due_at <= now(6)", "on_time = 'On Time'"),
		},
	),
	(
		"Opinion Incident",
		"unit",
		"unit is not null",
		{"incidents_major": ("found_at", "level = 'Major'", None)},
	),
)
KEYS = tuple(key for *_table, sums in REFERENCES for key in sums)


def period() -> Any:
	"""The year that ended yesterday."""
	from healthtalk_app.rules.periods import Period

	return Period(date.today() - timedelta(days=365), date.today() - timedelta(days=1))


def sql_of(table: str, owner: str, base: str, sums: dict[str, tuple[str, str, str | None]]) -> str:
	"""The plain statement of a table: a row a unit, two columns a figure."""
	columns = []
	for key, (at, counted, met) in sums.items():
		inside = f"{at} >= %(start)s and {at} < %(end)s and ({counted})"
		columns.append(f"sum(case when {inside} then 1 else 0 end) as {key}_of")
		columns.append(f"sum(case when {inside} then {met or 0} else 0 end) as {key}_met")
	return f"select {owner} as unit, {', '.join(columns)} from `tab{table}` where {base} group by 1"


def reference() -> dict[tuple[str, str], tuple[int, float]]:
	"""(unit, figure) → counted and met, by all the plain statements."""
	days = period()
	facts = {
		"start": days.start,
		"end": days.end + timedelta(days=1),
		"part": frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0,
	}
	found = {}
	for table, owner, base, sums in REFERENCES:
		for row in frappe.db.sql(sql_of(table, owner, base, sums), facts, as_dict=True):
			for key in sums:
				found[row.unit, key] = (int(row[f"{key}_of"] or 0), float(row[f"{key}_met"] or 0))
	return found
