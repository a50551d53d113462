"""C1–C5, T5: campaigns, their tasks by unit, phase and period, and the extension of one unit."""

from datetime import date, timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from healthtalk_app import permissions
from healthtalk_app.api import campaign as api
from healthtalk_app.exceptions import (
	EvidenceMissingError,
	FrozenError,
	MoveNotAllowedError,
	StatusWrittenError,
	TimeOrderError,
	WrongSideError,
)
from healthtalk_app.healthtalk_app.report.campaign_progress import campaign_progress
from healthtalk_app.healthtalk_app.report.returned_figures import returned_figures
from healthtalk_app.metrics import campaigns as campaign_metrics
from healthtalk_app.metrics import today as today_metrics
from healthtalk_app.services import runs
from healthtalk_app.services.campaigns import activation, extension, participants, reminders, templates
from healthtalk_app.services.organisation import units
from healthtalk_app.services.records import rebuild
from healthtalk_app.services.steps import flow, next_steps, panel
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user, queries

CAMPAIGN, TASK = "Conduct Campaign", "Unit Task"


def today_of(user):
	with as_user(user):
		return today_metrics.today(user)["groups"]


DELIVERABLES = (
	{"deliverable": "Meeting", "phase": "Start", "is_meeting": 1, "needs_evidence": 0},
	{"deliverable": "Rules", "phase": "Work"},
	{"deliverable": "Survey", "every_phase": 1, "five_one": "Satisfaction Survey", "needs_evidence": 0},
	{"deliverable": "Visit", "every_phase": 1, "five_one": "Mystery Visit", "by_organiser": 1},
)
FIGURES = (
	{"deliverable": "Return", "kind": "Figures", "period": "Month", "due_offset": 5, "needs_evidence": 0},
)


