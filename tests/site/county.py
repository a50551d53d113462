"""A county with an officer in every place, who work through REST: what the tests of the guards share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import frappe
import requests
from frappe.utils import now_datetime

from healthtalk_app.tests import factories
from tests.site.rest import Rest, sentences

API = "/api/method/healthtalk_app.api."
MATTER, SESSION, SLIP = "Talk Matter", "Talk Session", "Referral Slip"
EVALUATION = "Public Evaluation"
# what the tests of one county change in the settings, and find again as it was
SETTINGS = ("bureau_unit", "calendar")


class County:
	"""Units, categories and logged-in users; methods lead documents to where a guard stands."""

	def __init__(self, make_user: Callable[..., str], rest: Callable[[str], Rest], prefix: str) -> None:
		self.make_user = make_user
		self.rest = rest
		self.units = factories.county(prefix)
		self.category = factories.category(category_code=f"{prefix}-CAT", asks_for_solution=1).name
		self.integrity = factories.category(category_code=f"{prefix}-INT", is_integrity=1).name
		frappe.db.commit()
		self.clerk = self.user("Unit Officer", "a1")
		self.leader = self.user("Unit Leader", "a1")
		self.sister = self.user("Unit Officer", "a2")
		self.bureau = self.user("Unit Officer", "bureau")
		self._standing: dict[tuple[str, str], str] = {}

	def user(self, role: str | tuple[str, ...], unit: str, fresh: bool = False) -> Rest:
		"""A logged-in user of a unit, named by its key in `units`."""
		roles = (role,) if isinstance(role, str) else role
		return self.rest(self.make_user(*roles, unit=self.units[unit], fresh=fresh))

	def standing(self, doctype: str, status: str) -> str:
		"""A document in `status` that several tests share, because what they try on it is refused."""
		key = (doctype, status)
		if key not in self._standing:
			make = {MATTER: self.matter, SESSION: self.session, SLIP: self.slip}[doctype]
			self._standing[key] = make(status)
		return self._standing[key]

	# what users do
	def matter(self, status: str = "Raised", at: datetime | None = None, **given: Any) -> str:
		"""A matter of unit A1 that its clerk has led to `status`, each step `at` that time."""
		values = {
			"subject": "取药窗口排队",
			"content": "取药要等一小时，请再开一个窗口。",
			"channel": "Telephone",
			"regime": "Talk",
			"unit": self.units.a1,
			"raised_at": text(at or now_datetime() - timedelta(hours=1)),
			"identity_level": "Named",
			**given,
		}
		name = done(insert(self.clerk, MATTER, **values))["name"]
		steps = {
			"Accepted": ("Accept", {"category": self.category}),
			"Planned": ("Make Plan", {"plan": "增开窗口。"}),
			"In Progress": ("Start", {}),
			"Replied": ("Reply", {"reply": "窗口已开。", "trips": "1"}),
		}
		if status == "Raised":
			return name
		for reached, (action, evidence) in steps.items():
			done(act(self.clerk, MATTER, name, action, evidence, at))
			if reached == status:
				return name
		raise ValueError(status)

	def draft(self, matter: str, receiver: str = "a2", **given: Any) -> str:
		"""A slip of that matter to a unit, not issued yet."""
		return done(
			api(
				self.clerk,
				"matter.refer",
				name=matter,
				receiver_unit=self.units[receiver],
				request="请核实开放时间并答复。",
				**given,
			)
		)

	def slip(self, status: str = "Issued", receiver: str = "a2", **given: Any) -> str:
		"""A slip of a new matter from A1 to A2 (or `receiver`, then without steps of A2) in `status`."""
		name = self.draft(self.matter("In Progress"), receiver, **given)
		steps = {
			"Issued": (self.clerk, "Issue", {}),
			"Signed For": (self.sister, "Sign For", {}),
			"In Progress": (self.sister, "Begin", {}),
			"Replied": (self.sister, "Answer", {"reply": "已核实。"}),
			"Confirmed": (self.clerk, "Confirm", {}),
		}
		if status == "Draft":
			return name
		if status == "Objected":
			done(act(self.clerk, SLIP, name, "Issue"))
			done(act(self.sister, SLIP, name, "Object", {"objection_reason": "不归我院管。"}))
			return name
		for reached, (who, action, evidence) in steps.items():
			done(act(who, SLIP, name, action, evidence))
			if reached == status:
				return name
		raise ValueError(status)

	def session(self, status: str = "Planned", **given: Any) -> str:
		"""A talk of unit A1 in `status`, with one matter to handle in its table."""
		values = {
			"title": "新病区说事",
			"unit": self.units.a1,
			"planned_start": text(now_datetime() + timedelta(days=7)),
			"mode": "Fixed Day",
			"organiser_kind": "Unit",
			"cooperation": "Alone",
			"place": "大厅",
			"topics": [{"topic": "停车"}],
			"participants": [{"category": "Patient Representatives", "invited": 5, "present": 0}],
			"matters": [{"subject": "停车难", "category": self.category}],
			**given,
		}
		name = done(insert(self.clerk, SESSION, **values))["name"]
		if status == "Planned":
			return name
		done(act(self.clerk, SESSION, name, "Prepare"))
		if status == "Prepared":
			return name
		done(act(self.clerk, SESSION, name, "Hold", self.held(name)))
		if status == "Following Up":
			done(act(self.clerk, SESSION, name, "Start Follow-up"))
		return name

	def held(self, name: str, **given: Any) -> dict[str, Any]:
		"""The evidence that a talk was held: time, minutes, who came."""
		rows = done(self.clerk.get(f"/api/resource/{SESSION}/{name}"))["participants"]
		return {
			"actual_start": text(now_datetime()),
			"minutes": "<p>大家谈了停车。</p>",
			"participants": [{**row, "present": 4} for row in rows],
			**given,
		}

	def rating(self, matter: str, **given: Any) -> dict[str, Any]:
		"""A signed opinion about a matter, as the form sends it."""
		return {
			"reference_doctype": MATTER,
			"reference_name": matter,
			"kind": "Single",
			"source": "Paper",
			"evaluated_at": text(now_datetime()),
			"signed": 1,
			"rater_name": "张三",
			"overall": "Satisfied",
			"outcome": "Solved",
			**given,
		}

	def tally(self, session: str, **given: Any) -> dict[str, Any]:
		"""A tally of ten ballots about a talk that adds up, as the form sends it."""
		return {
			"reference_doctype": SESSION,
			"reference_name": session,
			"kind": "Tally",
			"source": "Paper",
			"evaluated_at": text(now_datetime()),
			"ballots_issued": 10,
			"ballots_returned": 9,
			"ballots_valid": 8,
			"overall_satisfied": 6,
			"overall_dissatisfied": 2,
			**given,
		}


# ---- calls ---------------------------------------------------------------------------------------
def text(moment: datetime) -> str:
	"""A time as the desk sends it."""
	return moment.strftime("%Y-%m-%d %H:%M:%S")


def insert(user: Rest, doctype: str, **values: Any) -> requests.Response:
	"""Create a document."""
	return user.post(f"/api/resource/{doctype}", values)


def put(user: Rest, doctype: str, name: str, **values: Any) -> requests.Response:
	"""Change a document."""
	return user.put(f"/api/resource/{doctype}/{name}", values)


def api(user: Rest, method: str, **values: Any) -> requests.Response:
	"""Call one of the app's own methods, named below `healthtalk_app.api`."""
	return user.post(f"{API}{method}", values)


