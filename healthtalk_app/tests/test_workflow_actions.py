"""The platform's open workflow actions: none for the flows, unless a workflow sends mails made from them."""

from __future__ import annotations

from unittest.mock import patch

import frappe

from healthtalk_app.services.steps import states
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

MATTER = "Talk Matter"


class TestWorkflowActions(HealthTalkTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.county = factories.county("WFA")

	def actions(self, name: str) -> int:
		return frappe.db.count("Workflow Action", {"reference_doctype": MATTER, "reference_name": name})

	def test_a_matter_makes_none(self) -> None:
		self.assertEqual(self.actions(factories.matter(unit=self.county.a1).name), 0)

	def test_a_workflow_that_mails_keeps_them(self) -> None:
		workflow = states.workflow_of(MATTER).name
		frappe.db.set_value("Workflow", workflow, "send_email_alert", 1)
		frappe.clear_document_cache("Workflow", workflow)
		self.addCleanup(frappe.clear_document_cache, "Workflow", workflow)
		with patch("frappe.workflow.doctype.workflow_action.workflow_action.enqueue") as mails:
			name = factories.matter(unit=self.county.a1).name
		self.assertEqual(self.actions(name), 1)
		mails.assert_called_once()

	def test_other_events_of_the_platform_go_on(self) -> None:
		"""Only the one handler is left out, and only while the document is saved."""
		before = frappe.get_doc_hooks()
		factories.matter(unit=self.county.a1)
		self.assertEqual(frappe.get_doc_hooks(), before)
