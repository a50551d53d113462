"""24,000 tasks in one activation by a worker that is killed half-way; Campaign Progress over them (issue 5).

	cd SITES && python …/benchmarks/campaigns.py --site NAME [--units 1000] [--json]

The site gets the demo county and its stations first, unless it has them. A campaign of an earlier run is
removed; a new one asks 24 tasks of every unit. They are made by a process of its own, as a worker makes them,
which is killed when half of them are there; the sweep for stopped runs takes the run up again and a second
process ends it. What then must hold is asked in plain SQL. After that the tasks are spread over their
statuses, Campaign Progress is measured by turns with SQL that gives the same figures (or the run ends), and
the statuses are set back, so that documents agree with their log.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import frappe

from benchmarks.campaign_progress import ONES, reports
from benchmarks.figure import Figure, tell

CAMPAIGN, TASK, RUN = "Conduct Campaign", "Unit Task", "Background Run"
TITLE = "BENCH 行风建设专项活动"
PHASES = (
	("动员部署", (1, 1), (3, 31)),
	("自查自纠", (4, 1), (6, 30)),
	("整改落实", (7, 1), (9, 30)),
	("总结提高", (10, 1), (12, 31)),
)
RETURN, FIGURES = "惠民项目报表", ("受益人数", "资金到位")
# five things in each of four phases, and a return in each quarter of the year that the campaign lasts
OWED = 5 * 4 + 4
SECONDS = 600
# of each table, the column that names the document, with the column and the word that say of what kind it is
ROWS_OF_A_TASK = (
	("Case Event", "reference_name", "reference_doctype"),
	("Unit Task Value", "parent", "parenttype"),
	("Version", "docname", "ref_doctype"),
)
ROWS_OF_A_CAMPAIGN = (
	("Case Event", "reference_name", "reference_doctype"),
	("Case Party", "parent", "parenttype"),
	("Notification Log", "document_name", "document_type"),
	("Version", "docname", "ref_doctype"),
	("Background Run", "reference_name", "reference_doctype"),
	*(
		(f"Campaign {table}", "parent", "parenttype")
		for table in ("Phase", "Deliverable", "Figure", "Unit", "Member")
	),
)


# ---- the site


def fill(units: int) -> None:
	"""The demo county with so many units, as far as they are not there yet."""
	from healthtalk_app.demo import build, volume

	build.load()
	with build.quiet():
		volume.add_stations(units)
	frappe.db.sql("analyze table `tabHealth Unit`")


def clear() -> None:
	"""Remove the campaign of an earlier run with everything that belongs to it."""
	for name in frappe.get_all(CAMPAIGN, {"title": TITLE}, pluck="name"):
		for table, column, kind in ROWS_OF_A_TASK:
			frappe.db.sql(
				f"delete r from `tab{table}` r join `tabUnit Task` t on t.name = r.{column} "
				f"where r.{kind} = %s and t.campaign = %s",
				(TASK, name),
			)
		frappe.db.delete(TASK, {"campaign": name})
		for table, column, kind in ROWS_OF_A_CAMPAIGN:
			frappe.db.delete(table, {kind: CAMPAIGN, column: name})
		frappe.db.delete(CAMPAIGN, {"name": name})
	frappe.db.commit()


def draft() -> Any:
	"""A campaign of the bureau and all units below it, over the four quarters of this year."""
	bureau = frappe.db.get_single_value("Healthtalk Settings", "bureau_unit")
	year = date.today().year
	values = {"kind": "Deliverable", "every_phase": 1, "needs_evidence": 0}
	return frappe.get_doc(
		doctype=CAMPAIGN,
		title=TITLE,
		unit=bureau,
		phases=[
			{"phase": phase, "starts_on": date(year, *first), "ends_on": date(year, *last)}
			for phase, first, last in PHASES
		],
		deliverables=[
			*({**values, "deliverable": one, "five_one": one} for one in ONES),
			{"deliverable": RETURN, "kind": "Figures", "period": "Quarter", "needs_evidence": 0},
		],
		figures=[{"figure": figure, "deliverable": RETURN, "measure": "项"} for figure in FIGURES],
		units=[{"unit": bureau, "with_below": 1}],
		members=[{"team": "Leading Group", "post": "Head", "person_name": "局长"}],
	).insert()


# ---- the activation


def activated(units: int) -> Iterator[Figure]:
	"""Tasks made by a worker that is killed half-way and by another that takes the run up."""
	from healthtalk_app.services import runs
	from healthtalk_app.services.steps import flow

	doc = draft()
	flow.transition(doc, "Active")
	frappe.db.commit()
	run = frappe.get_all(RUN, {"reference_name": doc.name}, pluck="name")[0]
	process = worker(run)
	until = time.monotonic() + SECONDS
	while 2 * state(run).rows_done < units * OWED:
		if process.poll() is not None or time.monotonic() > until:
			raise SystemExit("the first worker ended, or did not get half-way, before it could be killed")
		time.sleep(0.05)
	os.killpg(process.pid, signal.SIGKILL)
	process.wait()

	broken, there = state(run), count_of(doc.name)
	if broken.status != "Running" or not there == broken.rows_done < units * OWED:
		raise SystemExit(f"{there} tasks are there, {broken.rows_done} done in the run, {broken.status}")
	took = (broken.alive_at - broken.started_at).total_seconds()
	yield Figure("tasks there when it was killed", there, "tasks")
	yield Figure("tasks made a second", there / took, "tasks")

	# what the sweep would find some minutes later
	frappe.db.set_value(RUN, run, "alive_at", broken.alive_at - 2 * runs.SILENT)
	frappe.db.commit()
	if run not in runs.resume_stopped():
		raise SystemExit("the sweep did not take the run up again")
	frappe.db.commit()
	begun = time.perf_counter()
	if worker(run).wait(SECONDS) or state(run).status != "Finished":
		raise SystemExit("the second worker did not end the run")
	yield Figure("resumed to the end", time.perf_counter() - begun, "s")
	take_out_of_the_queue(run)


def worker(run: str) -> subprocess.Popen:
	"""A process that does what the job of a run does, in a group of its own."""
	from healthtalk_app.services import runs

	work = runs.WORK[frappe.db.get_value(RUN, run, "kind")]
	words = ("--site", frappe.local.site, "execute", work, "--kwargs", repr({"run": run}))
	command = [sys.executable, "-W", "ignore", "-m", "frappe.utils.bench_helper", "frappe", *words]
	return subprocess.Popen(command, stdout=sys.stderr, start_new_session=True)


def state(run: str) -> Any:
	"""What a run says of itself now."""
	frappe.db.rollback()
	return frappe.db.get_value(RUN, run, ("status", "rows_done", "started_at", "alive_at"), as_dict=True)


def take_out_of_the_queue(run: str) -> None:
	"""The processes above did what the jobs ask for."""
	from frappe.utils.background_jobs import get_queue

	for job in get_queue("long").jobs:
		if job.kwargs.get("kwargs", {}).get("run") == run:
			job.delete()


# ---- what must hold then

UNITS = """
select u.name from `tabHealth Unit` u
join `tabHealth Unit` b on b.name = %(bureau)s and u.lft >= b.lft and u.rgt <= b.rgt
where (u.name = b.name or (u.has_account = 1 and u.kind not in ('Outside Department', 'Town')))
	and (u.valid_from is null or u.valid_from <= %(last)s) and (u.valid_to is null or u.valid_to >= %(today)s)
