"""Workers are killed at appraisals, at a batch of forms and at the sweep of clocks."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import frappe
import pytest
from frappe.utils import getdate, now_datetime
from pypdf import PdfReader

from healthtalk_app.tests import factories
from tests.site.county import MATTER, SLIP, County
from tests.site.killed import SECONDS, command, finish, kill_when, take_out_of_the_queue
from tests.site.test_races import ROUNDS, agrees, at_once, step, winners

APPRAISAL, EVENT, RUN = "Unit Appraisal", "Case Event", "Background Run"
APPRAISE = "healthtalk_app.services.appraisals.computing.work"
PRINT = "healthtalk_app.printing.platform.bulk_print"
SWEEP = "healthtalk_app.services.clockwork.sweep.sweep"
# three chunks of a hundred, so that a kill after the first is in the middle
UNITS = 230
FORMS = 30
LATE = 40


# ---- appraisals -----------------------------------------------------------------------------------
def a_scheme() -> str:
	"""A yearly scheme of two figures for the branches."""
	rows = (("response_rate", 60), ("resolution_rate", 40))
	common = {"module": "All", "source": "Metric", "method": "Ratio", "target": 100, "missing": "Zero"}
	scheme = frappe.get_doc(
		doctype="Appraisal Scheme",
		scheme_code=f"KILLED-{frappe.generate_hash(length=5)}",
		title="Killed",
		appraisal_group="Branch",
		enabled=1,
		indicators=[
			{**common, "title": metric, "metric": metric, "weight": weight} for metric, weight in rows
		],
	)
	return scheme.insert().name


@pytest.mark.fault(
	"worker killed in an appraisal",
	f"kill -9 after the first of three chunks of more than {UNITS} units, taken up by the sweeper, run again",
	"each unit's appraisal once, each with its rows and one computing in its log",
)
def test_an_appraisal_goes_on_with_nobody_left_out_or_doubled(county: County) -> None:
	from healthtalk_app.services import runs  # needs a site: not before the fixture
	from healthtalk_app.services.appraisals import computing

	for number in range(UNITS):
		factories.unit(code=f"KILLED-{number:03}", parent=county.units.b)
	day = getdate()
	run = computing.begin(day.replace(month=1, day=1), day.replace(month=12, day=31), a_scheme())
	frappe.db.commit()
	take_out_of_the_queue(run)

	def facts() -> Any:
		frappe.db.rollback()
		return frappe.db.get_value(
			RUN, run, ["status", "rows_done", "rows_total", "alive_at", "attempt"], as_dict=True
		)

	def appraised() -> dict[str, str]:
		rows = frappe.get_all(APPRAISAL, {"run": run}, ["name", "unit"])
		assert len(rows) == len({row.unit for row in rows})
		return {row.name: row.unit for row in rows}

	work = ("execute", APPRAISE, "--kwargs", repr({"run": run}))
	kill_when(lambda: facts().rows_done, *work)
	broken = facts()
	assert broken.status == "Running" and 0 < broken.rows_done < broken.rows_total
	assert len(appraised()) == broken.rows_done

	frappe.db.set_value(RUN, run, "alive_at", broken.alive_at - runs.SILENT - timedelta(minutes=1))
	assert run in runs.resume_stopped()
	frappe.db.commit()
	take_out_of_the_queue(run)
	finish(*work)
	whole = facts()
	assert (whole.status, whole.attempt, whole.rows_done) == ("Finished", 2, whole.rows_total)
	made = appraised()
	assert len(made) == whole.rows_total > UNITS
	assert {f"KILLED-{number:03}" for number in range(UNITS)} <= set(made.values())
	rows = Counter(frappe.get_all("Appraisal Row", {"parent": ("in", list(made))}, pluck="parent"))
	assert rows == dict.fromkeys(made, 2)
	moves = frappe.get_all(
		EVENT, {"reference_name": ("in", list(made)), "to_status": "Computed"}, pluck="reference_name"
	)
	assert Counter(moves) == dict.fromkeys(made, 1)


# ---- a batch of forms -----------------------------------------------------------------------------
@pytest.mark.fault(
	"worker killed in a batch of printed forms",
	f"kill -9 after a third of {FORMS} slips, then the job again",
	"no file and no row of the first, one whole file of the second, the slips unchanged",
)
def test_a_batch_of_forms_is_there_whole_or_not_at_all(county: County) -> None:
	from frappe.utils.background_jobs import get_redis_connection_without_auth

	matter = county.matter("In Progress")
	names = [county.draft(matter) for _slip in range(FORMS)]
	at_once(*(step(county.clerk, SLIP, name, "Issue") for name in names[:10]))
	frappe.db.rollback()
	before = {name: frappe.db.get_value(SLIP, name, "modified") for name in names}
	folder = Path(frappe.get_site_path("private", "files")).resolve()
	files, rows = set(folder.iterdir()), frappe.db.count("File")
	task = frappe.generate_hash(length=36)
	given = {
		"doctype": SLIP,
		"name": json.dumps(names),
		"format": "流转单",
		"no_letterhead": 0,
		"letterhead": None,
		"options": None,
		"task_id": task,
	}
	# what the job tells the browser of its progress
	heard = get_redis_connection_without_auth().pubsub(ignore_subscribe_messages=True)
	heard.subscribe("events")
	told = []

	def a_third() -> bool:
		if message := heard.get_message():
			told.append(message["data"])
		return sum(task.encode() in data for data in told) >= FORMS // 3

	job = ("execute", PRINT, "--kwargs", repr(given))
	kill_when(a_third, *job)
	heard.close()
	frappe.db.rollback()
	assert set(folder.iterdir()) == files and frappe.db.count("File") == rows
	finish(*job)
	frappe.db.rollback()
	(made,) = set(folder.iterdir()) - files
	assert frappe.db.count("File") == rows + 1
	pages = [page.extract_text() for page in PdfReader(made).pages]
	assert len(pages) >= FORMS
	assert {name: frappe.db.get_value(SLIP, name, "modified") for name in names} == before


# ---- the sweep of clocks --------------------------------------------------------------------------
@pytest.mark.fault(
	"worker killed in an escalation, then two sweeps at once",
	f"{LATE} matters long overdue, kill -9 of the sweep after a few, then two sweeps in the same moment",
	"everybody was told of every matter, level and step once",
)
def test_escalations_are_told_once_whoever_sweeps(county: County) -> None:
	long_ago = now_datetime() - timedelta(days=90)
	names = [county.matter("Accepted", at=long_ago) for _matter in range(LATE)]
	for unit in ("a1", "a", "bureau"):
		for duty in ("Liaison", "First Responsible Person"):
			user = county.user("Unit Leader", unit, fresh=True).user
			factories.duty(county.units[unit], duty, user=user)
	frappe.db.commit()

	def told() -> dict[str, Counter]:
		frappe.db.rollback()
		found: dict[str, Counter] = {name: Counter() for name in names}
		for event in frappe.get_all(
			EVENT, {"reference_name": ("in", names), "event": "notice"}, ["reference_name", "details"]
		):
			said = json.loads(event.details)
			found[event.reference_name][(said["step"], said["level"], said.get("recipient"))] += 1
		return found

	kill_when(lambda: sum(map(bool, told().values())) >= LATE // 8, "execute", SWEEP)
	assert 0 < sum(map(bool, told().values())) < LATE
	sweeps = [subprocess.Popen(**command("execute", SWEEP)) for _sweep in range(2)]
	for one in sweeps:
		_out, wrong = one.communicate(timeout=SECONDS)
		assert one.returncode == 0, wrong[-2000:]
	after = told()
	(first, *others) = after.values()
	assert len({level for _step, level, _user in first}) > 1
	assert set(first.values()) == {1}
	assert all(other == first for other in others)
	users = {user for _step, _level, user in first if user}
	# of the unit, of its superior and of the bureau
	assert len(users) > 2
	logs = frappe.get_all(
		"Notification Log",
		{"document_type": MATTER, "document_name": ("in", names), "for_user": ("in", list(users))},
		["document_name", "for_user", "subject"],
		as_list=True,
	)
	assert set(Counter(logs).values()) == {1}
	assert {(name, user) for name, user, _subject in logs} >= {
		(name, user) for name in names for user in users
	}


# ---- slips ----------------------------------------------------------------------------------------
@pytest.mark.fault(
	"both ends of one slip",
	f"signed for by the receiver and withdrawn by the sender in the same moment, {ROUNDS} rounds",
	"one wins, the other is told; the matter counts its open slips",
)
def test_of_receiver_and_sender_of_a_slip_one_wins(county: County) -> None:
	for _round in range(ROUNDS):
		name = county.slip("Issued")
		matter = frappe.db.get_value(SLIP, name, "matter")
		answers = at_once(
			step(county.sister, SLIP, name, "Sign For"),
			step(county.clerk, SLIP, name, "Withdraw", withdrawn_reason="改派。"),
		)
		taken = winners(
			answers, "MoveNotAllowedError", "TimestampMismatchError", "BusyError", "PermissionError"
		)
		status = frappe.db.get_value(SLIP, name, "status")
		# who withdraws after the signature may do so: both were taken then, one after the other
		assert taken and status == ("Withdrawn" if 1 in taken else "Signed For")
		assert frappe.db.get_value(MATTER, matter, "open_slips") == int(status == "Signed For")
		agrees((MATTER, matter), (SLIP, name))
