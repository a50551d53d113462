"""Shipped records survive an administrator's edits (platform.md, "Workflows and other shipped records")."""

import copy
from typing import Any

import frappe
from frappe.client import set_value

from healthtalk_app.exceptions import StateInUseError, StatusLostError
from healthtalk_app.healthtalk_app.doctype.shipped_record import shipped_record
from healthtalk_app.setup import semantics, shipped
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

RULE = {
	"doctype": "Deadline Rule",
	"rule_code": "test-shipped",
	"title": "Test",
	"enabled": 1,
	"regime": "Talk",
	"step": "Response",
	"level": "Default",
	"amount": 5,
	"unit": "Working Day",
	"starts_from": "Receipt",
	"basis": "Test",
}
SESSION_FLOW = "Health Talk Session"
APPROVAL = "Test Approval"


def shipped_workflow(name: str = SESSION_FLOW) -> dict[str, Any]:
	"""A copy of a workflow as it is shipped, to be changed into a newer version."""
	return copy.deepcopy(next(row for row in shipped.load() if row.get("workflow_name") == name))


def with_approval() -> list[dict[str, Any]]:
	"""A newer version of the session workflow: somebody approves before a talk is prepared."""
	workflow = shipped_workflow()
	state = {
		"state": APPROVAL,
		"doc_status": "0",
		"update_field": "status",
		"update_value": "Planned",
		"allow_edit": "Unit Leader",
	}
	workflow["states"].append(state)
	move = {"action": "Prepare", "allowed": "Unit Leader", "allow_self_approval": 1}
	workflow["transitions"].append({"state": APPROVAL, "next_state": "Prepared", **move})
	return [{"doctype": "Workflow State", "workflow_state_name": APPROVAL, "style": "Warning"}, workflow]


def row_of(doctype: str, name: str) -> frappe._dict:
	return frappe.db.get_value(
		"Shipped Record",
		{"record_doctype": doctype, "record_name": name},
		["name", "state", "newer_available"],
		as_dict=True,
	)


class TestShippedRules(HealthTalkTestCase):
	def ship(self, **changes: Any) -> None:
		shipped.sync([{**RULE, **changes}])

	def rule(self) -> Any:
		return frappe.get_doc("Deadline Rule", "test-shipped")

	def assert_stands(self, state: str, newer: int, amount: int | None = None) -> None:
		row = row_of("Deadline Rule", "test-shipped")
		self.assertEqual((row.state, row.newer_available), (state, newer))
		if amount is not None:
			self.assertEqual(self.rule().amount, amount)

	def test_a_new_record_is_created(self) -> None:
		self.ship()
		self.assert_stands("As Shipped", 0, 5)

	def test_an_unedited_record_is_upgraded_in_place(self) -> None:
		self.ship()
		created = self.rule().creation
		self.ship(amount=7, variant="Urgent")
		self.assert_stands("As Shipped", 0, 7)
		self.assertEqual((self.rule().creation, self.rule().variant), (created, "Urgent"))

	def test_an_edited_record_is_kept_without_a_newer_version(self) -> None:
		self.ship()
		rule = self.rule()
		rule.amount = 3
		rule.save()
		self.ship()
		self.assert_stands("Edited", 0, 3)

	def test_an_edited_record_is_kept_and_says_that_there_is_a_newer_version(self) -> None:
		self.ship()
		rule = self.rule()
		rule.amount = 3
		rule.save()
		self.ship(amount=7)
		self.assert_stands("Edited", 1, 3)
		self.assertIn("newer version", shipped.describe("Deadline Rule", "test-shipped"))

	def test_an_edit_that_was_taken_back_is_none(self) -> None:
		self.ship()
		for amount in (3, 5):
			rule = self.rule()
			rule.amount = amount
			rule.save()
		self.ship(amount=7)
		self.assert_stands("As Shipped", 0, 7)

	def test_a_record_that_was_switched_off_stays_off_and_is_kept_up_to_date(self) -> None:
		self.ship()
		rule = self.rule()
		rule.enabled = 0
		rule.save()
		self.ship(amount=7)
		self.assert_stands("Switched Off", 0, 7)
		self.assertEqual(self.rule().enabled, 0)

	def test_a_record_that_is_shipped_switched_off_is_as_shipped_and_stays_on_where_switched_on(self) -> None:
		self.ship(enabled=0)
		self.ship(enabled=0)
		self.assert_stands("As Shipped", 0, 5)
		rule = self.rule()
		rule.enabled = 1
		rule.save()
		self.ship(enabled=0, amount=7)
		self.assert_stands("As Shipped", 0, 7)
		self.assertEqual(self.rule().enabled, 1)

	def test_a_deleted_record_is_left_alone(self) -> None:
		self.ship()
		self.rule().delete()
		self.ship()
		self.assert_stands("Deleted", 0)
		self.ship(amount=7)
		self.assert_stands("Deleted", 1)
		self.assertFalse(frappe.db.exists("Deadline Rule", "test-shipped"))

	def test_a_record_that_was_there_before_is_not_overwritten(self) -> None:
		frappe.get_doc({**RULE, "amount": 9}).insert()
		self.ship()
		self.assert_stands("Edited", 1, 9)

	def test_reset_takes_the_newest_version_of_an_edited_a_switched_off_and_a_deleted_record(self) -> None:
		newest = [{**RULE, "amount": 7}]
		for change in ({"amount": 3}, {"enabled": 0}, None):
			self.ship()
			if change:
				rule = self.rule()
				rule.update(change)
				rule.save()
			else:
				self.rule().delete()
			shipped.reset("Deadline Rule", "test-shipped", newest)
			self.assert_stands("As Shipped", 0, 7)
			self.assertEqual(self.rule().enabled, 1)
			shipped.reset("Deadline Rule", "test-shipped", [RULE])

	def test_shipping_the_same_again_writes_nothing(self) -> None:
		self.ship()
		before = (
			self.rule().modified,
			frappe.db.get_value("Shipped Record", row_of("Deadline Rule", "test-shipped").name, "modified"),
		)
		self.ship()
		after = (
			self.rule().modified,
			frappe.db.get_value("Shipped Record", row_of("Deadline Rule", "test-shipped").name, "modified"),
		)
		self.assertEqual(before, after)


