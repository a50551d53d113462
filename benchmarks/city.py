"""What the app costs at a city's size, beside ERPNext's Issue and beside bare SQL, in one run on one site.

	cd SITES && python …/benchmarks/city.py --site NAME [--matters 341000] [--units 1000] [--json]

The site is filled first, unless it is: the demo county, its volume of matters, as many Issues. Then each pair
is measured by turns, after one round that does not count; the median of the rounds stands. References are the
plain SQL below or the platform's own calls; where both give figures, they must be equal, or the run ends.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import frappe

from benchmarks import copies
from benchmarks.figure import Figure, tell
from benchmarks.turns import (
	AGGREGATE,
	BRANCH,
	BUREAU,
	ROUNDS,
	USERS,
	by_turns,
	equal,
	pair,
	rate,
	report,
	seconds,
	working_as,
)

FASTER, INSERT, OPENING = 1 / 20, 2.0, 1.3
# matters that the generator makes; more are copies of these
GENERATED = 50_000
INSERTS = 60
ROUNDS_OF_OPENINGS = 25


# ---- the site


def fill(matters: int, units: int) -> None:
	"""The demo county, matters and Issues, as far as they are not there yet."""
	fill_matters(matters, units)
	issues(matters - count("Issue"))
	types_of_issues()
	frappe.db.commit()
	frappe.db.sql("analyze table `tabIssue`")


def fill_matters(matters: int, units: int) -> None:
	"""The demo county and matters, without Issues to stand beside them."""
	from healthtalk_app.demo import build, volume

	build.load()
	missing = matters - count("Talk Matter")
	made = min(missing, GENERATED - count("Talk Matter"))
	if made > 0:
		volume.fill(made, units=units, unfinished=0.3)
		frappe.db.commit()
	copies.multiply(matters - count("Talk Matter"))
	for table in ("Talk Matter", "Case Event", "Case Clock", "Case Party"):
		frappe.db.sql(f"analyze table `tab{table}`")


def count(doctype: str) -> int:
	return frappe.db.sql(f"select count(*) from `tab{doctype}`")[0][0]


def issues(missing: int) -> None:
	"""Issues as ERPNext's own form makes them, over the same three years, in bulk."""
	from healthtalk_app.services.importing import writer

	if missing <= 0:
		return
	frappe.set_user("Administrator")
	company = frappe.get_all("Company", pluck="name")[0]
	now, seconds = frappe.utils.now_datetime(), 3 * 365 * 86_400
	for start in range(0, missing, 5_000):
		rows = []
		for number in range(start, min(start + 5_000, missing)):
			opened = now - timedelta(seconds=seconds * (number + 1) / (missing + 1))
			is_open = number % 10 < 3
			rows.append(
				{
					"name": f"ISS-CITY-{number:07d}",
					"subject": f"门诊等候时间太长 {number}",
					"description": "每逢集市日上午排队，常常要等几个小时才能看上病。",
					"status": "Open" if is_open else "Closed",
					"priority": "Medium",
					"company": company,
					"customer_name": None,
					"opening_date": opened.date(),
					"opening_time": opened.time(),
					"creation": opened,
					"modified": opened,
					"resolution_date": None if is_open else opened + timedelta(days=4),
					"_assign": json.dumps([BUREAU if number % 2 else BRANCH]),
				}
			)
		writer.insert("Issue", rows)
		frappe.db.commit()


def types_of_issues() -> None:
	"""Each Issue gets a type named after a unit, as every matter has a unit that leads it."""
	from healthtalk_app.services.importing import writer

	units = frappe.get_all("Health Unit", pluck="name", order_by="name")
	known = set(frappe.get_all("Issue Type", pluck="name"))
	writer.insert("Issue Type", [{"name": unit} for unit in units if unit not in known])
	marks = ", ".join(["%s"] * len(units))
	frappe.db.sql(
		f"update `tabIssue` set issue_type = elt(1 + crc32(name) %% %s, {marks}) where issue_type is null",
		[len(units), *units],
	)
	frappe.db.commit()


# ---- the reports beside bare SQL

PERIOD = (date.today() - timedelta(days=3 * 365 + 2), date.today())
HALVES = (PERIOD[1] - timedelta(days=547), PERIOD[1])


def row_rule() -> str:
	"""The condition of the platform's own list for the user at work, on matters that count for his units."""
	from healthtalk_app import permissions

	rule, units = permissions.query_conditions(None, "Talk Matter"), permissions.scope()
	if units is None:
		return "1 = 1"
	names = ", ".join(frappe.db.escape(unit) for unit in sorted(units))
	return f"{rule} and (lead_unit in ({names}) or (coalesce(lead_unit, '') = '' and unit in ({names})))"