class CampaignCase(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("CC")
		frappe.set_user("Administrator")
		# a chunk commits; here all goes back to the savepoint
		self.enterContext(patch.object(frappe.db, "commit"))

	def draft(self, **given):
		values = {
			"doctype": CAMPAIGN,
			"title": "Better service",
			"unit": self.county.bureau,
			"phases": [
				{"phase": "Start", "starts_on": "2026-06-11", "ends_on": "2026-06-30"},
				{"phase": "Work", "starts_on": "2026-07-01", "ends_on": "2026-09-30"},
			],
			"deliverables": [dict(row) for row in DELIVERABLES],
			"units": [{"unit": self.county.a, "with_below": 1}, {"unit": self.county.b1, "with_below": 0}],
			"members": [{"team": "Leading Group", "post": "Head", "person_name": "Director"}],
			**given,
		}
		return frappe.get_doc(values).insert()

	def active(self, **given):
		doc = self.draft(**given)
		flow.transition(doc, "Active")
		self.work(doc)
		return frappe.get_doc(CAMPAIGN, doc.name)

	def work(self, doc):
		for run in frappe.get_all(
			runs.DOCTYPE, {"reference_name": doc.name, "status": "Waiting"}, pluck="name"
		):
			activation.work(run)

	def tasks(self, doc, **filters):
		return frappe.get_all(
			TASK, {"campaign": doc.name, **filters}, ["*"], order_by="unit, due_at, subject"
		)

	def task(self, doc, unit, subject, **filters):
		name = frappe.db.get_value(TASK, {"campaign": doc.name, "unit": unit, "subject": subject, **filters})
		return frappe.get_doc(TASK, name)

	def hand_in(self, task, **values):
		return flow.act(TASK, task.name, "Hand In", {"completion": "Done", **values})


class TestActivation(CampaignCase):
	def test_C2_one_task_for_each_unit_phase_and_deliverable(self):
		doc = self.active()
		county = self.county
		rows = self.tasks(doc)
		# A with A1, A2 and B1: a meeting, rules and a survey in each of two phases; the bureau two visits
		self.assertEqual(len(rows), 4 * 4 + 2)
		self.assertEqual(doc.task_count, 18)
		found = {(r.unit, r.phase, r.subject): str(r.due_at) for r in rows}
		self.assertEqual(found[county.a1, "Start", "Meeting"], "2026-06-30 23:59:59")
		self.assertEqual(found[county.a1, "Work", "Rules"], "2026-09-30 23:59:59")
		self.assertEqual(found[county.bureau, "Start", "Visit"], "2026-06-30 23:59:59")
		self.assertNotIn((county.a1, "Start", "Visit"), found)
		self.assertNotIn(county.b, {r.unit for r in rows})
		self.assertEqual({r.status for r in rows}, {"Due"})
		self.assertEqual({r.ordering_unit for r in rows}, {county.bureau})

	def test_C2_what_was_made_in_bulk_agrees_with_its_log(self):
		doc = self.active()
		self.assertEqual(rebuild.check(TASK), [])
		self.assertEqual(rebuild.check(CAMPAIGN), [])
		event = frappe.get_last_doc("Case Event", {"reference_doctype": TASK})
		self.assertEqual((event.event, event.to_status), ("created", "Due"))
		task = self.task(doc, self.county.a1, "Meeting")
		# opened and saved like any other document
		task.save()
		self.assertEqual(task.workflow_state, "Due")

	def test_C2_making_again_makes_nothing(self):
		doc = self.active()
		before = {row.name for row in self.tasks(doc)}
		activation.begin(doc)
		self.work(doc)
		self.assertEqual({row.name for row in self.tasks(doc)}, before)

	def test_C2_a_killed_run_is_resumed_with_nothing_doubled_or_missing(self):
		doc = self.draft()
		flow.transition(doc, "Active")
		(run,) = frappe.get_all(runs.DOCTYPE, {"reference_name": doc.name}, pluck="name")
		with patch.object(activation, "TASKS_PER_CHUNK", 4):
			made = []
			make = activation.make

			def killed(campaign, chunk, maker):
				if len(made) == 2:
					raise KeyboardInterrupt
				made.append(make(campaign, chunk, maker))
				return made[-1]

			with patch.object(activation, "make", killed), self.assertRaises(KeyboardInterrupt):
				activation.work(run)
			self.assertEqual(len(self.tasks(doc)), 8)
			# a killed worker marks nothing: the run still says that it is under way, with an old sign of life
			self.assertEqual(frappe.db.get_value(runs.DOCTYPE, run, "status"), "Running")
			frappe.db.set_value(runs.DOCTYPE, run, "alive_at", "2026-01-01")
			self.assertIn(run, runs.resume_stopped())
			activation.work(run)
		rows = self.tasks(doc)
		self.assertEqual(len(rows), 18)
		self.assertEqual(len({(r.unit, r.phase, r.subject, r.period) for r in rows}), 18)
		of_these = {"reference_doctype": TASK, "reference_name": ("in", [row.name for row in rows])}
		self.assertEqual(frappe.db.count("Case Event", of_these), 18)
		self.assertEqual(frappe.db.get_value(runs.DOCTYPE, run, "status"), "Finished")

	def test_C2_units_are_told_once_how_much_they_owe(self):
		officer = factories.user("Unit Officer", self.county.a1)
		factories.duty(self.county.a1, "Liaison", user=officer)
		self.active()
		logs = frappe.get_all("Notification Log", {"for_user": officer}, ["subject"])
		self.assertEqual(len(logs), 1)
		self.assertIn("4", logs[0].subject)

	def test_C1_a_subtree_leaves_out_what_is_closed_or_outside(self):
		units.close_unit(self.county.a2, add_days(today(), -1), self.county.a1)
		doc = self.draft(units=[{"unit": self.county.bureau, "with_below": 1}])
		found = participants.of(doc)
		self.assertNotIn(self.county.a2, found)
		self.assertNotIn(self.county.outside, found)
		self.assertIn(self.county.dept, found)

	def test_C2_a_unit_added_later_gets_its_tasks_and_nobody_else_more(self):
		doc = self.active()
		doc.append("units", {"unit": self.county.b, "with_below": 0})
		doc.save()
		api.make_tasks(doc.name)
		self.work(doc)
		self.assertEqual(len(self.tasks(doc)), 18 + 4)
		self.assertEqual(len(self.tasks(doc, unit=self.county.b)), 4)

	def test_C2_what_went_over_to_a_successor_is_not_owed_twice(self):
		doc = self.active(
			units=[{"unit": self.county.a1}], deliverables=[{"deliverable": "Rules", "every_phase": 1}]
		)
		names = {row.name for row in self.tasks(doc)}
		self.assertEqual(len(names), 2)
		# B1 has handed in nothing of its own so far, and takes over what A1 owes
		units.close_unit(self.county.a1, add_days(today(), -1), self.county.b1)
		self.assertEqual({row.name for row in self.tasks(doc, unit=self.county.b1)}, names)
		doc = frappe.get_doc(CAMPAIGN, doc.name)
		doc.append("units", {"unit": self.county.b1})
		doc.save()
		api.make_tasks(doc.name)
		self.work(doc)
		self.assertEqual({row.name for row in self.tasks(doc)}, names)
		self.assertEqual(frappe.db.get_value(CAMPAIGN, doc.name, "task_count"), 2)
		# the closed unit's tasks bear its names; asked for on its last day they are not made again
		units_of = activation.owed_by_unit(doc, self.county.b1)
		asked = [(self.county.a1, owed) for _unit, owed in units_of]
		self.assertEqual(activation.make(doc, asked, "Administrator"), 0)

	def test_C2_what_the_successor_owes_itself_stays_with_the_closed_unit(self):
		doc = self.active()
		units.close_unit(self.county.a1, add_days(today(), -1), self.county.a2)
		self.assertEqual(len(self.tasks(doc)), 18)
		self.assertEqual(len(self.tasks(doc, unit=self.county.a2)), 4)
		self.assertEqual(len(self.tasks(doc, unit=self.county.a1)), 4)
		self.assertEqual(rebuild.check(TASK), [])

	def test_C2_what_tasks_were_made_of_stays(self):
		doc = self.active()
		for change in (
			lambda d: d.phases[0].update({"ends_on": "2026-06-29"}),
			lambda d: d.deliverables[0].update({"deliverable": "Party"}),
			lambda d: d.units.pop(),
		):
			copy = frappe.get_doc(CAMPAIGN, doc.name)
			change(copy)
			with self.assertRaises(FrozenError):
				copy.save()

	def test_C3_without_head_tasks_units_or_phases_nothing_begins(self):
		for missing in ("phases", "deliverables", "units", "members"):
			given = {missing: []}
			if missing == "phases":
				given["deliverables"] = [{"deliverable": "Talk", "every_phase": 1}]
			doc = self.draft(**given)
			with self.assertRaises(EvidenceMissingError):
				flow.transition(doc, "Active")

	def test_C2_phases_that_overlap_or_end_before_they_begin_are_refused(self):
		for first in (("2026-06-11", "2026-07-01"), ("2026-06-11", "2026-06-10")):
			rows = [
				{"phase": "Start", "starts_on": first[0], "ends_on": first[1]},
				{"phase": "Work", "starts_on": "2026-07-01", "ends_on": "2026-09-30"},
			]
			with self.assertRaises(TimeOrderError):
				self.draft(phases=rows)

	def test_C2_a_task_of_no_phase_is_refused(self):
		with self.assertRaises(frappe.ValidationError):
			self.draft(deliverables=[{"deliverable": "Rules", "phase": "Nowhere"}])

	def test_C1_a_unit_asks_nothing_of_units_that_are_not_below_it(self):
		leader = factories.user("Unit Leader", self.county.a)
		with as_user(leader):
			with self.assertRaises(frappe.PermissionError):
				self.draft(unit=self.county.a, units=[{"unit": self.county.b1}])
			self.draft(unit=self.county.a, units=[{"unit": self.county.a1}])

	def test_C2_only_the_leader_activates(self):
		doc = self.draft()
		officer = factories.user("Unit Officer", self.county.bureau)
		with as_user(officer), self.assertRaises(MoveNotAllowedError):
			flow.act(CAMPAIGN, doc.name, "Activate")
		with as_user(factories.user("Unit Leader", self.county.bureau)):
			flow.act(CAMPAIGN, doc.name, "Activate")
		self.assertEqual(frappe.db.get_value(CAMPAIGN, doc.name, "status"), "Active")

	def test_C2_closing_asks_for_a_summary_and_looks_at_what_was_handed_in(self):
		doc = self.active()
		with self.assertRaises(EvidenceMissingError):
			flow.transition(doc, "Closed")
		doc = frappe.get_doc(CAMPAIGN, doc.name)
		task = self.task(doc, self.county.a1, "Survey", phase="Start")
		self.hand_in(task)
		doc.closing_note = "Well done"
		with self.assertRaises(EvidenceMissingError):
			flow.transition(doc, "Closed")
		flow.act(TASK, task.name, "Accept")
		doc = frappe.get_doc(CAMPAIGN, doc.name)
		doc.closing_note = "Well done"
		flow.transition(doc, "Closed")
		with self.assertRaises(MoveNotAllowedError):
			self.hand_in(self.task(doc, self.county.a1, "Survey", phase="Work"))


class TestTasks(CampaignCase):
	def setUp(self) -> None:
		super().setUp()
		self.doc = self.active()
		self.officer = factories.user("Unit Officer", self.county.a1)
		self.above = factories.user("Unit Officer", self.county.a)
		self.bureau = factories.user("Unit Officer", self.county.bureau)

	def test_C3_a_meeting_has_date_attendance_and_minutes(self):
		task = self.task(self.doc, self.county.a1, "Meeting")
		with as_user(self.officer):
			with self.assertRaises(EvidenceMissingError):
				self.hand_in(task)
			with self.assertRaises(TimeOrderError):
				self.hand_in(task, meeting_on=add_days(today(), 1), attendance=30, minutes="Said")
			done = self.hand_in(task, meeting_on=today(), attendance=30, minutes="Said")
		self.assertEqual((done.status, done.submitted_by), ("Submitted", self.officer))
		# due on 30 June 2026, handed in on the day of this test
		expected = "Late" if getdate() > date(2026, 6, 30) else "On Time"
		self.assertEqual(done.on_time, expected)
		self.assertEqual(rebuild.check(TASK), [])

	def test_C2_no_evidence_no_handing_in(self):
		task = self.task(self.doc, self.county.a1, "Rules")
		with as_user(self.officer):
			with self.assertRaises(EvidenceMissingError):
				self.hand_in(task)
			self.hand_in(task, evidence_note="Cabinet 3")

	def test_C2_each_side_takes_its_own_steps(self):
		task = self.task(self.doc, self.county.a1, "Survey", phase="Start")
		with as_user(self.above), self.assertRaises(WrongSideError):
			self.hand_in(task)
		with (
			as_user(factories.user("Unit Officer", self.county.b1)),
			self.assertRaises(frappe.PermissionError),
		):
			self.hand_in(task)
		with as_user(self.officer):
			self.hand_in(task)
			with self.assertRaises(frappe.PermissionError):
				flow.act(TASK, task.name, "Accept")
		with as_user(self.bureau):
			done = flow.act(TASK, task.name, "Accept")
		self.assertEqual(done.status, "Accepted")

	def test_C2_nobody_accepts_what_he_handed_in_himself(self):
		task = self.task(self.doc, self.county.bureau, "Visit", phase="Start")
		with as_user(self.bureau):
			self.hand_in(task, evidence_note="Folder")
			with self.assertRaises(WrongSideError):
				flow.act(TASK, task.name, "Accept")
		with as_user(factories.user("Unit Leader", self.county.bureau)):
			flow.act(TASK, task.name, "Accept")

	def test_T7_what_is_sent_back_has_a_reason_and_a_date_and_is_handed_in_again(self):
		task = self.task(self.doc, self.county.a1, "Survey", phase="Start")
		with as_user(self.officer):
			self.hand_in(task)
		with as_user(self.bureau):
			with self.assertRaises(EvidenceMissingError):
				flow.act(TASK, task.name, "Send Back", {"new_due": add_days(today(), 5)})
			back = flow.act(
				TASK, task.name, "Send Back", {"review_note": "Too thin", "new_due": add_days(today(), 5)}
			)
		self.assertEqual((back.status, back.returned_count, back.submitted_at), ("Returned", 1, None))
		self.assertEqual(str(back.due_at), f"{add_days(today(), 5)} 23:59:59")
		with as_user(self.officer):
			again = self.hand_in(task, completion="All of it")
		self.assertEqual((again.status, again.on_time), ("Submitted", "On Time"))
		self.assertEqual(rebuild.check(TASK), [])

	def test_T7_a_date_that_has_passed_asks_for_a_new_one(self):
		task = self.task(self.doc, self.county.a1, "Survey", phase="Start")
		frappe.db.set_value(TASK, task.name, "due_at", "2026-01-31 23:59:59")
		with as_user(self.officer):
			self.hand_in(task)
		with as_user(self.bureau), self.assertRaises(EvidenceMissingError):
			flow.act(TASK, task.name, "Send Back", {"review_note": "Too thin"})

	def test_C2_a_client_writes_neither_status_nor_what_the_campaign_says(self):
		task = self.task(self.doc, self.county.a1, "Survey", phase="Start")
		with as_user(self.officer):
			own = frappe.get_doc(TASK, task.name)
			own.update({"due_at": "2030-01-01 00:00:00", "subject": "Nothing", "unit": self.county.b1})
			own.save()
			stored = frappe.get_doc(TASK, task.name)
			self.assertEqual(
				(stored.due_at, stored.subject, stored.unit), (task.due_at, "Survey", self.county.a1)
			)
			stored.status = "Accepted"
			with self.assertRaises(StatusWrittenError):
				stored.save()
			# the decision belongs to the other side
			stored = frappe.get_doc(TASK, task.name)
			stored.review_note = "Fine"
			with self.assertRaises(WrongSideError):
				stored.save()

	def test_C2_my_unit_today_shows_what_is_owed_and_what_waits(self):
		task = self.task(self.doc, self.county.a1, "Survey", phase="Start")
		other = self.task(self.doc, self.county.a1, "Meeting")
		frappe.db.set_value(TASK, other.name, "due_at", add_days(today(), -1))
		shown = {group["key"]: [row["name"] for row in group["rows"]] for group in today_of(self.officer)}
		self.assertIn(other.name, shown["overdue"])
		with as_user(self.officer):
			self.hand_in(task)
		shown = {group["key"]: [row["name"] for row in group["rows"]] for group in today_of(self.bureau)}
		self.assertEqual(shown["to_decide"], [task.name])
		self.assertNotIn(other.name, shown.get("overdue", []))

	def test_C2_nobody_makes_a_task_by_hand(self):
		with as_user(self.bureau), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(
				doctype=TASK,
				subject="Mine",
				campaign=self.doc.name,
				unit=self.county.bureau,
				ordering_unit=self.county.bureau,
			).insert()

	def test_C2_the_form_offers_the_step_of_the_side(self):
		task = self.task(self.doc, self.county.a1, "Meeting")
		with as_user(self.officer):
			(action,) = next_steps.actions(frappe.get_doc(TASK, task.name))
			self.assertEqual(action["action"], "Hand In")
			fields = {field["fieldname"]: field["reqd"] for field in action["fields"]}
			self.assertEqual(fields["minutes"], 1)
			self.assertNotIn("evidence", fields)
			panel.panel(frappe.get_doc(TASK, task.name))
		with as_user(self.bureau):
			self.assertEqual(next_steps.actions(frappe.get_doc(TASK, task.name)), [])
			panel.panel(self.doc)


class TestRows(CampaignCase):
	def test_who_sees_which_tasks_and_the_campaign(self):
		doc = self.active()
		county = self.county
		seen = {
			"a1": {county.a1},
			"a": {county.a, county.a1, county.a2},
			"b1": {county.b1},
			"b": {county.b1},
			"dept": set(),
			"bureau": {county.a, county.a1, county.a2, county.b1, county.bureau},
		}
		for key, expected in seen.items():
			reader = factories.user("Viewer", county[key])
			with self.subTest(key), as_user(reader):
				rows = frappe.get_list(TASK, {"campaign": doc.name}, ["name", "unit"], limit=0)
				self.assertEqual({row.unit for row in rows}, expected)
				listed = frappe.get_list(CAMPAIGN, {"name": doc.name}, pluck="name")
				self.assertEqual(listed, [doc.name] if expected else [])
				self.assertEqual(permissions.visible(CAMPAIGN, [doc.name]), set(listed))
				shown = campaign_progress.execute({"campaign": doc.name})[1] if expected else []
				units_shown = {row["unit"] for row in shown if row.get("unit")}
				self.assertEqual(units_shown, expected)

	def test_a_draft_is_its_own_units(self):
		doc = self.draft()
		with as_user(factories.user("Unit Leader", self.county.a1)):
			self.assertEqual(frappe.get_list(CAMPAIGN, {"name": doc.name}), [])
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(CAMPAIGN, doc.name).check_permission("read")
			with self.assertRaises(frappe.PermissionError):
				campaign_progress.execute({"campaign": doc.name})

	def test_a_unit_that_takes_part_writes_nothing_in_the_campaign(self):
		doc = self.active()
		with as_user(factories.user("Unit Leader", self.county.a1)):
			copy = frappe.get_doc(CAMPAIGN, doc.name)
			copy.goals = "Others"
			with self.assertRaises(frappe.PermissionError):
				copy.save()
			for call in (
				lambda: api.extend_unit(doc.name, self.county.a1, 5, "More"),
				lambda: api.make_tasks(doc.name),
				lambda: api.load_template(doc.name, "专项活动四阶段"),
			):
				with self.assertRaises(frappe.PermissionError):
					call()


class TestExtension(CampaignCase):
	def test_C5_only_that_units_dates_move(self):
		doc = self.active()
		before = {row.name: row.due_at for row in self.tasks(doc)}
		done = self.task(doc, self.county.a1, "Survey", phase="Start")
		self.hand_in(done)
		self.assertEqual(extension.extend_unit(doc.name, self.county.a1, 30, "Went through the motions"), 3)
		for row in self.tasks(doc):
			moves = row.unit == self.county.a1 and row.name != done.name
			self.assertEqual(row.due_at - before[row.name], timedelta(days=30 if moves else 0))
		(row,) = self.extensions(doc)
		self.assertEqual((row.unit, row.days, row.tasks_moved), (self.county.a1, 30, 3))
		self.assertEqual(rebuild.check(TASK), [])
		self.assertEqual(rebuild.check(CAMPAIGN), [])

	def test_C5_what_is_owed_every_month_goes_on(self):
		doc = self.active(
			deliverables=[{"deliverable": "Meeting", "period": "Month", "is_meeting": 1, "needs_evidence": 0}]
		)
		of_a1 = {"unit": self.county.a1}
		self.assertEqual(
			[row.period for row in self.tasks(doc, **of_a1)], ["2026-06", "2026-07", "2026-08", "2026-09"]
		)
		self.assertEqual(extension.extend_unit(doc.name, self.county.a1, 31, "Motions"), 0)
		self.assertEqual([row.period for row in self.tasks(doc, **of_a1)][-1], "2026-10")
		self.assertEqual(len(self.tasks(doc, unit=self.county.a2)), 4)

	def test_C5_one_inspection_extends_once(self):
		doc = self.active()
		finding = factories.matter(unit=self.county.a1)
		self.assertEqual(extension.extend_unit(doc.name, self.county.a1, 10, "Motions", finding), 4)
		self.assertEqual(extension.extend_unit(doc.name, self.county.a1, 10, "Motions", finding), 0)
		self.assertEqual(len(self.extensions(doc)), 1)

	def test_C5_what_is_no_extension_is_refused(self):
		doc = self.active()
		for unit, days, reason in (
			(self.county.a1, 0, "Motions"),
			(self.county.a1, 5000, "Motions"),
			(self.county.a1, 5, " "),
			(self.county.b, 5, "Motions"),
		):
			with self.assertRaises(MoveNotAllowedError):
				extension.extend_unit(doc.name, unit, days, reason)
		with self.assertRaises(MoveNotAllowedError):
			extension.extend_unit(self.draft().name, self.county.a1, 5, "Motions")

	def extensions(self, doc):
		return frappe.get_all("Campaign Extension", {"campaign": doc.name}, ["*"])

	def test_C5_a_client_writes_no_extension(self):
		doc = self.active()
		values = {"campaign": doc.name, "unit": self.county.a1, "ordering_unit": self.county.bureau}
		with as_user(factories.user("Unit Leader", self.county.bureau)):
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(doctype="Campaign Extension", days=99, reason="Mine", **values).insert()
			api.extend_unit(doc.name, self.county.a1, 5, "Motions")
			row = frappe.get_doc("Campaign Extension", self.extensions(doc)[0].name)
			row.days = 99
			with self.assertRaises(frappe.PermissionError):
				row.save()

	def test_C5_no_sister_unit_learns_of_it(self):
		doc = self.active()
		finding = factories.matter(unit=self.county.a1)
		extension.extend_unit(doc.name, self.county.a1, 5, "Motions", finding)
		seen = {"a1": 1, "a": 1, "a2": 0, "b1": 0, "dept": 0, "bureau": 1}
		for key, expected in seen.items():
			with self.subTest(key), as_user(factories.user("Viewer", self.county[key])):
				rows = frappe.get_list("Campaign Extension", {"campaign": doc.name}, ["*"])
				self.assertEqual(len(rows), expected)
				self.assertNotIn(finding.name, str(rows))
		with as_user(factories.user("Unit Leader", self.county.a2)):
			said = str(panel.panel(frappe.get_doc(CAMPAIGN, doc.name))) + str(
				frappe.get_doc(CAMPAIGN, doc.name).as_dict()
			)
			self.assertNotIn("Motions", said)
			events = frappe.get_all("Case Event", {"reference_name": doc.name}, pluck="details")
			self.assertNotIn(self.county.a1, str(events))


class TestReminders(CampaignCase):
	def test_C2_one_notice_a_unit_and_level(self):
		officer = factories.user("Unit Officer", self.county.a1)
		factories.duty(self.county.a1, "Liaison", user=officer)
		doc = self.active()
		frappe.db.delete("Notification Log", {"for_user": officer})

		def told():
			return frappe.get_all("Notification Log", {"for_user": officer}, pluck="subject")

		# two tasks of the first phase are due on 30 June, two of the second on 30 September
		reminders.remind("2026-06-28 08:00:00")
		self.assertEqual(len(told()), 1)
		reminders.remind("2026-06-29 08:00:00")
		self.assertEqual(len(told()), 1)
		reminders.remind("2026-07-01 08:00:00")
		self.assertEqual(len(told()), 2)
		reminders.remind("2026-07-02 08:00:00")
		self.assertEqual(len(told()), 2)
		self.hand_in(self.task(doc, self.county.a1, "Survey", phase="Work"))
		reminders.remind("2026-10-01 08:00:00")
		self.assertEqual(len(told()), 3)
		self.assertEqual(frappe.db.count("Case Event", {"reference_doctype": TASK, "event": "notice"}), 0)


class TestTemplates(CampaignCase):
	def test_C2_T5_P6_the_shipped_templates_load_with_one_button(self):
		doc = self.draft(phases=[], deliverables=[])
		added = api.load_template(doc.name, "专项活动四阶段", "2026-06-11")
		self.assertEqual(added, {"phases": 4, "content_areas": 7, "deliverables": 15, "figures": 0})
		doc = frappe.get_doc(CAMPAIGN, doc.name)
		# the dates of document 001
		self.assertEqual(
			[(str(row.starts_on), str(row.ends_on)) for row in doc.phases],
			[
				("2026-06-11", "2026-06-30"),
				("2026-07-01", "2026-09-30"),
				("2026-10-01", "2026-12-10"),
				("2026-12-11", "2026-12-31"),
			],
		)
		self.assertEqual(api.load_template(doc.name, "“五个一”考核验收")["deliverables"], 5)
		added = api.load_template(doc.name, "惠民便民项目数据报送")
		self.assertEqual((added["deliverables"], added["figures"]), (1, 12))
		doc = frappe.get_doc(CAMPAIGN, doc.name)
		self.assertEqual(len({row.figure_class for row in doc.figures}), 7)
		# again adds nothing
		self.assertEqual(set(api.load_template(doc.name, "专项活动四阶段").values()), {0})
		flow.transition(frappe.get_doc(CAMPAIGN, doc.name), "Active")
		self.work(doc)
		# 13 of the phases once each, 3 of five in each of 4 phases, 7 meetings and 7 returns
		self.assertEqual(len(self.tasks(doc, unit=self.county.a1)), 13 + 12 + 7 + 7)
		# the organiser's own: acceptance, and two of five in each phase
		self.assertEqual(len(self.tasks(doc, unit=self.county.bureau)), 1 + 8)

	def test_C2_a_template_with_phases_asks_for_the_first_day(self):
		doc = self.draft(phases=[], deliverables=[])
		with self.assertRaises(EvidenceMissingError):
			templates.load(doc, "专项活动四阶段")


class TestFigures(CampaignCase):
	def returning(self, **given):
		return self.active(
			deliverables=[dict(row) for row in FIGURES],
			figures=[
				{"figure": "Checks", "figure_class": "Premarital", "measure": "people", "target": 100},
				{"figure": "Amount", "figure_class": "Insurance", "measure": "10k", "tolerance": 0},
			],
			**given,
		)

	def give(self, doc, unit, period, checks, amount="5", last_year=None, reason=None, hand_in=True):
		task = self.task(doc, unit, "Return", period=period)
		for row, value in zip(task.figures, (checks, amount), strict=True):
			row.update({"value": value, "last_year": last_year, "reason": reason})
		if not hand_in:
			return task.save()
		rows = [row.as_dict() for row in task.figures]
		return flow.act(TASK, task.name, "Hand In", {"figures": rows})

	def test_P6_periods_are_months_of_which_half_lies_in_the_campaign(self):
		doc = self.returning()
		rows = self.tasks(doc, unit=self.county.a1)
		# 11 to 30 June is more than half of June
		self.assertEqual(
			[(row.period, str(row.due_at)[:10]) for row in rows],
			[
				("2026-06", "2026-07-05"),
				("2026-07", "2026-08-05"),
				("2026-08", "2026-09-05"),
				("2026-09", "2026-10-05"),
			],
		)
		self.assertEqual(
			[row.figure for row in self.task(doc, self.county.a1, "Return", period="2026-06").figures],
			["Checks", "Amount"],
		)

	def test_P6_every_figure_is_given_and_is_a_number(self):
		doc = self.returning()
		with self.assertRaises(EvidenceMissingError):
			self.give(doc, self.county.a1, "2026-06", "")
		with self.assertRaises(frappe.ValidationError):
			self.give(doc, self.county.a1, "2026-06", "many")
		done = self.give(doc, self.county.a1, "2026-06", "1,200", "0")
		self.assertEqual([row.number for row in done.figures], [1200, 0])

	def test_P6_a_large_change_asks_for_its_reason(self):
		doc = self.returning()
		self.give(doc, self.county.a1, "2026-06", "100")
		# +50 % is within the tolerance, beyond it is not; the second figure has none
		task = self.give(doc, self.county.a1, "2026-07", "151", "500", hand_in=False)
		self.assertEqual(task.figures[0].previous, "100")
		with self.assertRaises(EvidenceMissingError):
			self.give(doc, self.county.a1, "2026-07", "151", "500")
		self.give(doc, self.county.a1, "2026-07", "151", "500", reason="A new ward")
		self.give(doc, self.county.a1, "2026-08", "226.5", "1")
		# another unit's figures are not the period before
		self.give(doc, self.county.a2, "2026-07", "9000")

	def test_P6_growth_target_and_lateness_roll_up_along_the_tree(self):
		doc = self.returning()
		self.give(doc, self.county.a1, "2026-06", "100", last_year="80")
		self.give(doc, self.county.a2, "2026-06", "60", last_year="80")
		self.give(doc, self.county.b1, "2026-06", "40")
		period = {"from_date": "2026-06-01", "to_date": "2026-06-30", "campaign": doc.name}
		_columns, rows, *_rest = returned_figures.execute({**period, "group_by": "figure"})
		found = {row["group_name"]: row for row in rows}
		checks = found["Checks"]
		# 100 + 60 + 40 of 300; 160 after 160 where both years are known
		self.assertEqual((checks["value"], checks["target"], checks["reached"]), (200, 300, 66.67))
		self.assertEqual((checks["last_year"], checks["growth"]), (160, 0))
		# A itself owes a return as well, which is missing
		self.assertEqual((checks["owed"], checks["returned"]), (4, 3))
		_columns, rows, *_rest = returned_figures.execute({**period, "group_by": "unit", "figure": "Checks"})
		by_unit = {row["unit"]: row for row in rows if row.get("unit")}
		self.assertEqual(by_unit[self.county.a]["value"], 160)
		self.assertEqual(by_unit[self.county.a1]["value"], 100)
		self.assertEqual(by_unit[self.county.a1]["growth"], 25)
		self.assertEqual(by_unit[self.county.a2]["growth"], -25)
		self.assertIsNone(by_unit[self.county.b1]["growth"])
		with as_user(factories.user("Viewer", self.county.a1)):
			_columns, rows, *_rest = returned_figures.execute({**period, "group_by": "figure"})
			self.assertEqual({row["group_name"]: row for row in rows}["Checks"]["value"], 100)
		with as_user(factories.user("Viewer", self.county.dept)):
			self.assertEqual(returned_figures.execute(period)[1], [])
		# who has no target reaches none: 100 + 60 of 200
		task = self.task(doc, self.county.b1, "Return", period="2026-06")
		frappe.db.set_value("Unit Task Value", {"parent": task.name, "figure": "Checks"}, "target", 0)
		_columns, rows, *_rest = returned_figures.execute({**period, "group_by": "figure"})
		checks = {row["group_name"]: row for row in rows}["Checks"]
		self.assertEqual((checks["value"], checks["target"], checks["reached"]), (200, 200, 80))
		_columns, rows, *_rest = returned_figures.execute({**period, "group_by": "unit", "figure": "Checks"})
		by_unit = {row["unit"]: row for row in rows}
		self.assertEqual((by_unit[self.county.b1]["value"], by_unit[self.county.b1]["reached"]), (40, None))

	def test_T5_each_unit_is_added_to_the_one_above_it_once(self):
		rows = [
			frappe._dict(name=name, above=above)
			for name, above in (("R", None), ("A", "R"), ("A1", "A"), ("B", "R"), ("S", None))
		]
		parts = {"A": {1: 2}, "A1": {1: 3, 2: 1}, "B": {1: 5}}
		self.assertEqual(
			campaign_metrics.rolled_up(rows, parts),
			{"R": {1: 10, 2: 1}, "A": {1: 5, 2: 1}, "A1": {1: 3, 2: 1}, "B": {1: 5}, "S": {}},
		)
		# what was given stays as it was
		self.assertEqual(parts, {"A": {1: 2}, "A1": {1: 3, 2: 1}, "B": {1: 5}})

	def test_P6_the_year_before_is_taken_from_its_return(self):
		doc = self.returning()
		self.give(doc, self.county.a1, "2026-06", "80")
		later = self.returning(
			phases=[{"phase": "Year", "starts_on": "2027-06-01", "ends_on": "2027-07-31"}],
		)
		task = self.give(later, self.county.a1, "2027-06", "100", last_year="1", hand_in=False)
		self.assertEqual(task.figures[0].last_year, "80")

	def test_P6_lines_are_the_campaigns_and_targets_the_organisers(self):
		doc = self.returning()
		task = self.task(doc, self.county.a1, "Return", period="2026-06")
		officer = factories.user("Unit Officer", self.county.a1)
		with as_user(officer):
			own = frappe.get_doc(TASK, task.name)
			own.append("figures", {"figure": "Mine", "value": "1"})
			with self.assertRaises(FrozenError):
				own.save()
			own = frappe.get_doc(TASK, task.name)
			own.figures[0].target = 1
			with self.assertRaises(WrongSideError):
				own.save()
		with as_user(factories.user("Unit Officer", self.county.bureau)):
			theirs = frappe.get_doc(TASK, task.name)
			theirs.figures[0].target = 120
			theirs.save()
			theirs.figures[0].value = "7"
			with self.assertRaises(WrongSideError):
				theirs.save()


class TestProgress(CampaignCase):
	def test_T5_progress_by_unit_and_phase_and_the_five_ones(self):
		doc = self.active()
		a1 = self.county.a1
		self.hand_in(self.task(doc, a1, "Survey", phase="Start"))
		flow.act(TASK, self.task(doc, a1, "Survey", phase="Start").name, "Accept")
		self.hand_in(self.task(doc, a1, "Survey", phase="Work"))
		with queries() as said:
			_columns, rows, *_rest = campaign_progress.execute({"campaign": doc.name})
		self.assertEqual(len([q for q in said if "tabUnit Task" in q and "group by" in q.lower()]), 1)
		row = next(row for row in rows if row.get("unit") == a1)
		self.assertEqual((row["tasks"], row["accepted"], row["submitted"]), (4, 1, 1))
		self.assertEqual((row["phase_1_done"], row["phase_2_done"]), (50, 50))
		total = next(row for row in rows if row.get("is_total"))
		self.assertEqual((total["tasks"], total["accepted"], total["submitted"]), (18, 1, 1))
		_columns, rows, *_rest = campaign_progress.execute({"campaign": doc.name, "view": "Five-ones"})
		row = next(row for row in rows if row.get("unit") == a1)
		self.assertEqual((row["five_1_Satisfaction Survey"], row["five_2_Satisfaction Survey"]), ("✓", "○"))
		self.assertEqual(row["five_1_Mystery Visit"], "")

	def test_T5_progress_rolled_up_along_the_tree(self):
		doc = self.active()
		a, a1, a2 = self.county.a, self.county.a1, self.county.a2
		for unit in (a, a1, a2):
			self.hand_in(self.task(doc, unit, "Survey", phase="Start"))
		for unit in (a1, a2):
			flow.act(TASK, self.task(doc, unit, "Survey", phase="Start").name, "Accept")
		self.hand_in(self.task(doc, a, "Survey", phase="Work"))

		def shown(**filters):
			_columns, rows, *_rest = campaign_progress.execute({"campaign": doc.name, **filters})
			return {row.get("unit"): row for row in rows}

		counts = ("tasks", "submitted", "accepted", "phase_1_done", "phase_2_done")
		alone, rolled = shown(), shown(roll_up=1)
		self.assertEqual([alone[a][key] for key in counts], [4, 2, 0, 50, 50])
		# A with A1 and A2: three of six tasks of the first phase, one of six of the second
		self.assertEqual([rolled[a][key] for key in counts], [12, 2, 2, 50, 16.67])
		self.assertEqual(rolled[a1], alone[a1])
		# the last row is everybody's, once: with B1 and the visits of the bureau
		self.assertEqual([rolled[None][key] for key in counts[:3]], [18, 2, 2])
		self.assertEqual(rolled[None], alone[None])
		alone, rolled = shown(view="Five-ones"), shown(view="Five-ones", roll_up=1)
		start, work = "five_1_Satisfaction Survey", "five_2_Satisfaction Survey"
		self.assertEqual([alone[unit][start] for unit in (a, a1, a2)], ["○", "✓", "✓"])
		# what one of them still owes is owed by all together
		frappe.db.set_value(TASK, self.task(doc, a1, "Survey", phase="Work").name, "due_at", "2026-06-01")
		frappe.db.set_value(TASK, self.task(doc, a2, "Survey", phase="Work").name, "due_at", "2099-06-01")
		alone, rolled = shown(view="Five-ones"), shown(view="Five-ones", roll_up=1)
		self.assertEqual([alone[unit][work] for unit in (a, a1, a2)], ["○", "✗", "·"])
		self.assertEqual([rolled[unit][start] for unit in (a, a1)], ["○", "✓"])
		self.assertEqual([rolled[unit][work] for unit in (a, a2)], ["✗", "·"])
