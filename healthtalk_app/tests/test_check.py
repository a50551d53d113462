"""`healthtalk check`: every fault that it is to find is found, and is not said of a site without it."""

import importlib
import json
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from unittest.mock import patch

import frappe
from click.testing import CliRunner
from frappe.utils import add_to_date, now_datetime
from frappe.utils.background_jobs import generate_qname, get_queue
from redis.exceptions import ConnectionError as NoRedis
from rq.job import Job
from rq.registry import FailedJobRegistry

from healthtalk_app.services.clockwork import deadlines
from healthtalk_app.setup import checkup
from healthtalk_app.setup.checkup import indexes, queue, roads
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase

SETTINGS = "Healthtalk Settings"
# the module, not the command of the same name
command = importlib.import_module("healthtalk_app.commands.check")
SAID_OF_A_JOB = "healthtalk_app.tests.test_check"


def said(name: str, language: str = "en") -> list[str]:
	"""The sentences of one check."""
	return [found.sentence for found in checkup.run([name], language)]


def faults(name: str) -> list[str]:
	"""Those that are more than notes."""
	return [found.sentence for found in checkup.run([name], "en") if not found.note]


class CheckCase(HealthTalkTestCase):
	"""`check` is the name of the check under test."""

	check = ""

	def assertSaid(self, *words: str) -> None:
		"""One sentence holds all these words."""
		found = said(self.check)
		self.assertTrue(any(all(word in one for word in words) for one in found), found)

	def assertNotSaid(self, *words: str) -> None:
		"""No sentence holds them all."""
		found = [one for one in said(self.check) if all(word in one for word in words)]
		self.assertEqual(found, [])

	def set(self, fieldname: str, value: object, doctype: str = SETTINGS) -> None:
		frappe.db.set_single_value(doctype, fieldname, value)
		for forget in (self.forget_settings, lambda: frappe.clear_document_cache(doctype, doctype)):
			forget()
			self.addCleanup(forget)

	@staticmethod
	def forget_settings() -> None:
		frappe.local.system_settings = {}
		# 16 keeps a copy in the process, which hears of a change a moment later
		if kept := getattr(frappe, "client_cache", None):
			kept.delete_value(frappe.get_document_cache_key("System Settings", "System Settings"))

	def conf(self, **values: object) -> None:
		"""Values of site_config.json, for one test."""
		before = {name: frappe.local.conf.get(name) for name in values}
		frappe.local.conf.update(values)
		self.addCleanup(frappe.local.conf.update, before)