COUNTS = "status not in ('Not Accepted', 'Merged', 'Withdrawn') and asks_for_solution = 1"
LEAGUE = """
select coalesce(nullif(lead_unit, ''), nullif(unit, '')) as unit, {now}, {before}
from `tabTalk Matter`
where is_accusation = 0 and {rule}
group by 1
"""
LEAGUE_KEYS = (
	"matters_raised",
	"matters_excluded",
	"response_rate",
	"resolution_rate",
	"satisfaction_rate",
)
LEAGUE_SUMS = """
sum(raised_at >= %({p}_start)s and raised_at < %({p}_end)s) as {p}_raised,
sum(raised_at >= %({p}_start)s and raised_at < %({p}_end)s and not ({counts})) as {p}_excluded,
sum({counts} and response_due_at >= %({p}_start)s and response_due_at < %({p}_end)s
	and response_due_at <= %(now)s and (paused_since is null or first_response_at is not null)) as {p}_due,
sum({counts} and response_due_at >= %({p}_start)s and response_due_at < %({p}_end)s
	and response_due_at <= %(now)s and (paused_since is null or first_response_at is not null)
	and response_on_time = 'On Time') as {p}_met,
sum({counts} and evaluated_at >= %({p}_start)s and evaluated_at < %({p}_end)s
	and outcome in ('Solved', 'Partly Solved', 'Not Solved')) as {p}_asked,
sum(case when {counts} and evaluated_at >= %({p}_start)s and evaluated_at < %({p}_end)s
	then case outcome when 'Solved' then 1 when 'Partly Solved' then %(part)s else 0 end end) as {p}_solved,
sum({counts} and evaluated_at >= %({p}_start)s and evaluated_at < %({p}_end)s
	and satisfaction <> '') as {p}_rated,
sum({counts} and evaluated_at >= %({p}_start)s and evaluated_at < %({p}_end)s
	and satisfaction in ('Very Satisfied', 'Satisfied', 'Basically Satisfied')) as {p}_satisfied
"""


def league_reference() -> dict[str, tuple[Any, ...]]:
	"""Unit → matters raised and excluded, the three rates; those of the period before are found as well."""
	start, end = HALVES[0], HALVES[1] + timedelta(days=1)
	facts = {
		"now_start": start,
		"now_end": end,
		"before_start": start - (end - start),
		"before_end": start,
		"now": frappe.utils.now_datetime(),
		"part": frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0,
	}
	sums = {p: LEAGUE_SUMS.format(p=p, counts=COUNTS) for p in ("now", "before")}
	rows = frappe.db.sql(LEAGUE.format(rule=row_rule(), **sums), facts, as_dict=True)
	return {
		row.unit: (
			int(row.now_raised),
			int(row.now_excluded),
			rate(row.now_met, row.now_due),
			rate(row.now_solved or 0, row.now_asked),
			rate(row.now_satisfied, row.now_rated),
		)
		for row in rows
	}


def league() -> dict[str, tuple[Any, ...]]:
	rows = report("unit_league_table", from_date=HALVES[0], to_date=HALVES[1])[1]
	return {row["unit"]: tuple(row[key] for key in LEAGUE_KEYS) for row in rows}


TIMELINESS = """
select
	sum(accepted_at >= raised_at and accepted_at >= %(start)s and accepted_at < %(end)s),
	sum({counts} and response_due_at >= %(start)s and response_due_at < %(end)s and response_due_at <= %(now)s
		and (paused_since is null or first_response_at is not null)),
	sum({counts} and response_due_at >= %(start)s and response_due_at < %(end)s and response_due_at <= %(now)s
		and (paused_since is null or first_response_at is not null) and response_on_time = 'On Time'),
	sum(planned_at >= accepted_at and planned_at >= %(start)s and planned_at < %(end)s),
	sum({counts} and resolution_due_at >= %(start)s and resolution_due_at < %(end)s
		and resolution_due_at <= %(now)s and (paused_since is null or resolved_at is not null)),
	sum({counts} and resolution_due_at >= %(start)s and resolution_due_at < %(end)s
		and resolution_due_at <= %(now)s and (paused_since is null or resolved_at is not null)
		and resolution_on_time = 'On Time'),
	{days}
from `tabTalk Matter`
where is_accusation = 0 and {rule}
"""


def timeliness_reference() -> tuple[Any, ...]:
	"""Accepted, due and met for the response, planned, due and met for the answer, and the mean days."""
	from healthtalk_app.metrics.rings import RINGS
	from healthtalk_app.metrics.working_time import working_days

	table = frappe.qb.DocType("Talk Matter")
	days = []
	for ring in RINGS:
		inside = f"{ring.left} >= {ring.entered} and {ring.left} >= %(start)s and {ring.left} < %(end)s"
		took = working_days(table[ring.entered], table[ring.left]).get_sql(quote_char="`")
		days.append(f"avg(case when {inside} then {took} end)")
	facts = {"start": PERIOD[0], "end": PERIOD[1] + timedelta(days=1), "now": frappe.utils.now_datetime()}
	row = frappe.db.sql(TIMELINESS.format(counts=COUNTS, rule=row_rule(), days=", ".join(days)), facts)[0]
	return tuple(None if value is None else round(float(value), 2) for value in row)


