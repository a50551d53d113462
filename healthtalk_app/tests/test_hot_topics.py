"""Issue 4, 8: hot topics of the bureau and of units, their governance task, matters like another one."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from healthtalk_app import exceptions, permissions
from healthtalk_app.api import hot_topics as topics_api
from healthtalk_app.api import matter as matter_api
from healthtalk_app.services import runs
from healthtalk_app.services.opinion import hot_topics, similar
from healthtalk_app.services.records import rebuild
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

WATER = (
	("东门小区停水", "东门小区三号楼停水两天了，没有通知"),
	("反映东门小区停水无通知", "我们东门小区停水，打电话没人接"),
	("请求解决东门小区停水问题", "东门小区又停水了，没有通知，老人没法做饭"),
	("东门小区停水没人管", "东门小区停水，物业和水厂都说不知道"),
)
BUS = ("建议增加西山镇公交车班次", "西山镇到县城的公交车一小时才一班，上班赶不上")


class TopicsTestCase(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("HOT")
		cls.bureau = factories.user("Unit Officer", cls.county.bureau)
		cls.admin = factories.user("Healthtalk Administrator", cls.county.bureau)
		cls.clerk = factories.user("Unit Officer", cls.county.a1)
		cls.group = factories.user("Unit Leader", cls.county.a)
		cls.other = factories.user("Unit Officer", cls.county.b1)
		cls.viewer = factories.user("Viewer", cls.county.a1)

	def setUp(self):
		super().setUp()
		similar.known.clear_cache()
		# what a site holds already is no part of these tests
		frappe.db.set_value("Talk Matter", {"name": ("is", "set")}, "raised_at", "2020-01-01")

	def matter(self, text, unit, days=1, **given):
		subject, content = text
		return factories.matter(
			subject=subject,
			content=content,
			unit=unit,
			raised_at=now_datetime() - timedelta(days=days),
			**given,
		).name

	def water(self):
		"""Two matters at A1, one at A2 and one at B1: A and the bureau have three people and more."""
		units = (self.county.a1, self.county.a1, self.county.a2, self.county.b1)
		return [self.matter(text, unit) for text, unit in zip(WATER, units, strict=True)]

	def search(self, least=2, at=None):
		window = hot_topics.Window(at or now_datetime(), 30)
		return list(hot_topics.search(window, least))

	def topics_of(self, user, **filters):
		with as_user(user):
			return frappe.get_list(
				"Hot Topic",
				filters={"status": "Current", **filters},
				fields=["name", "unit", "title", "people", "matters", "trend", "place"],
				order_by="unit asc, people desc",
			)

	def topic(self, unit=None):
		name = frappe.db.get_value(
			"Hot Topic", {"unit": unit or ("is", "not set"), "status": "Current", "place": "东门小区"}
		)
		return name and frappe.get_doc("Hot Topic", name)


class TestHotTopics(TopicsTestCase):
	def test_each_side_sees_topics_of_its_own_matters_with_its_own_figures(self):
		names = self.water()
		self.matter(BUS, self.county.b1)
		self.search()
		seen = {row.unit: row for row in self.topics_of(self.bureau)}
		self.assertEqual(
			{unit: (row.matters, row.people) for unit, row in seen.items()},
			{None: (4, 4), self.county.a: (3, 3), self.county.a1: (2, 2)},
		)
		self.assertEqual((seen[None].place, seen[None].trend), ("东门小区", "New"))
		self.assertIn("停水", seen[None].title)
		self.assertEqual([row.unit for row in self.topics_of(self.group)], [self.county.a, self.county.a1])
		own = [(row.unit, row.matters) for row in self.topics_of(self.clerk)]
		self.assertEqual(own, [(self.county.a1, 2)])
		self.assertEqual(self.topics_of(self.other), [])
		self.assertEqual({row.matter for row in self.topic().members}, set(names))

	def test_a_topic_of_others_is_neither_read_nor_counted_nor_listed_by_its_rows(self):
		self.water()
		self.search()
		topic = self.topic()
		for user in (self.clerk, self.other, self.viewer):
			with as_user(user):
				self.assertFalse(frappe.has_permission("Hot Topic", "read", topic.name))
				self.assertEqual(permissions.visible("Hot Topic", [topic.name]), set())
				with self.assertRaises(frappe.PermissionError):
					topics_api.open_task(topic.name, self.county.a1, "check the pipe")
		with as_user(self.clerk):
			rows = frappe.get_list("Hot Topic Matter", parent_doctype="Hot Topic", pluck="matter")
			self.assertEqual(len(rows), 2)
			own = self.topic(self.county.a1).name
			self.assertTrue(frappe.has_permission("Hot Topic", "read", own))
		with as_user(self.bureau):
			self.assertTrue(frappe.has_permission("Hot Topic", "read", topic.name))

	def test_who_may_not_see_below_his_unit_sees_no_topic_that_counts_what_lies_there(self):
		self.water()
		user = factories.user("Unit Officer")
		factories.permit(user, self.county.a, hide_descendants=1)
		self.search()
		self.assertEqual(self.topics_of(user), [])

	def test_the_topics_of_a_unit_where_nobody_works_any_more_are_past(self):
		self.water()
		self.search()
		self.assertTrue(self.topic(self.county.a1))
		frappe.db.delete("User Permission", {"allow": "Health Unit", "for_value": self.county.a1})
		self.search()
		self.assertIsNone(self.topic(self.county.a1))
		self.assertTrue(self.topic(self.county.a) and self.topic())

	def test_nobody_writes_a_topic_by_hand(self):
		self.water()
		self.search()
		with as_user(self.admin):
			doc = self.topic()
			doc.people = 1000
			with self.assertRaises(frappe.PermissionError):
				doc.save()
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(doctype="Hot Topic", title="x").insert()

	def test_accusations_never_enter_a_topic_and_leave_it_at_once(self):
		names = self.water()
		accused = {"accused": [{"person": "某某"}], "is_accusation": 1}
		hidden = self.matter(WATER[0], None, **accused)
		self.search()
		self.assertNotIn(hidden, {row.matter for row in self.topic().members})
		doc = frappe.get_doc("Talk Matter", names[0])
		doc.is_accusation = 1
		doc.append("accused", {"person": "某某"})
		doc.save()
		self.assertFalse(frappe.db.exists("Hot Topic Matter", {"matter": names[0]}))
		self.search()
		self.assertEqual(self.topic().matters, 3)

	def test_the_words_of_what_became_an_accusation_leave_the_names_at_once(self):
		names = self.water()
		self.search()
		named, place = self.topic().name, {"title": "某某收钱", "place": "某某家"}
		frappe.db.set_value("Hot Topic", named, place)
		other = frappe.get_doc(doctype="Hot Topic", title="另一话题", status="Current", trend="Steady")
		other.append("members", {"matter": names[1], "raised_at": now_datetime(), "likeness": 50})
		other.insert(ignore_permissions=True, ignore_mandatory=True)
		doc = frappe.get_doc("Talk Matter", names[0])
		doc.progress_note = "Nothing is accused yet."
		doc.save()
		self.assertEqual(frappe.db.get_value("Hot Topic", named, "title"), "某某收钱")
		doc.is_accusation = 1
		doc.append("accused", {"person": "某某"})
		doc.save()
		shown = frappe.get_all("Hot Topic", fields=["title", "place"])
		self.assertNotIn("某某", str(shown))
		self.assertIn("东门小区停水", frappe.db.get_value("Hot Topic", named, "title"))
		self.assertEqual(frappe.db.get_value("Hot Topic", other.name, "title"), "另一话题")

	def test_a_topic_of_one_letter_that_becomes_an_accusation_is_gone(self):
		names = self.water()
		topic = frappe.get_doc(doctype="Hot Topic", title="某某收钱", status="Current", trend="Steady")
		topic.append("members", {"matter": names[0], "raised_at": now_datetime(), "likeness": 50})
		topic.insert(ignore_permissions=True, ignore_mandatory=True)
		frappe.db.set_value("Talk Matter", names[2], "hot_topic", topic.name)
		doc = frappe.get_doc("Talk Matter", names[0])
		doc.is_accusation = 1
		doc.append("accused", {"person": "某某"})
		doc.save()
		self.assertFalse(frappe.db.exists("Hot Topic", topic.name))
		self.assertIsNone(frappe.db.get_value("Talk Matter", names[2], "hot_topic"))

	def test_what_was_merged_withdrawn_or_refused_is_not_counted(self):
		names = self.water()
		frappe.db.set_value("Talk Matter", names[0], "status", "Withdrawn")
		frappe.db.set_value("Talk Matter", names[1], "status", "Merged")
		self.search()
		self.assertEqual(self.topic().matters, 2)
		self.assertIsNone(self.topic(self.county.a1))

	def test_growing_and_falling_from_one_window_to_the_next(self):
		for text in WATER[:3]:
			self.matter(text, self.county.a1, days=2)
		self.matter(WATER[3], self.county.a1, days=40)
		self.search()
		doc = self.topic()
		self.assertEqual((doc.matters_now, doc.matters_before, doc.trend), (3, 1, "Growing"))
		self.search(at=now_datetime() + timedelta(days=29, hours=12))
		doc = self.topic()
		# the old one has left both windows, the three lie in the one before
		self.assertEqual((doc.matters_now, doc.matters_before, doc.trend), (0, 3, "Falling"))

	def test_the_same_topic_stays_the_same_document_and_what_is_gone_is_past(self):
		self.water()
		self.search()
		first = self.topic()
		added = self.matter(("东门小区又停水", "东门小区停水第五天"), self.county.a1)
		self.search()
		self.assertEqual((self.topic().name, self.topic().matters), (first.name, 5))
		self.assertIn(added, {row.matter for row in self.topic().members})
		self.search(at=now_datetime() + timedelta(days=100))
		self.assertIsNone(self.topic())
		self.assertEqual(frappe.db.get_value("Hot Topic", first.name, ("status", "matters")), ("Past", 5))

	def test_one_person_writing_often_is_no_topic(self):
		for text in WATER:
			self.matter(text, self.county.a1, raiser_name="张三丰", raiser_phone="13800001111")
		self.search()
		self.assertIsNone(self.topic())

	def test_no_personal_name_stands_in_a_title(self):
		self.matter(("投诉东门小区物业周建国态度恶劣", "东门小区物业周建国态度恶劣"), self.county.a1)
		self.matter(("投诉东门小区物业态度恶劣", "东门小区物业态度恶劣，骂人"), self.county.a1)
		self.search()
		self.assertEqual(self.topic().title, "东门小区物业态度恶劣")

	def test_a_run_looks_for_topics_and_says_how_many(self):
		self.water()
		with as_user(self.admin), patch.object(frappe, "enqueue") as put:
			run = topics_api.find()
		self.assertEqual(put.call_args.args[0], "healthtalk_app.services.opinion.hot_topics.work")
		frappe.db.set_single_value("Healthtalk Settings", "topic_least_people", 2)
		with patch.object(frappe.db, "commit"), patch.object(runs, "is_at_work", return_value=False):
			hot_topics.work(run)
		doc = frappe.get_doc("Background Run", run)
		self.assertEqual((doc.status, doc.progress), ("Finished", 100))
		self.assertEqual(frappe.parse_json(doc.counts), {"matters": 4, "topics": 3})

	def test_only_an_administrator_has_topics_looked_for(self):
		for user in (self.clerk, self.viewer):
			with as_user(user), self.assertRaises(frappe.PermissionError):
				topics_api.find()


class TestGovernance(TopicsTestCase):
	def opened(self, lead=None):
		names = self.water()
		self.search()
		with as_user(self.bureau):
			task = topics_api.open_task(self.topic().name, lead or self.county.a1, "Lay a new pipe.")
		return names, frappe.get_doc("Talk Matter", task)

	def test_one_task_links_all_matters_and_closes_none(self):
		names, task = self.opened()
		self.assertEqual((task.lead_unit, task.status), (self.county.a1, "Raised"))
		self.assertIn("Lay a new pipe.", task.content)
		rows = frappe.get_all("Talk Matter", {"governed_by": task.name}, ["name", "status"])
		self.assertEqual({row.name for row in rows}, set(names))
		self.assertEqual({row.status for row in rows}, {"Raised"})
		self.assertEqual(self.topic().governance, task.name)

	def test_a_topic_has_one_task_at_a_time(self):
		_names, task = self.opened()
		with as_user(self.bureau), self.assertRaises(exceptions.MoveNotAllowedError):
			topics_api.open_task(self.topic().name, self.county.a1, "Once more.")
		frappe.db.set_value("Talk Matter", task.name, "status", "Withdrawn")
		with as_user(self.bureau):
			again = topics_api.open_task(self.topic().name, self.county.b1, "Another unit.")
		self.assertEqual(frappe.db.count("Talk Matter", {"governed_by": again}), 4)

	def test_new_matters_of_the_topic_join_its_task_and_the_task_joins_no_topic(self):
		_names, task = self.opened()
		added = self.matter(("东门小区又停水", "东门小区停水第五天"), self.county.a2)
		self.search()
		self.assertEqual(frappe.db.get_value("Talk Matter", added, "governed_by"), task.name)
		self.assertNotIn(task.name, {row.matter for row in self.topic().members})

	def test_a_task_is_led_by_a_unit_of_its_opener_and_says_what_to_do(self):
		self.water()
		self.search()
		own = self.topic(self.county.a1).name
		with as_user(self.clerk):
			with self.assertRaises(frappe.PermissionError):
				topics_api.open_task(own, self.county.b1, "Not mine.")
			with self.assertRaises(exceptions.EvidenceMissingError):
				topics_api.open_task(own, self.county.a1, " ")
			task = topics_api.open_task(own, self.county.a1, "Lay a new pipe.")
		self.assertEqual(frappe.db.count("Talk Matter", {"governed_by": task}), 2)
		with as_user(self.viewer), self.assertRaises(frappe.PermissionError):
			topics_api.open_task(own, self.county.a1, "A viewer opens nothing.")

	def test_the_lead_unit_sees_of_the_linked_matters_only_its_own(self):
		names, task = self.opened()
		with as_user(self.clerk):
			governed = matter_api.similar(task.name)["governed"]
		self.assertEqual({row["name"] for row in governed}, set(names[:2]))
		with as_user(self.bureau):
			self.assertEqual(len(matter_api.similar(task.name)["governed"]), 4)

	def test_the_link_follows_from_the_log(self):
		names, task = self.opened()
		differing = {difference.name for difference in rebuild.check("Talk Matter")}
		self.assertEqual(differing & {*names, task.name}, set())

	def test_a_client_sets_neither_the_link_nor_the_topic(self):
		names, task = self.opened()
		with as_user(self.clerk):
			doc = frappe.get_doc("Talk Matter", names[0])
			doc.governed_by, doc.hot_topic = None, self.topic(self.county.a1).name
			doc.save()
			self.assertEqual((doc.governed_by, doc.hot_topic), (task.name, None))


class TestSimilar(TopicsTestCase):
	def test_an_officer_is_shown_open_matters_like_his_of_those_he_may_see(self):
		names = self.water()
		other = self.matter(BUS, self.county.a1)
		with as_user(self.clerk):
			shown = matter_api.similar(names[0])
			self.assertEqual([row["name"] for row in shown["similar"]], [names[1]])
			self.assertTrue(shown["can_merge"])
			self.assertEqual(matter_api.similar(other)["similar"], [])
			with self.assertRaises(frappe.PermissionError):
				matter_api.similar(names[3])
		with as_user(self.bureau):
			found = {row["name"] for row in matter_api.similar(names[0])["similar"]}
		self.assertEqual(found, set(names[1:]))

	def test_what_was_entered_since_is_found_and_what_was_finished_is_not(self):
		names = self.water()
		with as_user(self.bureau):
			matter_api.similar(names[0])
			added = self.matter(("东门小区又停水", "东门小区停水第五天"), self.county.a1)
			frappe.db.set_value("Talk Matter", names[1], "status", "Closed")
			found = {row["name"] for row in matter_api.similar(names[0])["similar"]}
		self.assertEqual(found, {added, *names[2:]})

	def test_accusations_are_compared_with_nothing_and_shown_to_nobody(self):
		names = self.water()
		hidden = self.matter(WATER[0], None, is_accusation=1, accused=[{"person": "某某"}])
		discipline = factories.user(["Discipline Officer", "Unit Officer"], self.county.bureau)
		with as_user(discipline):
			self.assertNotIn(hidden, [row["name"] for row in matter_api.similar(names[0])["similar"]])
			self.assertEqual(matter_api.similar(hidden)["similar"], [])

	def test_topics_of_a_matter_are_those_its_reader_may_see(self):
		names = self.water()
		self.search()
		with as_user(self.clerk):
			self.assertEqual([row.people for row in matter_api.similar(names[0])["topics"]], [2])
		with as_user(self.bureau):
			self.assertEqual([row.people for row in matter_api.similar(names[0])["topics"]], [4, 3, 2])