class TestShippedWorkflows(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("SHIP")

	def flow(self) -> Any:
		return frappe.get_doc("Workflow", SESSION_FLOW)

	def states(self) -> set[str]:
		return {row.state for row in self.flow().states}

	def test_every_shipped_record_stands_as_shipped_on_a_new_site(self) -> None:
		for record in shipped.load():
			doc = frappe.get_doc(record["doctype"], semantics.name_of(record))
			self.assertEqual(semantics.digest(record), semantics.digest(doc), semantics.name_of(record))

	def test_an_unedited_workflow_is_upgraded(self) -> None:
		shipped.sync(with_approval())
		self.assertIn(APPROVAL, self.states())
		self.assertEqual(row_of("Workflow", SESSION_FLOW).state, "As Shipped")
		self.assertEqual(self.flow().is_active, 1)

	def test_an_administrators_approval_state_survives(self) -> None:
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "Own Approval"}).insert()
		flow = self.flow()
		own = {"state": "Own Approval", "update_field": "status", "update_value": "Planned"}
		flow.append("states", {**own, "doc_status": "0", "allow_edit": "Unit Leader"})
		flow.save()
		shipped.sync(with_approval())
		self.assertIn("Own Approval", self.states())
		self.assertNotIn(APPROVAL, self.states())
		row = row_of("Workflow", SESSION_FLOW)
		self.assertEqual((row.state, row.newer_available), ("Edited", 1))

	def test_a_workflow_that_was_replaced_by_another_stays_off(self) -> None:
		own = frappe.copy_doc(self.flow())
		own.workflow_name = "Own Session Flow"
		own.insert()
		shipped.sync(with_approval())
		self.assertEqual(self.flow().is_active, 0)
		self.assertEqual(row_of("Workflow", SESSION_FLOW).state, "Switched Off")
		self.assertEqual(frappe.db.get_value("Workflow", "Own Session Flow", "is_active"), 1)

	def test_an_upgrade_keeps_a_state_that_documents_are_in(self) -> None:
		shipped.sync(with_approval())
		session = factories.session(unit=self.county.a1)
		session.db_set("workflow_state", APPROVAL)
		shipped.sync([shipped_workflow()])
		self.assertIn(APPROVAL, self.states())
		self.assertEqual(row_of("Workflow", SESSION_FLOW).newer_available, 1)
		with self.assertRaises(StateInUseError):
			shipped.reset("Workflow", SESSION_FLOW)
		session.db_set("workflow_state", "Planned")
		shipped.sync([shipped_workflow()])
		self.assertNotIn(APPROVAL, self.states())
		self.assertEqual(row_of("Workflow", SESSION_FLOW).newer_available, 0)

	def test_ids_order_of_keys_and_whether_it_is_on_do_not_make_a_workflow_look_edited(self) -> None:
		workflow = shipped_workflow()
		same = {key: workflow[key] for key in reversed(workflow)} | {"is_active": 0, "workflow_data": "[]"}
		self.assertEqual(semantics.digest(workflow), semantics.digest(same))
		moved = copy.deepcopy(workflow)
		moved["transitions"][0]["allowed"] = "Viewer"
		self.assertNotEqual(semantics.digest(workflow), semantics.digest(moved))

	def test_a_deleted_state_comes_back_because_workflows_need_it(self) -> None:
		record = {"doctype": "Workflow State", "workflow_state_name": APPROVAL, "style": "Warning"}
		shipped.sync([record])
		frappe.delete_doc("Workflow State", APPROVAL)
		shipped.sync([record])
		self.assertTrue(frappe.db.exists("Workflow State", APPROVAL))

	def test_a_state_of_somebody_else_is_not_ours(self) -> None:
		frappe.get_doc(
			{"doctype": "Workflow State", "workflow_state_name": APPROVAL, "style": "Danger"}
		).insert()
		shipped.sync([{"doctype": "Workflow State", "workflow_state_name": APPROVAL, "style": "Warning"}])
		self.assertEqual(frappe.db.get_value("Workflow State", APPROVAL, "style"), "Danger")
		self.assertFalse(row_of("Workflow State", APPROVAL))