class TestConfiguration(CheckCase):
	check = "configuration"

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("CHECK")

	def setUp(self) -> None:
		super().setUp()
		self.set("bureau_unit", self.county.bureau)
		self.conf(host_name="https://talk.example.com", developer_mode=0)
		self.set("enable_password_policy", 1, "System Settings")
		self.set("allow_consecutive_login_attempts", 5, "System Settings")

	def test_a_site_that_is_set_up_is_in_order(self):
		self.assertEqual(said("configuration"), [])

	def test_no_bureau(self):
		self.set("bureau_unit", None)
		self.assertSaid("No bureau is set")

	def test_a_bureau_that_is_gone_or_closed(self):
		self.set("bureau_unit", "CHECK-NOWHERE")
		self.assertSaid("CHECK-NOWHERE", "is gone")
		self.set("bureau_unit", self.county.bureau)
		frappe.db.set_value("Health Unit", self.county.bureau, "valid_to", add_to_date(None, days=-1))
		self.assertSaid(self.county.bureau, "is closed")

	def change(self, chosen: dict[str, object], **values: object) -> None:
		"""Rules as somebody would set them in the desk."""
		for name in frappe.get_all("Deadline Rule", chosen, pluck="name"):
			frappe.db.set_value("Deadline Rule", name, values)
		deadlines.forget()
		self.addCleanup(deadlines.forget)

	def test_a_regime_without_a_deadline(self):
		self.change({"regime": "Hotline", "step": "Resolution"}, valid_to="2020-12-31")
		self.assertSaid("No deadline rule", "Hotline")
		self.assertNotSaid("No deadline rule", "Petition")
		frappe.db.delete("Talk Matter", {"regime": "Hotline"})
		self.assertEqual(faults("configuration"), [])
		frappe.db.set_value("Talk Matter", factories.matter(unit=self.county.a1).name, "regime", "Hotline")
		self.assertIn("Hotline", faults("configuration")[0])

	def test_a_rule_for_some_matters_is_none_for_the_others(self):
		general = {"regime": "Complaint", "step": "Resolution", "variant": ("is", "not set")}
		self.assertNotSaid("No deadline rule", "Complaint")
		self.change({**general, "category": ("is", "not set")}, enabled=0)
		self.assertTrue(
			frappe.db.exists("Deadline Rule", {"regime": "Complaint", "step": "Resolution", "enabled": 1})
		)
		self.assertSaid("No deadline rule", "Complaint")

	def test_a_rule_of_another_place_or_a_more_local_level_is_none_here(self):
		petitions = {"regime": "Petition", "step": "Resolution", "variant": ("is", "not set")}
		self.change(petitions, region="浙江省宁波市")
		self.set("rule_region", "北京市")
		self.assertSaid("No deadline rule", "Petition")
		self.set("rule_region", "浙江省")
		self.assertSaid("No deadline rule", "Petition")
		self.change(petitions, region="浙江省")
		self.assertNotSaid("No deadline rule", "Petition")
		self.change(petitions, region="", level="Municipal")
		self.set("rule_level", "National")
		self.assertSaid("No deadline rule", "Petition")
		self.set("rule_level", "Municipal")
		self.assertNotSaid("No deadline rule", "Petition")

	def test_a_flow_without_a_workflow(self):
		frappe.db.set_value("Workflow", {"document_type": "Referral Slip"}, "is_active", 0)
		self.assertSaid("Referral Slip has no active workflow")

	def test_a_workflow_that_lost_a_status_past_the_app(self):
		name = frappe.db.get_value("Workflow", {"document_type": "Referral Slip", "is_active": 1})
		frappe.db.delete("Workflow Document State", {"parent": name, "update_value": "Confirmed"})
		frappe.clear_document_cache("Workflow", name)
		self.assertSaid(f"Workflow {name} no longer fits", "Confirmed")
		self.assertEqual(frappe.local.message_log, [])

	def test_no_address_and_one_without_encryption(self):
		self.conf(host_name="http://talk.example.com")
		self.set("portal_enabled", 1)
		self.assertSaid("http://talk.example.com", "unprotected")
		self.set("portal_enabled", 0)
		self.assertNotSaid("http://talk.example.com")
		self.conf(host_name="", hostname="")
		self.assertSaid("The address of the site is not set")

	def test_another_key_than_the_one_the_site_was_filled_with(self):
		matter = factories.matter(unit=self.county.a1, raiser_name="王小明", raiser_phone="13800001111")
		self.assertEqual(said("configuration"), [])
		held = frappe.db.get_value("Protected Identity", {"reference_name": matter.name}, "phone_digest")
		self.assertEqual(len(held), 64)
		self.conf(encryption_key="x" * 43 + "=")
		self.assertSaid("encryption_key in site_config.json is not the one")

	def test_no_key(self):
		self.conf(encryption_key="")
		self.assertSaid("encryption_key in site_config.json is not the one")

	def test_passwords(self):
		self.set("enable_password_policy", 0, "System Settings")
		self.assertSaid("Weak passwords")
		for attempts in (0, 11):
			self.set("allow_consecutive_login_attempts", attempts, "System Settings")
			self.assertSaid("more than 10 times in a row")

	def test_developer_mode(self):
		self.conf(developer_mode=1)
		self.assertSaid("Developer mode is on")


