"""What reads the appraisals and what stands beside them: three reports, the leader's page, a summary.

Each stands beside plain SQL that gives the same figures, as the bureau, which reads every row. What has more
parts than a statement can say (the whole page, a draft) is told in seconds alone. References may use what the
tables have (the indexes of the app), as any report may.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe

from benchmarks.figure import Figure
from benchmarks.turns import AGGREGATE, BUREAU, equal, pair, rate, report, seconds, working_as

OWNER = "coalesce(nullif(lead_unit, ''), nullif(unit, ''))"
COUNTED = "status not in ('Not Accepted', 'Merged', 'Withdrawn') and asks_for_solution = 1"
LEVELS = ("Very Satisfied", "Satisfied", "Basically Satisfied", "Dissatisfied", "Very Dissatisfied")
GOOD = "('Very Satisfied', 'Satisfied', 'Basically Satisfied')"
OUTCOMES = "('Solved', 'Partly Solved', 'Not Solved')"
SOLVED = "case outcome when 'Solved' then 1 when 'Partly Solved' then %(part)s else 0 end"
YEARS = 6


def measures() -> Iterator[Figure]:
	"""The reports, the page part by part and as a whole, a summary of a year."""
	days = {"start": date.today() - timedelta(days=365), "end": date.today() - timedelta(days=1)}
	with working_as(BUREAU):
		for name, (ours, theirs) in reports(**days).items():
			equal(name, ours(), theirs())
			yield Figure(name, *pair(ours, theirs, "reference SQL"), limit=AGGREGATE)
		for name, (ours, theirs) in parts_of_page().items():
			equal(name, ours(), theirs())
			yield Figure(f"leader's page: {name}", *pair(ours, theirs, "reference SQL"), limit=AGGREGATE)
		yield from totals(**days)


def totals(start: date, end: date) -> Iterator[Figure]:
	"""The whole page, and a new summary of the bureau's year, taken back."""
	from healthtalk_app.services import leader

	bureau = frappe.get_cached_doc("Healthtalk Settings").bureau_unit

	def summary() -> None:
		frappe.db.savepoint("summary")
		frappe.get_doc(doctype="Work Summary", unit=bureau, from_date=start, to_date=end).insert()
		frappe.db.rollback(save_point="summary")

	for name, work in (("leader's page", leader.page), ("drafting a summary of a year", summary)):
		work()
		yield Figure(name, min(seconds(work) for _round in range(3)), "s")


def reports(start: date, end: date) -> dict[str, tuple[Any, Any]]:
	"""Report → what it answers, and what plain SQL answers."""
	facts = {
		"start": start,
		"end": end + timedelta(days=1),
		"last": end,
		"part": frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0,
		"now": frappe.utils.now_datetime(),
		"over": frappe.utils.now_datetime()
		- timedelta(days=frappe.get_cached_doc("Healthtalk Settings").auto_close_days or 0),
		"years": date(date.today().year - YEARS + 1, 1, 1),
	}
	return {
		"Appraisal Result": (
			lambda: appraisals(start, end),
			lambda: appraisals_reference(facts),
		),
		"Evaluation Analysis": (
			lambda: evaluations(start, end),
			lambda: evaluations_reference(facts),
		),
		"Petition and Satisfaction Trends": (trends, lambda: trends_reference(facts)),
	}


# ---- Appraisal Result
def appraisals(start: date, end: date) -> dict[str, tuple[Any, ...]]:
	"""Appraisal → total, points by module, uses."""
	columns, rows, *_rest = report("appraisal_result", from_date=start, to_date=end)
	modules = [column["fieldname"] for column in columns if column["fieldname"].startswith("module_")]
	return {
		row["name"]: (row["shown"], tuple(row[name] or 0 for name in modules), row["uses"]) for row in rows
	}