def act(
	user: Rest,
	doctype: str,
	name: str,
	action: str,
	values: dict[str, Any] | None = None,
	at: datetime | None = None,
) -> requests.Response:
	"""Take a workflow action with its evidence, as the buttons of the form do."""
	more = {"occurred_at": text(at)} if at else {}
	return api(user, "desk.act", doctype=doctype, name=name, action=action, values=values or {}, **more)


def done(answer: requests.Response) -> Any:
	"""What a call that was expected to succeed has returned."""
	assert answer.ok, f"{answer.status_code} {sentences(answer)}"
	content = answer.json()
	return content.get("data", content.get("message"))


# ---- what is asserted ----------------------------------------------------------------------------
def refused(answer: requests.Response, *errors: str) -> str:
	"""A refusal of one of the named classes with a sentence to the user, who sees no traceback."""
	said = told(answer)
	assert 400 <= answer.status_code < 500, f"{answer.status_code} {sentences(answer)}"
	assert answer.json().get("exc_type") in errors, f"{answer.json().get('exc_type')}: {said}"
	assert len(said) > 3, f"no sentence: {sentences(answer)}"
	assert "Traceback" not in said and "{0}" not in said
	return said


def told(answer: requests.Response) -> str:
	"""The messages that the desk would show, tags removed."""
	said = [json.loads(message) for message in json.loads(answer.json().get("_server_messages") or "[]")]
	return re.sub(r"<[^>]+>", "", " ".join(message.get("message", "") for message in said)).strip()


def picture(*documents: tuple[str, str]) -> list[Any]:
	"""Documents with all their rows and events as they stand in the database now."""
	frappe.db.rollback()
	seen: list[Any] = []
	for doctype, name in documents:
		doc = frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True)
		logged = frappe.get_all(
			"Case Event", {"reference_doctype": doctype, "reference_name": name}, ["sequence", "event"]
		)
		seen.append((doc, sorted((row.sequence, row.event) for row in logged)))
	return seen


@contextmanager
def nothing_changes(*documents: tuple[str, str]) -> Iterator[None]:
	"""The documents stand after the block exactly as before it."""
	before = picture(*documents)
	yield
	assert picture(*documents) == before


def count(doctype: str, **filters: Any) -> int:
	"""Rows that the database holds now."""
	frappe.db.rollback()
	return frappe.db.count(doctype, filters)


# ---- the fixture ---------------------------------------------------------------------------------
_COUNTIES: dict[str, County] = {}


@contextmanager
def county_of(make_user: Callable[..., str], rest: Callable[[str], Rest], prefix: str) -> Iterator[County]:
	"""The county of that prefix, made once in a run, while the settings name its bureau."""
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in SETTINGS}
	if prefix not in _COUNTIES:
		_COUNTIES[prefix] = County(make_user, rest, prefix)
	county = _COUNTIES[prefix]
	set_settings(bureau_unit=county.units.bureau, calendar=county.units.calendar)
	try:
		yield county
	finally:
		set_settings(**before)


def set_settings(**values: Any) -> None:
	"""Write settings for the server to see."""
	frappe.db.rollback()
	for field, value in values.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	frappe.db.commit()