class TestCalendars(CheckCase):
	check = "calendars"

	def setUp(self) -> None:
		super().setUp()
		self.calendar = factories.work_calendar(calendar_name="Check Calendar").name
		self.set("calendar", self.calendar)

	def publish(self, years: str) -> None:
		frappe.db.set_value("Work Calendar", self.calendar, "published_years", years)
		frappe.clear_document_cache("Work Calendar", self.calendar)
		frappe.local.healthtalk_calendars = {}

	def test_this_year_and_the_next_once_deadlines_reach_into_it(self):
		self.publish("2025")
		with self.freeze_time("2025-11-20 09:00:00"):
			self.assertEqual(said("calendars"), [])
		with self.freeze_time("2025-12-02 09:00:00"):
			self.assertSaid("2026", "Check Calendar")
			self.assertNotSaid("2025")
		with self.freeze_time("2026-03-02 09:00:00"):
			self.assertSaid("2026", "Check Calendar")
		self.publish("2025, 2026")
		with self.freeze_time("2026-03-02 09:00:00"):
			self.assertEqual(said("calendars"), [])

	def test_a_plan_entered_by_hand(self):
		self.publish("")
		doc = frappe.get_doc("Work Calendar", self.calendar)
		for day in range(1, 11):
			if day == 10:
				doc.save()
				with self.freeze_time("2026-03-02 09:00:00"):
					self.assertSaid("2026", "Check Calendar")
			doc.append("days", {"date": f"2026-05-{day:02}", "is_working": int(day == 9)})
		doc.save()
		with self.freeze_time("2026-03-02 09:00:00"):
			self.assertEqual(said("calendars"), [])

	def test_days_of_rest_alone_are_no_plan(self):
		self.publish("")
		doc = frappe.get_doc("Work Calendar", self.calendar)
		for day in range(1, 13):
			doc.append("days", {"date": f"2026-05-{day:02}", "is_working": 0, "source": "Holiday List"})
		doc.flags.loading = True
		doc.save()
		with self.freeze_time("2026-03-02 09:00:00"):
			self.assertSaid("2026", "Check Calendar")

	def test_no_calendar_and_one_that_is_gone(self):
		self.set("calendar", None)
		self.assertSaid("No work calendar is set")
		self.set("calendar", "CHECK-NOWHERE")
		self.assertSaid("CHECK-NOWHERE", "is gone")


class TestRights(CheckCase):
	check = "permissions"

	def test_a_right_given_in_the_desk(self):
		self.assertNotSaid("Viewer", "Talk Matter")
		frappe.permissions.add_permission("Talk Matter", "Guest")
		frappe.permissions.update_permission_property("Talk Matter", "Viewer", 0, "delete", 1)
		frappe.permissions.update_permission_property("Talk Matter", "Unit Officer", 0, "print", 0)
		self.assertSaid("Guest may do more on Talk Matter", "read")
		self.assertSaid("Viewer may do more on Talk Matter", "delete")
		self.assertSaid("Unit Officer may do less on Talk Matter", "print")
		# chosen in Role Permission Manager
		self.assertEqual([one for one in faults("permissions") if "Talk Matter" in one], [])
		frappe.permissions.reset_perms("Talk Matter")
		self.assertNotSaid("Talk Matter")

	def test_a_right_given_by_sql(self):
		frappe.db.set_value("DocPerm", {"parent": "Identity Access", "role": "Viewer"}, "write", 1)
		row = {"doctype": "DocPerm", "parent": "Identity Access", "parenttype": "DocType", "role": "All"}
		frappe.get_doc({**row, "parentfield": "permissions", "permlevel": 0, "read": 1}).db_insert()
		self.assertTrue(any("All may do more on Identity Access" in one for one in faults("permissions")))

	def test_a_doctype_of_the_sites_own_stops_nothing(self):
		# the row alone: a table of its own would end the transaction
		row = frappe.get_doc(doctype="DocType", module="Healthtalk App", custom=1)
		row.name = "Check Own"
		row.db_insert()
		for check in ("permissions", "indexes"):
			self.assertFalse(any("could not be done" in one for one in said(check)), said(check))

	def test_a_role_that_is_switched_off(self):
		self.assertNotSaid("The role Viewer")
		frappe.db.set_value("Role", "Viewer", "disabled", 1)
		self.assertSaid("The role Viewer is missing or disabled")

	def test_a_user_without_a_unit(self):
		closed = factories.unit(code="CHECK-CLOSED", valid_to=add_to_date(None, days=-1, as_string=True)).name
		works = factories.user("Unit Officer", factories.unit(code="CHECK-OPEN").name, "works@check.example")
		for name, unit in (("aa-idle", None), ("aa-closed", closed)):
			factories.user("Unit Officer", unit, f"{name}@check.example")
			self.assertSaid("no open unit", f"{name}@check.example")
			frappe.db.set_value("User", f"{name}@check.example", "enabled", 0)
			self.assertNotSaid(f"{name}@check.example")
		self.assertNotSaid(works)

	def test_a_permission_for_one_kind_of_document_is_no_unit(self):
		unit = factories.unit(code="CHECK-OPEN").name
		user = factories.user("Viewer", None, "aa-partly@check.example")
		permission = factories.permit(user, unit, apply_to_all_doctypes=0, applicable_for="Talk Matter")
		self.assertSaid("no open unit", user)
		frappe.db.set_value("User Permission", permission.name, "applicable_for", None)
		self.assertNotSaid(user)