def appraisals_reference(facts: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
	touching = "from_date <= %(last)s and to_date >= %(start)s"
	heads = frappe.db.sql(
		f"""
		select name, unit, scheme, peer_group, total, shown, bonus, deducted, grade, vetoed, place, group_size
		from `tabUnit Appraisal` where {touching} order by to_date desc, scheme, peer_group, total desc, unit
		""",
		facts,
		as_dict=True,
	)
	names = f"select name from `tabUnit Appraisal` where {touching}"
	of_these = f"parenttype = 'Unit Appraisal' and parent in ({names})"
	points: dict[str, dict[str, float]] = {}
	for name, module, sum_of in frappe.db.sql(
		"select parent, module, sum(points) from `tabAppraisal Row` "
		f"where {of_these} and weight > 0 group by 1, 2 order by 1, min(idx)",
		facts,
	):
		points.setdefault(name, {})[module] = round(float(sum_of or 0), 2)
	used = dict(
		frappe.db.sql(f"select parent, count(*) from `tabUse of Result` where {of_these} group by 1", facts)
	)
	# in the order of the first scheme, which numbers its modules
	modules = list(dict.fromkeys(module for row in heads for module in points.get(row.name, {})))
	return {
		row.name: (
			row.shown if row.grade else None,
			tuple(points.get(row.name, {}).get(module, 0) for module in modules),
			used.get(row.name, 0),
		)
		for row in heads
	}


# ---- Evaluation Analysis
def evaluations(start: date, end: date) -> dict[str, tuple[Any, ...]]:
	"""Unit → the figures of its row; without a name the two rows of levels from the chart."""
	_columns, rows, _words, chart, _cards = report("evaluation_analysis", from_date=start, to_date=end)
	keys = (
		*("talk_ballots", "talk_satisfaction", "unsigned_share", "ballots_returned"),
		*("matters_rated", "evaluation_rate", "satisfaction_rate", "resolution_rate"),
	)
	found = {row["unit"]: tuple(row[key] for key in keys) for row in rows if not row.get("is_total")}
	found[""] = tuple(tuple(int(value) for value in line["values"]) for line in chart["data"]["datasets"])
	return found


def evaluations_reference(facts: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
	ballots = "if(kind = 'Tally', ballots_valid, 1)"
	given = {level: f"overall_{level.lower().replace(' ', '_')}" for level in LEVELS}
	content = " + ".join(f"coalesce({given[level]}, 0)" for level in LEVELS[:3])
	levels = ", ".join(
		f"sum(if(kind = 'Tally', coalesce({given[level]}, 0), overall = '{level}'))" for level in LEVELS
	)
	talks = frappe.db.sql(
		f"""
		select unit, sum({ballots}), sum(if(kind = 'Tally', {content}, overall in {GOOD})),
			sum(if(kind = 'Tally', ballots_valid, signed = 0)),
			sum(if(kind = 'Tally', coalesce(ballots_issued, 0), 0)),
			sum(if(kind = 'Tally', coalesce(ballots_returned, 0), 0)), {levels}
		from `tabPublic Evaluation`
		where reference_doctype = 'Talk Session' and (signed = 1 or kind = 'Tally' or released = 1)
			and evaluated_at >= %(start)s and evaluated_at < %(end)s
		group by 1
		""",
		facts,
	)
	inside = "evaluated_at >= %(start)s and evaluated_at < %(end)s"
	answered = "resolved_at >= %(start)s and resolved_at < %(end)s and resolved_at <= %(over)s"
	rated = ", ".join(f"sum({inside} and satisfaction = '{level}')" for level in LEVELS)
	matters = frappe.db.sql(
		f"""
		select {OWNER}, sum({answered}), sum({answered} and satisfaction <> ''),
			sum({inside} and satisfaction <> ''), sum({inside} and satisfaction in {GOOD}),
			sum({inside} and outcome in {OUTCOMES}), sum(case when {inside} then {SOLVED} end), {rated}
		from `tabTalk Matter`
		where is_accusation = 0 and {COUNTED}
			and (({inside}) or (resolved_at >= %(start)s and resolved_at < %(end)s))
		group by 1
		""",
		facts,
	)
	of_talks, of_matters = ({row[0]: row[1:] for row in rows} for rows in (talks, matters))
	found: dict[str, tuple[Any, ...]] = {}
	for unit in {*of_talks, *of_matters}:
		count, good, unsigned, issued, returned, *_levels = of_talks.get(unit, (0,) * 10)
		over, in_time, all_rated, satisfied, asked, solved, *_levels = of_matters.get(unit, (0,) * 11)
		if not count and not all_rated:
			continue
		found[unit] = (
			int(count or 0),
			rate(good, count),
			rate(unsigned, count),
			rate(returned, issued),
			int(all_rated or 0),
			rate(in_time, over),
			rate(satisfied, all_rated),
			rate(solved or 0, asked),
		)
	found[""] = tuple(
		tuple(int(sum(row[at] or 0 for row in rows.values())) for at in range(-5, 0))
		for rows in (of_talks, of_matters)
	)
	return found


# ---- Petition and Satisfaction Trends
TREND = ("matters_raised", "petitions_raised", "response_rate", "resolution_rate", "satisfaction_rate")


def trends() -> dict[int, tuple[Any, ...]]:
	"""Year → matters, petitions and the three rates, of the years that are shown."""
	rows = report("petition_and_satisfaction_trends", period_kind="Yearly")[1]
	return {int(row["from_date"][:4]): tuple(row[key] for key in TREND) for row in rows}


def trends_reference(facts: dict[str, Any]) -> dict[int, tuple[Any, ...]]:
	"""The same, and all that the report shows of petitions; the year before the first is found as well."""
	there = "status not in ('Merged', 'Withdrawn')"
	late = "resolution_on_time = 'Late' or (resolved_at is null and resolution_due_at < %(now)s)"
	statements = {
		"raised": "select year(raised_at), count(*) from `tabTalk Matter` "
		"where is_accusation = 0 and raised_at >= %(years)s group by 1",
		"petitions": f"""
			select year(raised_at), count(*), sum(reception_at is not null and receptionist <> ''),
				sum(registered_at is not null), sum(accepted_at is not null), sum(resolved_at is not null),
				sum(review_asked_at is not null or satisfaction in ('Dissatisfied', 'Very Dissatisfied')),
				sum(overruled_at is not null), sum(notice_on_time = 'Late' or {late})
			from `tabTalk Matter` where is_accusation = 0 and regime = 'Petition' and {there}
				and raised_at >= %(years)s group by 1""",
		"responses": f"""
			select year(response_due_at), count(*), sum(response_on_time = 'On Time') from `tabTalk Matter`
			where is_accusation = 0 and {COUNTED} and response_due_at >= %(years)s
				and response_due_at <= %(now)s and (paused_since is null or first_response_at is not null)
			group by 1""",
		"rated": f"""
			select year(evaluated_at), sum(outcome in {OUTCOMES}), sum({SOLVED}), sum(satisfaction <> ''),
				sum(satisfaction in {GOOD})
			from `tabTalk Matter` where is_accusation = 0 and {COUNTED} and evaluated_at >= %(years)s
			group by 1""",
	}
	found = {name: {row[0]: row[1:] for row in frappe.db.sql(sql, facts)} for name, sql in statements.items()}
	answer = {}
	for year in range(date.today().year - YEARS + 2, date.today().year + 1):
		due, met = found["responses"].get(year, (0, 0))
		asked, solved, all_rated, satisfied = found["rated"].get(year, (0, 0, 0, 0))
		answer[year] = (
			int(found["raised"].get(year, (0,))[0]),
			int(found["petitions"].get(year, (0,))[0]),
			rate(met, due),
			rate(solved or 0, asked),
			rate(satisfied, all_rated),
		)
	return answer


# ---- the leader's page
DUE = """least(
	coalesce(if(status = 'Raised', notice_due_at, null), if(first_response_at is null, response_due_at, null),
		resolution_due_at),
	coalesce(if(first_response_at is null, response_due_at, null), resolution_due_at,
		if(status = 'Raised', notice_due_at, null)),
	coalesce(resolution_due_at, if(status = 'Raised', notice_due_at, null),
		if(first_response_at is null, response_due_at, null)))"""
OVERDUE = f"""status in ('Raised', 'Accepted', 'Planned', 'In Progress')
	and (paused_since is null or first_response_at is null) and {DUE} < %(now)s"""
RUNNING = "('Raised', 'Accepted', 'Planned', 'In Progress', 'Replied', 'Evaluated')"


def parts_of_page() -> dict[str, tuple[Any, Any]]:
	"""Part → what the page shows, and what plain SQL answers: the parts that read matters."""
	from healthtalk_app.metrics import leader
	from healthtalk_app.services import leader as page

	def rings() -> list[tuple[Any, ...]]:
		return sorted((ring.ring, ring.open, ring.overdue, ring.today) for ring in leader.rings())

	def overdue() -> dict[str, int]:
		return {
			debtor.unit: debtor.counts["Talk Matter"]
			for debtor in leader.debtors()
			if debtor.counts.get("Talk Matter")
		}

	def places() -> int:
		return page.places()["count"]

	return {
		"rings": (rings, rings_reference),
		"overdue and whose": (overdue, overdue_reference),
		"ranking": (places, places_reference),
	}


def rings_reference() -> list[tuple[Any, ...]]:
	begun = datetime.combine(frappe.utils.getdate(), time.min)
	standing = {
		row[0]: (int(row[1]), int(row[2] or 0))
		for row in frappe.db.sql(
			f"""select ring, count(*), sum({OVERDUE}) from `tabTalk Matter`
			where is_accusation = 0 and status in {RUNNING} group by ring""",
			{"now": frappe.utils.now_datetime()},
		)
	}
	left = ("raised_at", "accepted_at", "planned_at", "resolved_at", "evaluated_at")
	sums = ", ".join(f"sum({column} >= %(begun)s)" for column in left)
	passed = frappe.db.sql(
		f"select {sums} from `tabTalk Matter` where is_accusation = 0 and modified >= %(begun)s",
		{"begun": begun},
	)[0]
	names = ("Speak", "Listen", "Discuss", "Act", "Evaluate")
	return sorted((name, *standing.get(name, (0, 0)), int(passed[at] or 0)) for at, name in enumerate(names))


def overdue_reference() -> dict[str, int]:
	"""Matters by unit, and whatever else is overdue in its own statement."""
	others = {
		"Referral Slip": (
			"receiver_unit",
			"status in ('Signed For', 'In Progress') and reply_due_at < %(now)s",
		),
		"Rectification": ("responsible_unit", "rectify_due_at < %(now)s and status <> 'Verified'"),
		"Public Submission": ("unit", "status = 'Received' and answer_due_at < %(now)s"),
		"Unit Task": ("unit", "status in ('Due', 'Returned') and due_at < %(now)s"),
		"Public Commitment": ("unit", "status = 'Published' and due_on < current_date"),
	}
	facts = {"now": frappe.utils.now_datetime()}
	for table, (unit, late) in others.items():
		frappe.db.sql(f"select {unit}, count(*) from `tab{table}` where {late} group by 1", facts)
	rows = frappe.db.sql(
		f"select {OWNER}, count(*) from `tabTalk Matter` where is_accusation = 0 and {OVERDUE} group by 1",
		facts,
	)
	return {unit: int(count) for unit, count in rows if unit}


def places_reference() -> int:
	"""How many units have a rate of this year, by the statement of `city.py`, with the year before."""
	from benchmarks import city

	start, end = date(date.today().year, 1, 1), date(date.today().year + 1, 1, 1)
	facts = {
		"now_start": start,
		"now_end": end,
		"before_start": start.replace(year=start.year - 1),
		"before_end": start,
		"now": frappe.utils.now_datetime(),
		"part": frappe.get_cached_doc("Healthtalk Settings").partly_solved_weight or 0,
	}
	sums = {p: city.LEAGUE_SUMS.format(p=p, counts=COUNTED) for p in ("now", "before")}
	rows = frappe.db.sql(city.LEAGUE.format(rule=city.row_rule(), **sums), facts, as_dict=True)
	answering = set(frappe.get_all("Health Unit", {"has_account": 1}, pluck="name"))
	return sum(bool(row.now_due or row.now_asked or row.now_rated) for row in rows if row.unit in answering)
