"""Identity accesses are reviewed monthly: each discipline officer is told of those that he sees, once."""

from unittest.mock import patch

import frappe

from healthtalk_app.services.records import access_review
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

MARCH, APRIL = "2026-04-01", "2026-05-02"


class TestAccessReview(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("REVIEW")
		cls.bureau = factories.user("Discipline Officer", cls.county.bureau)
		cls.of_a = factories.user("Discipline Officer", cls.county.a)
		cls.of_b = factories.user("Discipline Officer", cls.county.b)
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.leader = factories.user("Unit Leader", cls.county.a1)
		matter = factories.matter(unit=cls.county.a1).name
		for user, at in (
			(cls.clerk, "2026-03-01 00:00:00"),
			(cls.clerk, "2026-03-31 23:59:59"),
			(cls.leader, "2026-03-09 10:00:00"),
			(cls.leader, "2026-04-01 00:00:00"),
			(cls.leader, "2026-02-28 23:59:59"),
		):
			frappe.get_doc(
				doctype="Identity Access",
				reference_doctype="Talk Matter",
				reference_name=matter,
				user=user,
				unit=cls.county.a1,
				reason="核实反映情况",
				accessed_at=at,
			).insert()

	def setUp(self) -> None:
		super().setUp()
		# each notice is committed; here all goes back to the savepoint
		self.enterContext(patch.object(frappe.db, "commit"))

	def told(self, user: str) -> list[frappe._dict]:
		filters = {"for_user": user, "link": ("like", "/app/identity-access%")}
		return frappe.get_all("Notification Log", filters, ["subject", "email_content", "link"])

	def test_who_sees_them_is_told_of_the_month_before_once(self):
		for _again in range(2):
			access_review.remind(MARCH)
		for user in (self.bureau, self.of_a):
			(notice,) = self.told(user)
			self.assertIn("3 次，2 人", notice.subject)
			self.assertIn(f"{self.clerk}：2 次", notice.email_content)
			self.assertIn(f"{self.leader}：1 次", notice.email_content)
			self.assertIn("2026-03-01", notice.link)
			self.assertIn("2026-03-31", notice.link)
		self.assertEqual(self.told(self.of_b), [])
		self.assertEqual(self.told(self.clerk), [])

	def test_a_month_without_an_access_tells_nobody(self):
		access_review.remind("2026-07-01")
		self.assertEqual(self.told(self.of_a), [])

	def test_the_next_month_is_told_by_itself(self):
		access_review.remind(MARCH)
		access_review.remind(APRIL)
		self.assertEqual(
			sorted(notice.subject[-7:] for notice in self.told(self.of_a)), ["1 次，1 人", "3 次，2 人"]
		)

	def test_it_is_scheduled(self):
		events = frappe.get_hooks("scheduler_events", app_name="healthtalk_app")
		self.assertIn("healthtalk_app.services.records.access_review.remind", events["monthly"])