class TestOrphans(CheckCase):
	check = "orphans"

	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("ORPHAN")

	def setUp(self) -> None:
		super().setUp()
		self.matter = factories.matter(unit=self.county.a1, raiser_name="王小明", raiser_phone="13800001111")
		self.slip = factories.slip(
			matter=self.matter.name, sender_unit=self.county.a1, receiver_unit=self.county.a2
		)

	def test_a_county_without_loss(self):
		self.assertEqual([one for one in said("orphans") if self.slip.name in one or "ORPHAN" in one], [])
		self.assertNotSaid("Protected Identity")

	def test_a_matter_that_is_gone(self):
		frappe.db.delete("Talk Matter", {"name": self.matter.name})
		self.assertSaid("Referral Slip", "a Talk Matter that is gone", self.slip.name)
		self.assertSaid("Protected Identity", "a Talk Matter that is gone")

	def test_a_unit_that_is_gone(self):
		user = factories.user("Viewer", self.county.a2)
		permission = frappe.db.get_value("User Permission", {"user": user})
		frappe.db.delete("Health Unit", {"name": self.county.a2})
		self.assertSaid("Referral Slip", "a Health Unit that is gone", self.slip.name)
		self.assertSaid("User Permission", "a Health Unit that is gone", permission)

	def test_a_row_whose_parent_is_gone(self):
		row = frappe.get_doc(
			doctype="Slip Hop", parent="NO-SLIP", parenttype="Referral Slip", parentfield="hops", idx=1
		)
		row.name = "ORPHAN-HOP"
		row.db_insert()
		self.assertSaid("Slip Hop", "a Referral Slip that is gone", "ORPHAN-HOP")

	def test_a_file_whose_matter_is_gone(self):
		file = frappe.get_doc(doctype="File", file_name="lost.txt", file_url="/files/lost.txt")
		file.name = "ORPHAN-FILE"
		file.update({"attached_to_doctype": "Talk Matter", "attached_to_name": self.matter.name})
		file.db_insert()
		self.assertNotSaid("ORPHAN-FILE")
		frappe.db.delete("Talk Matter", {"name": self.matter.name})
		self.assertSaid("File", "ORPHAN-FILE")
		# put on a form that nobody saved
		frappe.db.set_value("File", "ORPHAN-FILE", "attached_to_name", "new-talk-matter-abcdefghij")
		self.assertNotSaid("ORPHAN-FILE")