def timeliness() -> tuple[Any, ...]:
	rows = {
		row["ring_name"]: row
		for row in report("matter_timeliness", from_date=PERIOD[0], to_date=PERIOD[1])[1]
	}
	speak, listen, discuss, act = (rows[name] for name in ("Speak", "Listen", "Discuss", "Act"))
	counts = (speak["passed"], listen["due"], listen["met"], discuss["passed"], act["due"], act["met"])
	days = (row["days"] for row in rows.values())
	return tuple(None if value is None else round(float(value), 2) for value in (*counts, *days))


LEDGER = """
select name, subject, status, unit, raised_at from `tabTalk Matter`
where is_accusation = 0 and raised_at >= %(start)s and raised_at < %(end)s and {rule}
order by raised_at desc, name desc limit 200
"""
LEDGER_HEAD = """
select substring(raised_at, 1, 7) as month, count(*) as raised from `tabTalk Matter`
where is_accusation = 0 and raised_at >= %(start)s and raised_at < %(end)s and {rule}
group by 1
"""


def ledger_reference() -> tuple[Any, ...]:
	"""The number of matters, the first page, and the bars above it."""
	facts, rule = {"start": PERIOD[0], "end": PERIOD[1] + timedelta(days=1)}, row_rule()
	months = frappe.db.sql(LEDGER_HEAD.format(rule=rule), facts)
	names = [row[0] for row in frappe.db.sql(LEDGER.format(rule=rule), facts)]
	return sum(count for _month, count in months), names, sorted(months)


def ledger() -> tuple[Any, ...]:
	_columns, rows, _words, chart, cards = report("matter_ledger", from_date=PERIOD[0], to_date=PERIOD[1])
	bars = zip(chart["data"]["labels"], chart["data"]["datasets"][0]["values"], strict=True)
	return cards[0]["value"], [row["name"] for row in rows], sorted(bars)


REPORTS = {
	"Unit League Table": (league, league_reference),
	"Matter Timeliness": (timeliness, timeliness_reference),
	"Matter Ledger": (ledger, ledger_reference),
}


def aggregates() -> Iterator[Figure]:
	"""Each report beside its reference, as the bureau and as a branch."""
	for name, (ours, theirs) in REPORTS.items():
		for who, user in USERS.items():
			with working_as(user):
				mine, reference = ours(), theirs()
				if isinstance(mine, dict):
					# the table also names units without any matter
					mine = {unit: row for unit, row in mine.items() if row[0] or any(row[2:])}
					reference = {unit: reference[unit] for unit in mine}
				equal(f"{name} as {who}", mine, reference)
				yield Figure(f"{name} as {who}", *pair(ours, theirs, "reference SQL"), limit=AGGREGATE)


def beside_issue_reports() -> Iterator[Figure]:
	"""The two great reports beside those that ERPNext has for as many Issues of the same three years.

	The platform's reports group by customer, as they open. By assignee, which spares Issue Summary one long
	statement, is told besides. Each of them takes the better part of a minute and runs once.
	"""
	from erpnext.support.report.issue_analytics import issue_analytics
	from erpnext.support.report.issue_summary import issue_summary

	company = frappe.get_all("Company", pluck="name")[0]
	span = {"from_date": str(PERIOD[0]), "to_date": str(PERIOD[1]), "company": company, "range": "Monthly"}
	for based_on, limit in (("Customer", FASTER), ("Assigned To", None)):
		for name, module in (("Issue Summary", issue_summary), ("Issue Analytics", issue_analytics)):
			wanted = frappe._dict(span, based_on=based_on)
			other = seconds(lambda module=module, wanted=wanted: module.execute(wanted))
			against = f"{name} by {based_on}"
			for ours in ("Unit League Table", "Matter Timeliness"):
				value = statistics.median(seconds(REPORTS[ours][0]) for _round in range(ROUNDS))
				yield Figure(f"{ours} beside {against}", value, "s", against, other, limit)


# ---- one document, one list, one form


