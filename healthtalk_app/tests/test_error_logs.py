"""Errors are noted with the place where they happened, never with the values of variables."""

import json

import frappe

from healthtalk_app.services.records.error_logs import frames_of
from healthtalk_app.tests.compat import HealthTalkTestCase

PHONE = "13800000001"
FOREIGN = """Traceback with variables (most recent call last):
  File "apps/erpnext/erpnext/stock/x.py", line 5, in f
    return a / b
      a = 1
      b = 0
ZeroDivisionError: division by zero"""


def read(request_data: str) -> None:
	"""Fail as the platform does at a request that it cannot read."""
	json.loads(request_data)


class TestErrorLogs(HealthTalkTestCase):
	def test_what_passed_through_the_app_is_noted_without_values(self) -> None:
		try:
			read(f'{{"raiser_phone": "{PHONE}"')
		except ValueError:
			name = frappe.log_error(title="unreadable").name
		noted = frappe.get_doc("Error Log", name).error
		self.assertNotIn(PHONE, noted)
		self.assertNotIn("request_data =", noted)
		self.assertIn("in read", noted)
		self.assertIn("json.loads(request_data)", noted)
		self.assertTrue(noted.splitlines()[-1].startswith("json.decoder.JSONDecodeError"))

	def test_errors_of_other_apps_stay_as_they_are(self) -> None:
		doc = frappe.get_doc(doctype="Error Log", method="x", error=FOREIGN).insert(ignore_permissions=True)
		self.assertEqual(doc.error, FOREIGN)

	def test_the_frames_of_a_traceback(self) -> None:
		self.assertEqual(
			frames_of(FOREIGN),
			'  File "apps/erpnext/erpnext/stock/x.py", line 5, in f\n'
			"    return a / b\nZeroDivisionError: division by zero",
		)
