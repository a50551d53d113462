"""信访四个百分之百、三个零 against a small county worked out by hand (P5)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.query_report import run

from healthtalk_app.metrics.registry import METRICS
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import HealthTalkTestCase, as_user

RATES = ("petitions_received", "petitions_registered", "petitions_accepted", "petitions_answered")
ZEROS = ("petition_complaints", "petition_errors", "petition_breaches")
YEAR = {"from_date": "2025-01-01", "to_date": "2025-12-31"}
GOOD, LATE = "On Time", "Late"
NEVER = "2099-01-01"


def petitions(county: frappe._dict) -> dict[str, dict[str, Any]]:
	"""What each petition went through; days of 2025 at nine o'clock."""
	a1, a2 = county.a1, county.a2
	return {
		# A1: all done; answered late and changed on review; overdue; declined; taken back
		"good": dict(
			unit=a1, raised="01-06", got=1, reg=1, notice=GOOD, accepted=1, resolved=1, status="Closed"
		),
		"changed": dict(
			unit=a1, raised="01-07", got=1, reg=1, notice=LATE, accepted=1, resolved=1, status="Replied",
			review_asked_at="2025-03-01 09:00:00", overruled_at="2025-03-20 09:00:00",
		),
		"overdue": dict(
			unit=a1, raised="02-03", reg=1, notice=GOOD, accepted=1, status="In Progress",
			resolution_due_at="2025-04-04 17:00:00",
		),
		"declined": dict(unit=a1, raised="02-03", got=1, reg=1, notice=GOOD, status="Not Accepted"),
		"withdrawn": dict(unit=a1, raised="02-04", status="Withdrawn"),
		# A2: lies since February; came just now; badly rated, its clock stood when its day passed
		"lying": dict(unit=a2, raised="02-10", status="Raised", notice_due_at="2025-02-25 17:00:00"),
		"new": dict(unit=a2, raised="02-11", got=1, reg=1, status="Raised", notice_due_at=NEVER),
		"rated": dict(
			unit=a2, raised="03-03", got=1, reg=1, notice=GOOD, accepted=1, resolved=1, status="Evaluated",
			satisfaction="Dissatisfied",
		),
		# in no figure: another regime, an accusation, another year
		"talk": dict(unit=a1, raised="01-08", status="Raised", regime="Talk"),
		"accusation": dict(unit=None, raised="01-09", status="Raised", is_accusation=1),
		"before": dict(unit=a1, raised="01-06", year=2024, status="Raised"),
	}  # fmt: skip


def make(county: frappe._dict, year: int = 2025, **facts: Any) -> str:
	"""A petition as its events would have left it."""
	doc = factories.matter(unit=facts["unit"], lead_unit=facts["unit"], subject="Petition")
	at = f"{year}-{facts['raised']} 09:00:00"
	values = {"regime": "Petition", **{k: v for k, v in facts.items() if doc.meta.has_field(k)}}
	values |= {"raised_at": at, "notice_on_time": facts.get("notice")}
	values |= {"reception_at": at, "receptionist": "Administrator"} if facts.get("got") else {}
	values["registered_at"] = at if facts.get("reg") else None
	values["accepted_at"] = at if facts.get("accepted") else None
	values["resolved_at"] = f"{year}-04-01 09:00:00" if facts.get("resolved") else None
	if facts.get("resolved"):
		values["resolution_on_time"] = GOOD
	frappe.db.set_value("Talk Matter", doc.name, values)
	return doc.name