def inserts() -> Iterator[Figure]:
	"""`doc.insert` of a matter with its event and clocks, beside an Issue's; rolled back."""
	unit = frappe.db.get_value("Health Unit", {"kind": "Branch"})
	raised = frappe.utils.now_datetime() - timedelta(hours=2)

	def matters() -> None:
		for number in range(INSERTS):
			frappe.get_doc(
				doctype="Talk Matter",
				subject=f"门诊等候时间太长 {number}",
				content="每逢集市日上午排队，常常要等几个小时才能看上病。",
				unit=unit,
				channel="Telephone",
				identity_level="Anonymous",
				raised_at=raised,
			).insert()
		frappe.db.rollback()

	def issue() -> None:
		for number in range(INSERTS):
			frappe.get_doc(
				doctype="Issue",
				subject=f"门诊等候时间太长 {number}",
				description="每逢集市日上午排队，常常要等几个小时才能看上病。",
				raised_by="someone@qinglan.example",
			).insert()
		frappe.db.rollback()

	mine, other = by_turns(matters, issue, 3)
	yield Figure("inserting a matter", mine / INSERTS, "s", "inserting an Issue", other / INSERTS, INSERT)


def openings() -> Iterator[Figure]:
	"""The first page of the desk's list, and one form, beside Issue's."""
	from frappe.desk import reportview
	from frappe.desk.form import load

	fields = {
		"Talk Matter": ["name", "subject", "status", "lead_unit", "raised_at", "modified"],
		"Issue": ["name", "subject", "status", "priority", "opening_date", "modified"],
	}

	def page(doctype: str) -> Callable[[], Any]:
		def show() -> Any:
			frappe.local.form_dict = frappe._dict(
				doctype=doctype,
				fields=json.dumps([f"`tab{doctype}`.`{field}`" for field in fields[doctype]]),
				filters="[]",
				order_by=f"`tab{doctype}`.`modified` desc",
				start=0,
				page_length=20,
				view="List",
			)
			return reportview.get()

		return show

	def form(doctype: str) -> Callable[[], Any]:
		name = frappe.get_all(doctype, pluck="name", order_by="modified desc", limit=1)[0]

		def show() -> None:
			frappe.local.response = frappe._dict(docs=[])
			load.getdoc(doctype, name)

		return show

	for who, user in USERS.items():
		roles = frappe.get_doc("User", user)
		roles.add_roles("Support Team")
		beside = "list of Issues" if who == "bureau" else "list of Issues, which everybody reads whole"
		with working_as(user):
			yield Figure(
				f"list of matters as {who}",
				*pair(page("Talk Matter"), page("Issue"), beside, ROUNDS_OF_OPENINGS),
				OPENING if who == "bureau" else None,
			)
	with kept_to_own_types(BRANCH), working_as(BRANCH):
		yield Figure(
			"list of matters as branch",
			*pair(
				page("Talk Matter"),
				page("Issue"),
				"list of Issues of the types permitted",
				ROUNDS_OF_OPENINGS,
			),
			OPENING,
		)
	yield Figure(
		"form of a matter",
		*pair(form("Talk Matter"), form("Issue"), "form of an Issue", ROUNDS_OF_OPENINGS),
		OPENING,
	)


@contextmanager
def kept_to_own_types(user: str) -> Iterator[None]:
	"""The platform's own row rule on Issues: the user sees those of as many types as he has units."""
	from healthtalk_app.permissions import scope

	try:
		for unit in scope(user) or ():
			frappe.get_doc(
				doctype="User Permission", user=user, allow="Issue Type", for_value=unit
			).db_insert()
		frappe.cache.hdel("user_permissions", user)
		yield
	finally:
		frappe.db.rollback()
		frappe.cache.hdel("user_permissions", user)


OPEN_CLOCKS = """
select c.name, c.parent, c.due_at, c.notice_level from `tabCase Clock` c
join `tabTalk Matter` m on m.name = c.parent
where c.parenttype = 'Talk Matter' and c.met_at is null
	and m.status in ('Raised', 'Accepted', 'Planned', 'In Progress')
"""


def sweeping() -> Iterator[Figure]:
	"""A sweep over all open matters of the site, beside reading their clocks."""
	from healthtalk_app.services.clockwork import sweep
	from healthtalk_app.services.notifying import notices

	def ours() -> None:
		with notices.muted():
			sweep.sweep()
		frappe.db.rollback()

	rows = len(frappe.db.sql(OPEN_CLOCKS))
	mine, other = by_turns(ours, lambda: frappe.db.sql(OPEN_CLOCKS), 1)
	yield Figure(f"sweep over {rows} open clocks", mine, "s", "reading them", other)


MEASURES = (aggregates, beside_issue_reports, inserts, openings, sweeping)


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--site", required=True)
	parser.add_argument("--matters", type=int, default=341_000)
	parser.add_argument("--units", type=int, default=1_000)
	parser.add_argument("--only", help="measure only this: " + ", ".join(work.__name__ for work in MEASURES))
	parser.add_argument("--json", action="store_true", help="one line of JSON")
	given = parser.parse_args()
	frappe.init(given.site, sites_path=os.getcwd())
	frappe.connect()
	try:
		fill(given.matters, given.units)
		chosen = (work for work in MEASURES if given.only in (None, work.__name__))
		tell((figure for work in chosen for figure in work()), given.json)
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()