"""
OTHERWISE = f"""
select count(*) from (
	select w.name, count(t.name) as owed
	from ({UNITS}) w left join `tabUnit Task` t on t.unit = w.name and t.campaign = %(campaign)s
	group by w.name having owed <> {OWED}
) x
"""
DOUBLED = """
select coalesce(sum(many - 1), 0) from (
	select count(*) as many from `tabUnit Task` where campaign = %(campaign)s
	group by unit, phase, subject, period having many > 1
) x
"""
WITHOUT_FIRST_EVENT = """
select count(*) from (
	select t.name, count(e.name) as events, sum(e.event = 'created' and e.sequence = 1) as firsts
	from `tabUnit Task` t
	left join `tabCase Event` e on e.reference_doctype = 'Unit Task' and e.reference_name = t.name
	where t.campaign = %(campaign)s
	group by t.name having events <> 1 or firsts <> 1
) x
"""
FIGURES_OTHERWISE = f"""
select count(*) from (
	select t.name, count(v.name) as asked, count(distinct v.figure) as names
	from `tabUnit Task` t left join `tabUnit Task Value` v on v.parenttype = 'Unit Task' and v.parent = t.name
	where t.campaign = %(campaign)s and t.kind = 'Figures'
	group by t.name having asked <> {len(FIGURES)} or names <> asked
) x
"""


def facts() -> dict[str, Any]:
	"""What the statements above ask with."""
	return {
		"campaign": frappe.db.get_value(CAMPAIGN, {"title": TITLE}),
		"bureau": frappe.db.get_single_value("Healthtalk Settings", "bureau_unit"),
		"today": date.today(),
		"last": date(date.today().year, 12, 31),
	}


def number(statement: str, given: dict[str, Any]) -> int:
	"""The one number that a statement gives."""
	return int(frappe.db.sql(statement, given)[0][0])


def count_of(campaign: str) -> int:
	"""How many tasks a campaign has in the database."""
	return number("select count(*) from `tabUnit Task` where campaign = %(campaign)s", {"campaign": campaign})


def held(units: int) -> Iterator[Figure]:
	"""What is missing, doubled or otherwise than it should be: nothing."""
	from healthtalk_app.services.records import rebuild

	frappe.db.rollback()
	given = facts()
	yield Figure("tasks", count_of(given["campaign"]), "tasks", "units by tasks owed", units * OWED)
	counts = {
		"tasks missing or too many": abs(count_of(given["campaign"]) - units * OWED),
		f"units without just {OWED} tasks": number(OTHERWISE, given),
		"tasks doubled": number(DOUBLED, given),
		"tasks without just a first event": number(WITHOUT_FIRST_EVENT, given),
		"returns without just their figures": number(FIGURES_OTHERWISE, given),
		"differences to the log": len(rebuild.check(TASK)),
	}
	yield from (Figure(name, found, "", limit=0) for name, found in counts.items())


def measure(units: int) -> Iterator[Figure]:
	"""All figures, one by one."""
	frappe.set_user("Administrator")
	fill(units)
	clear()
	taking_part = len(frappe.db.sql(UNITS, facts()))
	yield from activated(taking_part)
	yield from held(taking_part)
	yield from reports(facts()["campaign"])


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--site", required=True)
	parser.add_argument("--units", type=int, default=1_000)
	parser.add_argument("--json", action="store_true", help="one line of JSON")
	given = parser.parse_args()
	frappe.init(given.site, sites_path=os.getcwd())
	frappe.connect()
	try:
		tell(measure(given.units), given.json)
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()
