"""What stands on a site after installation, and that doing it again changes nothing."""

from unittest.mock import ANY, patch

import frappe
from frappe.utils import getdate

from healthtalk_app.rules import transitions, workdays
from healthtalk_app.setup import install, shipped
from healthtalk_app.tests.compat import HealthTalkTestCase

SETTINGS = "Healthtalk Settings"
ROLES = [
	"Appraiser",
	"Discipline Officer",
	"Healthtalk Administrator",
	"Inspector",
	"Unit Leader",
	"Unit Officer",
	"Viewer",
]


class TestSetUp(HealthTalkTestCase):
	def test_the_roles_come_with_desk_access_and_the_profile_adds_the_platforms(self) -> None:
		access = frappe.get_all("Role", filters={"name": ("in", ROLES)}, fields=["name", "desk_access"])
		self.assertEqual(sorted((row.name, row.desk_access) for row in access), [(name, 1) for name in ROLES])
		profile = frappe.get_doc("Role Profile", "系统管理员")
		self.assertEqual({row.role for row in profile.roles}, {"Healthtalk Administrator", "System Manager"})

	def test_each_flow_has_one_active_workflow_that_covers_its_statuses(self) -> None:
		for doctype, statuses in transitions.STATUSES.items():
			name = frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1})
			workflow = frappe.get_doc("Workflow", name)
			self.assertEqual(tuple(dict.fromkeys(row.update_value for row in workflow.states)), statuses)
			moves = {(row.state, row.next_state) for row in workflow.transitions}
			allowed = {(old, new) for old, targets in transitions.MOVES[doctype].items() for new in targets}
			self.assertEqual(moves - allowed, set())
			self.assertFalse(workflow.send_email_alert)

	def test_what_only_the_app_moves_has_no_button(self) -> None:
		workflow = frappe.get_doc("Workflow", "Health Talk Matter")
		self.assertNotIn("Merged", {row.next_state for row in workflow.transitions})

	def test_setting_up_again_changes_nothing(self) -> None:
		doctypes = ("Role", "Workflow", "Workflow State", "Deadline Rule", "Matter Category", "Work Calendar")

		def everything() -> dict[str, list[tuple[str, str]]]:
			return {
				doctype: [
					(row.name, str(row.modified))
					for row in frappe.get_all(doctype, fields=["name", "modified"], order_by="name")
				]
				for doctype in (*doctypes, "Shipped Record")
			}

		before = everything()
		install.after_migrate()
		self.assertEqual(everything(), before)

	def test_the_key_of_codes_is_there_before_the_first_code(self) -> None:
		"""Two workers that each make the first key would issue codes that the other does not know."""
		with (
			patch.dict(frappe.local.conf),
			patch("frappe.installer.update_site_config") as written,
			patch.object(install.shipped, "sync"),
		):
			del frappe.local.conf["encryption_key"]
			install.set_up()
		written.assert_called_once_with("encryption_key", ANY)

	def test_settings_that_somebody_emptied_or_changed_stay(self) -> None:
		frappe.db.set_single_value(SETTINGS, {"reopen_days": 40, "slip_note": ""})
		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": "auto_close_days"})
		install.fill_in_settings()
		settings = frappe.get_doc(SETTINGS)
		self.assertEqual((settings.reopen_days, settings.auto_close_days), (40, 15))

	def test_the_calendar_holds_every_published_year_since_2020(self) -> None:
		published = []
		for year in range(2020, getdate().year + 2):
			try:
				workdays.published_plan(year)
			except workdays.YearNotPublished:
				continue
			published.append(str(year))
		self.assertEqual(
			frappe.db.get_value("Work Calendar", install.CALENDAR, "published_years"), ", ".join(published)
		)

	def test_settings_refuse_what_makes_no_sense(self) -> None:
		for change in (
			{"reopen_days": -1},
			{"partly_solved_weight": 1.5},
			{"small_group": 1},
			{"escalate_superior_after": 1},
			{"number_pattern": "{unit}〔{year}〕{kind}"},
		):
			settings = frappe.get_doc(SETTINGS)
			settings.update(change)
			with self.assertRaises(frappe.ValidationError):
				settings.save()

	def test_every_state_action_and_role_of_the_workflows_is_shipped(self) -> None:
		records = shipped.load()
		names = {
			doctype: {next(iter(row.values())) for row in self.without_doctype(records, doctype)}
			for doctype in ("Role", "Workflow State", "Workflow Action Master")
		}
		for workflow in (row for row in records if row["doctype"] == "Workflow"):
			used = workflow["transitions"]
			self.assertLessEqual({row["state"] for row in workflow["states"]}, names["Workflow State"])
			self.assertLessEqual({row["action"] for row in used}, names["Workflow Action Master"])
			self.assertLessEqual({row["allowed"] for row in used}, names["Role"])

	@staticmethod
	def without_doctype(records: list[dict[str, str]], doctype: str) -> list[dict[str, str]]:
		rows = [row for row in records if row["doctype"] == doctype]
		return [{key: value for key, value in row.items() if key != "doctype"} for row in rows]