class TestLog(CheckCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("CHAIN")
		cls.matter = factories.matter(unit=cls.county.a1).name

	def found(self, check: str) -> list[str]:
		return [one for one in said(check) if self.matter in one]

	def event(self) -> str:
		return frappe.db.get_value("Case Event", {"reference_name": self.matter, "sequence": 1})

	def test_a_log_as_it_was_written(self):
		self.assertEqual(self.found("chain") + self.found("projections"), [])

	def test_an_event_changed_by_sql(self):
		frappe.db.sql("update `tabCase Event` set actor = 'somebody' where name = %s", self.event())
		(sentence,) = self.found("chain")
		self.assertIn("event 1 of its log was altered", sentence)
		self.assertEqual(self.found("projections"), [])

	def test_an_event_removed_by_sql(self):
		frappe.db.sql("delete from `tabCase Event` where name = %s", self.event())
		self.assertIn("event 1 of its log was removed", self.found("chain")[0])

	def test_an_event_copied_behind_the_others_does_not_fit_its_hash(self):
		last = frappe.db.get_value("Talk Matter", self.matter, "event_count")
		columns = [column for column in frappe.db.get_table_columns("Case Event") if column != "name"]
		copied = ", ".join(f"{last + 1}" if column == "sequence" else f"`{column}`" for column in columns)
		frappe.db.sql(
			f"""insert into `tabCase Event` (name, {", ".join(f"`{column}`" for column in columns)})
			select 'CHAIN-FORGED', {copied} from `tabCase Event` where name = %s""",
			self.event(),
		)
		self.assertIn(f"event {last + 1} of its log was altered", self.found("chain")[0])

	def test_an_event_whose_hash_fits_but_that_the_document_does_not_know(self):
		last = frappe.db.get_value("Talk Matter", self.matter, "event_count")
		before = frappe.db.get_value(
			"Case Event", {"reference_name": self.matter, "sequence": last}, "previous_hash"
		)
		values = {"event_count": last - 1, "last_event_hash": before}
		frappe.db.set_value("Talk Matter", self.matter, values, update_modified=False)
		self.assertIn(f"event {last} of its log was inserted", self.found("chain")[0])

	def test_a_matter_removed_by_sql(self):
		frappe.db.sql("delete from `tabTalk Matter` where name = %s", self.matter)
		self.assertIn("its log is still there", self.found("chain")[0])

	def test_a_column_written_by_sql(self):
		frappe.db.sql("update `tabTalk Matter` set reopen_count = 3 where name = %s", self.matter)
		(sentence,) = self.found("projections")
		self.assertIn("reopen_count is 3, its log says 0", sentence)
		self.assertEqual(self.found("chain"), [])


class TestQueue(CheckCase):
	check = "queue"

	def setUp(self) -> None:
		super().setUp()
		self.serving("short", "default", "long")
		frappe.db.set_value("Scheduled Job Type", {"method": queue.PULSE}, "last_execution", now_datetime())
		self.set("enable_scheduler", 1, "System Settings")
		self.conf(pause_scheduler=0, maintenance_mode=0, disable_scheduler=0)

	def serving(self, *kinds: str) -> None:
		worker = SimpleNamespace(queue_names=lambda: [generate_qname(kind) for kind in kinds])
		told = patch.object(queue, "get_workers", return_value=[worker])
		told.start()
		self.addCleanup(told.stop)

	def job(self, failed: bool = False, hours: int = 1) -> Job:
		"""A job of this site that was put into the queue, or failed, some hours ago."""
		long = get_queue("long")
		job = Job.create("frappe.ping", connection=long.connection)
		job.kwargs = {"site": frappe.local.site, "job_name": SAID_OF_A_JOB, "method": "frappe.ping"}
		job.origin = long.name
		then = datetime.now(timezone.utc) - timedelta(hours=hours)
		job.enqueued_at = job.ended_at = then if queue._bare(then, job) is then else then.replace(tzinfo=None)
		job.save()
		job.set_status("failed" if failed else "queued")
		self.addCleanup(job.delete)
		long.connection.sadd(long.redis_queues_keys, long.key)
		if failed:
			registry = FailedJobRegistry(queue=long)
			registry.add(job, ttl=600)
			self.addCleanup(registry.remove, job.id)
		else:
			long.push_job_id(job.id)
		return job

	def test_a_site_whose_work_goes_on(self):
		self.assertNotSaid("No worker serves")
		self.assertNotSaid("cheduler")
		self.assertNotSaid("scheduled job")
		self.assertNotSaid("background run")
		self.assertNotSaid(SAID_OF_A_JOB)
		self.assertNotSaid("Redis")

	def test_a_queue_without_a_worker(self):
		self.serving("short", "default")
		self.assertSaid("No worker serves the queue long")
		self.assertNotSaid("No worker serves the queue short")

	def test_no_redis(self):
		with patch.object(queue, "get_redis_conn", side_effect=NoRedis):
			self.assertSaid("Redis of the queue is not reachable")

	def test_a_job_that_waits_and_one_that_has_just_come(self):
		self.job(hours=0)
		self.assertNotSaid(SAID_OF_A_JOB)
		self.job(hours=1)
		self.assertSaid(SAID_OF_A_JOB, "waited for over half an hour (1 times)")

	def test_a_job_that_failed_today_and_one_of_last_week(self):
		self.job(failed=True, hours=48)
		self.assertNotSaid(SAID_OF_A_JOB)
		self.job(failed=True, hours=2)
		self.assertSaid(SAID_OF_A_JOB, "failed 1 times")

	def test_the_scheduler(self):
		self.set("enable_scheduler", 0, "System Settings")
		self.assertSaid("The scheduler is off")
		self.set("enable_scheduler", 1, "System Settings")
		self.conf(pause_scheduler=1)
		self.assertSaid("The scheduler is off")
		before = add_to_date(None, hours=-2)
		frappe.db.set_value("Scheduled Job Type", {"method": queue.PULSE}, "last_execution", before)
		self.assertSaid("has run nothing for over an hour")

	def test_a_scheduled_job_that_is_stopped_or_gone(self):
		frappe.db.set_value("Scheduled Job Type", {"method": queue.PULSE}, "stopped", 1)
		self.assertSaid(f"The scheduled job {queue.PULSE} was stopped")
		frappe.db.delete("Scheduled Job Type", {"method": queue.PULSE})
		self.assertSaid(f"The scheduled job {queue.PULSE} is not set up")

	def test_a_background_run(self):
		facts = {"doctype": "Background Run", "kind": "Import", "title": "Check"}
		run = frappe.get_doc({**facts, "status": "Running", "alive_at": now_datetime()}).insert()
		self.assertNotSaid(run.name)
		run.db_set("alive_at", add_to_date(None, hours=-2))
		self.assertSaid(run.name, "has stood still")
		run.db_set({"status": "Failed", "message": "Column 3 is missing."})
		self.assertSaid(run.name, "has failed", "Column 3 is missing.")
		run.db_set("alive_at", add_to_date(None, days=-8))
		self.assertNotSaid(run.name)


class TestRoads(CheckCase):
	def mails(self, status: str, hours: int) -> None:
		mail = frappe.get_doc(doctype="Email Queue", status=status, message="x", sender="a@check.example")
		mail.insert()
		frappe.db.set_value("Email Queue", mail.name, "creation", add_to_date(None, hours=-hours))

	def test_an_account_to_send_from(self):
		self.check = "mail"
		frappe.db.set_value("Email Account", {"default_outgoing": 1}, "default_outgoing", 0)
		self.conf(mail_server="", mute_emails=0)
		self.assertSaid("No outgoing mail account")
		self.assertFalse(any("No outgoing" in one for one in faults("mail")))
		self.assertNotSaid("muted")
		self.conf(mail_server="mail.example.com", mute_emails=1)
		self.assertNotSaid("No outgoing mail account")
		self.assertSaid("muted")

	def test_mails_that_did_not_leave(self):
		self.check = "mail"
		frappe.db.delete("Email Queue")
		self.mails("Sent", 3)
		self.mails("Not Sent", 1)
		self.mails("Error", 24 * 8)
		self.assertNotSaid("mails")
		self.mails("Not Sent", 3)
		self.assertSaid("1 mails have waited")
		self.mails("Error", 3)
		self.assertSaid("1 mails of the last week were not sent")

	def test_a_gateway_for_text_messages(self):
		self.check = "sms"
		self.set("citizen_notices", 1)
		self.set("sms_gateway_url", "", "SMS Settings")
		self.assertSaid("no gateway")
		self.set("sms_gateway_url", "https://sms.example.com", "SMS Settings")
		self.assertNotSaid("no gateway")
		self.set("sms_gateway_url", "", "SMS Settings")
		self.set("citizen_notices", 0)
		self.assertEqual(said("sms"), [])

	def test_text_messages_that_failed(self):
		self.check = "sms"
		self.set("citizen_notices", 1)
		frappe.db.delete("Citizen Notice")
		self.assertNotSaid("text messages of the last week failed")
		notice = frappe.get_doc(doctype="Citizen Notice", status="Failed", channel="SMS", occasion="Reply")
		notice.update({"name": "CHECK-NOTICE", "tried_at": now_datetime()})
		notice.db_insert()
		self.assertSaid("1 text messages of the last week failed")

	def test_faces_of_the_forms(self):
		self.check = "fonts"
		missing = roads.faces.SOURCES["fangsong"]
		with patch.object(roads.faces, "_first_file", lambda source, folder: source is not missing):
			self.assertEqual(len(said("fonts")), 1)
			self.assertSaid("FandolFang", "python -m healthtalk_app.printing.faces")
		with patch.object(roads.faces, "_first_file", lambda source, folder: True):
			self.assertEqual(said("fonts"), [])
			self.set("font_title", "/nowhere/ours.ttf")
			self.assertSaid("/nowhere/ours.ttf", "cannot be read")
			self.set("font_title", __file__)
			self.assertSaid(__file__, "cannot be read")
		ours = str(roads.faces.locate().roles["hei"][0].path)
		self.set("font_title", "")
		self.set("font_body", ours)
		with patch.object(roads.faces, "_first_file", lambda source, folder: source is not missing):
			self.assertEqual(said("fonts"), [])

	def test_of_two_faces_of_one_look_one_is_enough(self):
		self.check = "fonts"
		titles = [roads.faces.SOURCES[key] for key in ("songti-title", "songti-title-cjk")]
		for one in titles:
			with patch.object(roads.faces, "_first_file", lambda source, folder, one=one: source is not one):
				self.assertEqual(said("fonts"), [])
		with patch.object(roads.faces, "_first_file", lambda source, folder: source not in titles):
			self.assertSaid("Noto Serif SC SemiBold")
			self.assertEqual(len(said("fonts")), 1)


class TestIndexes(CheckCase):
	check = "indexes"

	def stored(self, change) -> None:
		"""The site's indexes as they are, but for one change."""
		there = indexes._stored()
		change(there)
		told = patch.object(indexes, "_stored", return_value=there)
		told.start()
		self.addCleanup(told.stop)

	def test_a_site_as_migrated_has_all(self):
		self.assertEqual(said("indexes"), [])

	def test_a_composite_index_that_is_gone(self):
		self.stored(lambda there: there["tabCase Clock"].pop("case_clock_due"))
		self.assertSaid("Case Clock lacks the index case_clock_due on met_at、notice_level、due_at")

	def test_a_unique_one_and_that_of_the_figures(self):
		self.stored(lambda there: there["tabCase Event"].pop("one_sequence"))
		self.assertSaid("Case Event lacks the index one_sequence")
		self.stored(lambda there: there["tabTalk Matter"].pop("figures"))
		self.assertSaid("Talk Matter lacks the index figures")

	def test_an_index_of_other_columns(self):
		self.stored(lambda there: there["tabCase Clock"].update(case_clock_due=["due_at"]))
		self.assertSaid("case_clock_due of Case Clock is on due_at instead of met_at、notice_level、due_at")

	def test_an_index_of_a_field(self):
		fields = frappe.get_meta("Talk Matter").fields
		field = next(field.fieldname for field in fields if field.search_index)

		def without(there: indexes.Indexes) -> None:
			ours = there["tabTalk Matter"]
			for name in [name for name, columns in ours.items() if columns[0] == field]:
				del ours[name]

		self.stored(without)
		self.assertSaid(f"Talk Matter lacks the index on its field {field}")

	def test_asking_leaves_the_database_as_it_was(self):
		before, database = indexes._stored(), frappe.local.db
		said("indexes")
		self.assertIs(frappe.local.db, database)
		self.assertEqual(indexes._stored(), before)


class TestCommand(HealthTalkTestCase):
	"""The command around the checks, without a site of its own."""

	def call(self, *words: str, found: list[checkup.Finding]) -> tuple[int, str, list[object]]:
		asked: list[object] = []

		def run(names: list[str], language: str) -> list[checkup.Finding]:
			asked.extend((names, language))
			return found

		with (
			patch.object(command, "get_site", return_value=frappe.local.site),
			patch.object(frappe, "init"),
			patch.object(frappe, "connect"),
			patch.object(frappe, "destroy"),
			patch.object(checkup, "run", run),
		):
			done = CliRunner().invoke(command.check, words, obj=frappe._dict(profile=False))
		return done.exit_code, done.output, asked

	def test_nothing_found_ends_with_0(self):
		code, output, asked = self.call("--language", "en", found=[])
		self.assertEqual((code, output), (0, "11 checks, 0 faults, 0 notes.\n"))
		self.assertEqual(asked[0], list(checkup.CHECKS))

	def test_a_finding_ends_with_1(self):
		found = [checkup.Finding("mail", "Mails are muted.")]
		code, output, asked = self.call("--only", "mail,sms", "--language", "en", found=found)
		self.assertEqual((code, output), (1, "[mail] Mails are muted.\n2 checks, 1 faults, 0 notes.\n"))
		self.assertEqual(asked, [["mail", "sms"], "en"])
		code, output, _asked = self.call("--only", "mail", "--json", found=found)
		expected = {
			"checked": ["mail"],
			"findings": [{"check": "mail", "sentence": "Mails are muted.", "note": False}],
		}
		self.assertEqual((code, json.loads(output)), (1, expected))

	def test_a_note_alone_ends_with_0(self):
		found = [checkup.Finding("mail", "没有账号。", note=True)]
		code, output, _asked = self.call("--only", "mail", "--language", "zh", found=found)
		self.assertEqual((code, output), (0, "[mail] 提示：没有账号。\n共检查 1 项，0 个问题，1 条提示。\n"))

	def test_a_check_that_there_is_not_ends_with_2(self):
		code, output, _asked = self.call("--only", "chains", found=[])
		self.assertEqual(code, 2)
		self.assertIn("chains", output)

	def test_a_check_that_breaks_off_is_a_finding(self):
		def broken():
			yield "first"
			raise RuntimeError("no such table")

		with patch.dict(checkup.CHECKS, {"mail": broken}):
			(sentence,) = said("mail")
		self.assertIn("could not be done (RuntimeError: no such table)", sentence)

	def test_findings_are_said_in_chinese(self):
		with patch.object(queue, "get_redis_conn", side_effect=NoRedis):
			self.assertTrue(any("后台任务" in sentence for sentence in said("queue", "zh")))
		self.assertFalse(any("后台任务" in sentence for sentence in said("queue", "en")))
