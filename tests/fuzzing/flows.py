"""The county of random users: who they are, how a document of each flow begins, what may be called."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from healthtalk_app import api
from healthtalk_app.rules.periods import year_to
from healthtalk_app.rules.transitions import STATUSES
from healthtalk_app.services.appraisals import computing
from healthtalk_app.tests import factories
from healthtalk_app.tests.compat import as_user

# name → roles and unit; the stranger has an account and nothing else
USERS = {
	"officer-bureau": ("Unit Officer", "bureau"),
	"leader-bureau": ("Unit Leader", "bureau"),
	"officer-dept": ("Unit Officer", "dept"),
	"leader-a": ("Unit Leader", "a"),
	"officer-a1": ("Unit Officer", "a1"),
	"leader-a1": ("Unit Leader", "a1"),
	"officer-a2": ("Unit Officer", "a2"),
	"officer-b1": ("Unit Officer", "b1"),
	"leader-b1": ("Unit Leader", "b1"),
	"inspector": ("Inspector", "bureau"),
	"inspector-dept": ("Inspector", "dept"),
	"discipline": ("Discipline Officer", "bureau"),
	"discipline-a1": ("Discipline Officer", "a1"),
	"appraiser": ("Appraiser", "bureau"),
	"administrator": ("Healthtalk Administrator", "bureau"),
	"viewer-a1": ("Viewer", "a1"),
	"stranger": ((), None),
}
# these need a request, a network or a system of their own; other tests fuzz them over HTTP
LEFT_OUT = ("overrides", "public", "partner", "partner_requests", "checks", "viewers", "inspection_entry")
# `name` of a method in these modules is a document of this kind
KINDS = {
	"accountability": ("Accountability Record",),
	"appraisal": ("Unit Appraisal",),
	"appraisal_scheme": ("Appraisal Scheme",),
	"call_back": ("Call Back",),
	"campaign": ("Conduct Campaign",),
	"commendation": ("Commendation", "Commendation Round"),
	"commitment": ("Public Commitment",),
	"data_source": ("Data Source",),
	"dispute": ("Dispute Mediation",),
	"ethics": ("Ethics Appraisal",),
	"incident": ("Opinion Incident",),
	"inspection": ("Inspection", "Inspection Feedback"),
	"inspection_plan": ("Inspection Plan",),
	"matter": ("Talk Matter",),
	"petition": ("Talk Matter",),
	"publicity": ("Publicity Item",),
	"self_check": ("Self Check",),
	"session": ("Talk Session",),
	"slip": ("Referral Slip",),
	"study": ("Study Record",),
	"submission": ("Public Submission",),
	"summary": ("Work Summary",),
	"survey": ("Satisfaction Survey",),
}
# documents beside the flows that steps and methods speak of
BESIDE = (
	"Public Evaluation",
	"Call Back",
	"Inspection Feedback",
	"Inspection Plan",
	"Commendation Round",
	"Self Check",
	"Study Record",
	"Publicity Item",
	"Information Task",
	"Ethics Appraisal",
)


class County:
	"""Units, users and the few records that every flow needs; made once, before the examples."""

	def __init__(self, prefix: str = "FZ") -> None:
		self.units = factories.county(prefix)
		self.category = factories.category(category_code=f"{prefix}-1").name
		self.breach = factories.category(category_code=f"{prefix}-2", is_integrity=1).name
		self.users = {
			name: factories.user(
				list(roles) if isinstance(roles, tuple) else roles,
				self.units[unit] if unit else None,
				email=f"{prefix.lower()}-{name}@example.com",
			)
			for name, (roles, unit) in USERS.items()
		}
		self.template = frappe.db.get_value("Inspection Template", {"enabled": 1})
		self.employees = [
			factories.employee(first_name=name, user_id=self.users[user]).name
			for name, user in (("甲", "officer-a1"), ("乙", "officer-b1"))
		]

	def named(self, doctype: str) -> list[str]:
		"""Documents of the site to which a link may lead, the county's own first."""
		own = {
			"Health Unit": [value for key, value in self.units.items() if key != "calendar"],
			"User": [*self.users.values(), "Administrator"],
			"Matter Category": [self.category, self.breach],
			"Employee": self.employees,
		}
		return own.get(doctype) or frappe.get_all(doctype, pluck="name", order_by="creation desc", limit=4)


Begin = Callable[[County, str], dict[str, Any]]