class TestPetitionHandling(HealthTalkTestCase):
	@classmethod
	def setUpTestData(cls) -> None:
		cls.county = factories.county("PETREP")
		cls.names = {name: make(cls.county, **facts) for name, facts in petitions(cls.county).items()}
		cls.officer = factories.user("Unit Officer", cls.county.a1)
		cls.bureau = factories.user("Healthtalk Administrator", cls.county.bureau)
		cls.nobody = factories.user("Unit Officer")

	def report(self, user: str, **filters: Any) -> frappe._dict:
		with as_user(user):
			return frappe._dict(run("Petition Handling", filters={**YEAR, **filters}))

	def figures(self, answer: frappe._dict, unit: str | None) -> tuple[Any, ...]:
		row = next(row for row in answer.result if (row.get("unit") == unit if unit else row.get("is_total")))
		return tuple(row[key] for key in ("petitions_raised", *RATES, *ZEROS))

	def test_each_unit_and_all_together(self) -> None:
		answer = self.report(self.bureau, health_unit=self.county.bureau)
		# received 3 of 4; registered and decided all; of 3 accepted 2 answered; one late, one overdue
		self.assertEqual(self.figures(answer, self.county.a1), (4, 75, 100, 100, 66.67, 1, 1, 2))
		# received and registered 2 of 3; of 2 that were decided or overdue 1; the one accepted is answered
		self.assertEqual(self.figures(answer, self.county.a2), (3, 66.67, 66.67, 50, 100, 1, 0, 1))
		# 5/7, 6/7, 5/6, 3/4
		self.assertEqual(self.figures(answer, None), (7, 71.43, 85.71, 83.33, 75, 2, 1, 3))
		self.assertEqual(len(answer.result), 3)

	def test_a_superior_with_those_below_it(self) -> None:
		answer = self.report(self.bureau, health_unit=self.county.a, roll_up=1)
		self.assertEqual(self.figures(answer, self.county.a), (7, 71.43, 85.71, 83.33, 75, 2, 1, 3))

	def test_by_month(self) -> None:
		answer = self.report(self.bureau, health_unit=self.county.bureau, group_by="month")
		raised = {
			row["group_name"]: row["petitions_raised"] for row in answer.result if not row.get("is_total")
		}
		self.assertEqual(raised, {"2025-01": 2, "2025-02": 4, "2025-03": 1})

	def test_who_sees_one_unit_gets_its_figures_and_who_sees_none_gets_nothing(self) -> None:
		answer = self.report(self.officer)
		self.assertEqual(self.figures(answer, None), (4, 75, 100, 100, 66.67, 1, 1, 2))
		self.assertEqual(self.report(self.nobody).result, [])
		other = self.report(self.officer, health_unit=self.county.a2)
		self.assertEqual(other.result, [])

	def test_every_figure_leads_to_its_rows(self) -> None:
		def behind(figure: str, part: str = "counted") -> set[str]:
			with as_user(self.bureau):
				filters = {**YEAR, "health_unit": self.county.bureau, "figure": figure, "part": part}
				rows = run("Matter Ledger", filters=filters)["result"]
			found = {row["name"] for row in rows}
			return {name for name, stored in self.names.items() if stored in found}

		self.assertEqual(behind("petitions_received", "missed"), {"overdue", "lying"})
		self.assertEqual(behind("petitions_registered", "missed"), {"lying"})
		self.assertEqual(behind("petitions_accepted", "missed"), {"lying"})
		self.assertEqual(behind("petitions_answered"), {"good", "changed", "overdue", "rated"})
		self.assertEqual(behind("petitions_answered", "missed"), {"overdue"})
		self.assertEqual(behind("petition_complaints"), {"changed", "rated"})
		self.assertEqual(behind("petition_errors"), {"changed"})
		self.assertEqual(behind("petition_breaches"), {"changed", "overdue", "lying"})

	def test_a_clock_that_stands_is_no_breach(self) -> None:
		name = self.names["overdue"]
		about = {"parent": name, "parenttype": "Talk Matter"}
		frappe.db.set_value("Talk Matter", name, "paused_since", "2025-03-01 09:00:00")
		frappe.db.delete("Case Clock", {"parent": name})
		for row in (
			dict(doctype="Case Clock", parentfield="clocks", step="Resolution", pause_reasons="听证"),
			dict(doctype="Clock Pause", parentfield="pauses", reason="听证", paused_at="2025-03-01 09:00:00"),
		):
			frappe.get_doc({**row, **about, "name": frappe.generate_hash(length=10)}).db_insert()
		answer = self.report(self.bureau, health_unit=self.county.bureau)
		# of the accepted ones that are answered or overdue both are answered
		self.assertEqual(self.figures(answer, self.county.a1), (4, 75, 100, 100, 100, 1, 1, 1))

	def test_a_rate_of_nothing_is_no_rate(self) -> None:
		answer = self.report(
			self.bureau, health_unit=self.county.bureau, from_date="2025-02-11", to_date="2025-02-11"
		)
		self.assertEqual(self.figures(answer, self.county.a2), (1, 100, 100, None, None, 0, 0, 0))

	def test_the_figures_say_how_they_are_counted(self) -> None:
		for key in (*RATES, *ZEROS):
			metric = METRICS[key]
			self.assertTrue(metric.formula and metric.period)
			self.assertEqual(metric.direction, "higher" if key in RATES else "lower")