class TestReset(HealthTalkTestCase):
	def test_only_who_may_edit_workflows_resets_one(self) -> None:
		name = row_of("Workflow", SESSION_FLOW).name
		for roles in (["Unit Leader"], ["Healthtalk Administrator"], ["System Manager"]):
			with as_user(factories.user(roles)), self.assertRaises(frappe.PermissionError):
				shipped_record.reset(name)
		with as_user(factories.user(["Healthtalk Administrator", "System Manager"])):
			self.assertEqual(shipped_record.reset(name), SESSION_FLOW)

	def test_nobody_writes_how_a_shipped_record_stands(self) -> None:
		"""An update overwrites what was edited when a client may say that it is as it was shipped."""
		name = row_of("Workflow", SESSION_FLOW).name
		for user in (factories.user(["Healthtalk Administrator", "System Manager"]), "Administrator"):
			with as_user(user), self.assertRaisesRegex(frappe.ValidationError, "worked out at each update"):
				set_value("Shipped Record", name, "shipped_hash", "0")

	def test_an_administrator_resets_a_deadline_rule(self) -> None:
		rule = frappe.get_doc("Deadline Rule", "talk-response")
		rule.amount = 30
		rule.save()
		with as_user(factories.user("Healthtalk Administrator")):
			shipped_record.reset(row_of("Deadline Rule", "talk-response").name)
		self.assertEqual(frappe.db.get_value("Deadline Rule", "talk-response", "amount"), 5)


class TestWorkflowGuard(HealthTalkTestCase):
	"""Design §3: a workflow is refused when a status would lose its last state or a state has no status."""

	def flow(self, name: str = SESSION_FLOW) -> Any:
		return frappe.get_doc("Workflow", name)

	def test_the_last_state_of_a_status_cannot_go(self) -> None:
		flow = self.flow()
		flow.transitions = [
			row for row in flow.transitions if "Following Up" not in (row.state, row.next_state)
		]
		flow.states = [row for row in flow.states if row.state != "Following Up"]
		with self.assertRaisesRegex(StatusLostError, "Following Up"):
			flow.save()

	def test_a_state_needs_a_status_of_the_flow(self) -> None:
		for field, value in (("update_field", ""), ("update_field", "ring"), ("update_value", "Raised")):
			flow = self.flow()
			flow.states[2].set(field, value)
			with self.assertRaises(StatusLostError):
				flow.save()

	def test_one_state_stands_for_one_status(self) -> None:
		flow = self.flow()
		flow.states[1].update_value = "Held"
		with self.assertRaises(StatusLostError):
			flow.save()

	def test_the_first_state_is_where_documents_begin(self) -> None:
		flow = self.flow("Health Talk Referral Slip")
		flow.states[0].state = flow.states[0].update_value = "Issued"
		flow.states[1].state = flow.states[1].update_value = "Issued"
		flow.append(
			"states", {**flow.states[0].as_dict(), "name": None, "state": "Draft", "update_value": "Draft"}
		)
		with self.assertRaises(StatusLostError):
			flow.save()

	def test_documents_of_ours_are_never_submitted(self) -> None:
		flow = self.flow()
		flow.states[-1].doc_status = "1"
		with self.assertRaises(StatusLostError):
			flow.save()

	def test_the_workflow_in_use_cannot_be_deleted(self) -> None:
		with self.assertRaises(StatusLostError):
			frappe.delete_doc("Workflow", SESSION_FLOW)

	def test_a_renamed_state_and_an_inserted_one_are_welcome(self) -> None:
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "Ready"}).insert()
		flow = self.flow()
		for row in flow.states:
			row.state = "Ready" if row.state == "Prepared" else row.state
		for row in flow.transitions:
			row.state = "Ready" if row.state == "Prepared" else row.state
			row.next_state = "Ready" if row.next_state == "Prepared" else row.next_state
		flow.save()

	def test_other_peoples_workflows_are_none_of_our_business(self) -> None:
		frappe.get_doc(
			{
				"doctype": "Workflow",
				"workflow_name": "Someone Else",
				"document_type": "ToDo",
				"is_active": 0,
				"workflow_state_field": "status",
				"states": [{"state": "Pending", "doc_status": "0", "allow_edit": "All"}],
				"transitions": [],
			}
		).insert()