def _campaign(county: County, unit: str) -> dict[str, Any]:
	year = today()[:4]
	return {
		"title": "Better service",
		"unit": county.units.bureau,
		"phases": [{"phase": "Work", "starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}],
		"content_areas": [{"area": "Charges"}],
		"deliverables": [
			{"deliverable": "Return", "kind": "Figures", "period": "Quarter", "needs_evidence": 0}
		],
		"figures": [{"figure": "Checks", "measure": "people", "target": 10}],
		"units": [{"unit": unit}],
		"members": [{"team": "Leading Group", "post": "Head", "person_name": "Director"}],
	}


def _petition(county: County, unit: str) -> dict[str, Any]:
	return {"regime": "Petition", "channel": "Visit", "raiser_name": "王五", "raiser_phone": "13900001111"}


# What a document of a flow is made of beside its unit, by a word for its kind: {DocType: {kind: values}}
BEGINNINGS: dict[str, dict[str, Begin]] = {
	"Talk Session": {
		"talk": lambda county, unit: {
			"title": "Talk",
			"planned_start": now_datetime(),
			"mode": "Fixed Day",
			"organiser_kind": "Unit",
			"cooperation": "Alone",
			"place": "Hall",
			"participants": [{"category": "Resident Representatives", "invited": 5}],
			"topics": [{"topic": "The new ward"}],
		}
	},
	"Talk Matter": {
		"talk": lambda county, unit: {"category": county.category},
		"petition": _petition,
		"anonymous": lambda county, unit: {"identity_level": "Anonymous", "channel": "Opinion Box"},
		"accusation": lambda county, unit: {
			"unit": None,
			"is_accusation": 1,
			"subject": "Accusation",
			"accused": [{"accused_unit": unit, "unit": unit, "accused_person": "甲"}],
		},
	},
	"Referral Slip": {
		"slip": lambda county, unit: {
			"unit": None,
			"matter": _matter(unit),
			"kind": "Referral",
			"urgency": "Normal",
			"subject": "Please",
			"request": "Check",
			"sender_unit": unit,
			"receiver_unit": county.units.b1 if unit != county.units.b1 else county.units.a2,
		}
	},
	"Dispute Mediation": {
		"dispute": lambda county, unit: {
			"subject": "Cast",
			"facts": "Too tight",
			"medical_unit": unit,
			"unit": county.units.bureau,
			"channel": "Visit",
			"department": "骨科",
			"patient_name": "欧阳清河",
			"patient_phone": "13912345678",
			"mediators": [{"mediator_name": "Li", "no_interest": 1}],
		}
	},
	"Rectification": {
		"rectification": lambda county, unit: {
			"unit": None,
			"subject": "Chairs",
			"ordering_unit": county.units.bureau,
			"responsible_unit": unit,
			"problem": "Broken chairs",
		}
	},
	"Conduct Campaign": {"campaign": _campaign},
	"Public Commitment": {
		"commitment": lambda county, unit: {
			"title": "A quarter of an hour",
			"content": "Nobody waits longer.",
			"due_on": add_days(today(), 30),
			"measures": [
				{"measure": "A window", "responsible_person": "He", "due_on": add_days(today(), 20)}
			],
		}
	},
	"Inspection": {
		"inspection": lambda county, unit: {
			"kind": "Regular",
			"inspecting_unit": county.units.dept,
			"template": county.template,
			"team": [
				{"member_name": "Li", "member_unit": county.units.dept, "leader": 1},
				{"member_name": "Wang", "member_unit": county.units.dept},
			],
		}
	},
	"Accountability Record": {
		"record": lambda county, unit: {
			"ground": "Other",
			"person": "One",
			"proposal_reason": "Reason",
		},
		"of an employee": lambda county, unit: {
			"ground": "Other",
			"employee": county.employees[0],
			"proposal_reason": "Reason",
		},
	},
	"Demerit Record": {
		"points": lambda county, unit: {
			"kind": "Practitioner",
			"proposing_unit": county.units.bureau,
			"code": frappe.db.get_value("Demerit Code", {"applies_to": "Practitioner"}),
			"occurred_on": add_days(today(), -2),
			"facts": "Records not finished",
			"evidence_note": "Copies",
			"practitioner_name": "欧阳清河",
			"licence_number": "110330100012345",
		}
	},
	"Satisfaction Survey": {
		"survey": lambda county, unit: {
			"title": "Outpatients",
			"unit": county.units.bureau,
			"closes_on": add_days(today(), 10),
			"questions": [{"question": "The doctors", "kind": "Level", "weight": 1, "overall": 1}],
			"samples": [{"unit": unit, "target": 2}],
		}
	},
	"Opinion Incident": {
		"incident": lambda county, unit: {
			"subject": "Video",
			"summary": "A closed ward",
			"sources": [{"medium": "Short Video", "title": "Closed!"}],
		}
	},
	"Public Submission": {
		"letter": lambda county, unit: {
			"content": "Two chairs are broken",
			"channel": "Opinion Box",
			"raiser_name": "欧阳清河",
			"raiser_phone": "13912345678",
		}
	},
	"Work Summary": {
		"summary": lambda county, unit: {
			"from_date": f"{today()[:4]}-01-01",
			"to_date": f"{today()[:4]}-12-31",
		}
	},
	"Commendation": {
		"nominee": lambda county, unit: {"round": _round(county), "title": "A1", "merits": "Much"},
	},
	"Public Evaluation": {
		"rating": lambda county, unit: {
			"unit": None,
			"kind": "Single",
			"source": "Paper",
			"signed": 1,
			"overall": "Dissatisfied",
			"outcome": "Not Solved",
			"rater_name": "欧阳清河",
			"rater_phone": "13912345678",
			"reference_doctype": "Talk Matter",
			"reference_name": _last("Talk Matter", {"status": "Replied"}),
		}
	},
	"Self Check": {
		"check": lambda county, unit: {
			"title": "Signs",
			"problems": [
				{
					"classification": "Inconvenient",
					"problem": "No signs",
					"cause": "New ward",
					"measure": "Signs",
					"responsible_person": "Wang",
					"due_on": add_days(today(), 9),
				}
			],
		}
	},
	"Study Record": {
		"study": lambda county, unit: {
			"topic": "Nine rules",
			"kind": "Professional Ethics",
			"hours": 2,
			"attendees": [{"attendee_name": "Wang", "state": "Present"}],
		}
	},
	"Publicity Item": {
		"item": lambda county, unit: {"title": "A talk", "medium": "WeChat", "level": "County"},
	},
	"Ethics Appraisal": {
		"sheet": lambda county, unit: {"employee": county.employees[0], "year": getdate().year},
	},
}


def _last(doctype: str, filters: dict[str, Any]) -> str | None:
	return frappe.db.get_value(doctype, filters, order_by="modified desc")


def _matter(unit: str) -> str:
	"""The last matter of a unit, or a new one."""
	with as_user("Administrator"):
		return _last("Talk Matter", {"unit": unit}) or factories.matter(unit=unit).name


def _round(county: County) -> str:
	"""The round of awards of the example, made when it is first asked for."""
	known = _last("Commendation Round", {"title": "Fuzz", "unit": county.units.bureau})
	with as_user("Administrator"):
		return known or (
			frappe.get_doc(
				doctype="Commendation Round",
				title="Fuzz",
				kind="Advanced Unit",
				award="Advanced Unit",
				unit=county.units.bureau,
				least_points=1,
				jury=[{"user": county.users["viewer-a1"]}, {"user": county.users["leader-b1"]}],
				nominations_until=add_days(today(), 10),
			)
			.insert()
			.name
		)


def appraise(county: County) -> None:
	"""Unit Appraisals are computed, never typed: one scheme of one figure for all branches."""
	scheme = frappe.get_doc(
		doctype="Appraisal Scheme",
		scheme_code=f"FUZZ-{frappe.generate_hash(length=5)}",
		title="Fuzz",
		appraisal_group="Branch",
		enabled=1,
		indicators=[
			{
				"module": "All",
				"title": "Answers",
				"source": "Metric",
				"metric": "response_rate",
				"weight": 100,
				"method": "Ratio",
				"target": 100,
				"missing": "Zero",
			}
		],
	).insert()
	period = year_to(getdate())
	(plan,) = computing.plans(period, scheme.name)
	own = set(county.units.values())
	for _plan, sheets in computing.computed([plan], period):
		computing.write(plan, period, [one for one in sheets if one.unit in own], "Administrator")


FOLLOWED = (*STATUSES, *BESIDE)


def endpoints(leave_out: tuple[str, ...] = LEFT_OUT) -> dict[str, Callable[..., Any]]:
	"""What the desk may call beside the workflow, by "module.method"."""
	found = {}
	for module in pkgutil.iter_modules(api.__path__):
		if module.name in leave_out:
			continue
		loaded = importlib.import_module(f"{api.__name__}.{module.name}")
		for name, function in inspect.getmembers(loaded, inspect.isfunction):
			plain = inspect.unwrap(function)
			if plain.__module__ == loaded.__name__ and is_open(function):
				found[f"{module.name}.{name}"] = function
	return found


def is_open(function: Callable[..., Any]) -> bool:
	"""Whether a request may call a function."""
	return function in frappe.whitelisted or inspect.unwrap(function) in frappe.whitelisted
