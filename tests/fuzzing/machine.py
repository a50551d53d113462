"""One state machine for all flows: random users begin documents, take steps, save forms and call methods.

Any step may succeed, or be refused by a sentence of the app or the platform (ValidationError, PermissionError
and their kin). Everything else that it raises is a failure, and so is a refusal without a sentence, one that
leaves a change behind or one that comes after a commit. After each step `invariants.Watch` looks.
"""

from __future__ import annotations

import inspect
import json
import re
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from unittest.mock import patch

import frappe
from freezegun import freeze_time
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from healthtalk_app.api import checks, desk
from healthtalk_app.rules.transitions import APPRAISAL, CAMPAIGN, STATUSES
from healthtalk_app.services.campaigns import activation, reminders
from healthtalk_app.services.clockwork import due_days, sweep
from healthtalk_app.services.steps import next_steps, states
from healthtalk_app.tests.compat import forget
from tests.fuzzing import values
from tests.fuzzing.figures import Figures
from tests.fuzzing.flows import BEGINNINGS, KINDS, County, appraise, endpoints
from tests.fuzzing.invariants import Watch

APP = str(Path(frappe.get_app_path("healthtalk_app")))
REFUSALS = (frappe.ValidationError, frappe.PermissionError, frappe.AuthenticationError)
# a sentence whose places were not filled, or the words of a program
UNCLEAR = re.compile(r"\{\d+\}|Traceback|object has no attribute|not subscriptable|unexpected keyword")


def make_tasks() -> None:
	"""What the worker does for the campaigns that were activated."""
	for name in frappe.get_all(CAMPAIGN, {"status": "Active"}, pluck="name"):
		doc = frappe.get_doc(CAMPAIGN, name)
		for part in activation.in_chunks(doc):
			activation.make(doc, part, "Administrator")


JOBS = (make_tasks, sweep.sweep, sweep.auto_close, sweep.close_surveys, reminders.remind, due_days.remind)
EXAMPLE = "healthtalk_example"
STEP = "healthtalk_step"
HOURS = (1, 1, 5, 5, 26, 26, 24 * 6, 24 * 40)
Argument = st.SearchStrategy[Any]


class Quiet:
	"""What a commit, or a rollback of everything, would do is left out while an example runs."""

	def __init__(self) -> None:
		self.commits = 0
		self.rollback = frappe.db.rollback

	def commit(self, *_args: Any, **_given: Any) -> None:
		self.commits += 1

	def rollback_to(self, *args: Any, **given: Any) -> None:
		if given.get("save_point"):
			self.rollback(*args, **given)


def machine(
	county: County, figures: Figures, flows: tuple[str, ...] | None = None
) -> type[RuleBasedStateMachine]:
	"""The machine for some flows, or all."""
	wanted = [flow for flow in (*BEGINNINGS, APPRAISAL) if not flows or flow in flows]
	callable_now = endpoints()

	class Users(RuleBasedStateMachine):
		"""An example: from a county without documents, step by step."""

		def __init__(self) -> None:
			super().__init__()
			self.way: list[str] = []
			self.quiet = Quiet()
			self.patches = [
				patch.object(frappe.db, "commit", self.quiet.commit),
				patch.object(frappe.db, "rollback", self.quiet.rollback_to),
				patch("frappe.enqueue"),
			]
			for one in self.patches:
				one.start()
			frappe.db.savepoint(EXAMPLE)
			self.frozen = freeze_time("2026-11-23 10:00:00")
			self.time = self.frozen.start()
			self.watch = Watch(county)
			self.broken = False
			figures.counts["examples"] += 1

		def teardown(self) -> None:
			self.frozen.stop()
			frappe.set_user("Administrator")
			self.quiet.rollback(save_point=EXAMPLE)
			for one in self.patches:
				one.stop()
			frappe.local.message_log = []
			forget()

		# ---- what happens -------------------------------------------------------------------------------
		@initialize(data=st.data())
		def open_the_county(self, data: Any) -> None:
			"""There is something to do from the first step on, in one or two flows."""
			self.flows = data.draw(st.lists(st.sampled_from(wanted), min_size=1, max_size=2, unique=True))
			for flow in self.flows:
				if flow == APPRAISAL:
					self.attempt("Administrator", "appraise", lambda: appraise(county))
				else:
					self.begin_one(data, "Administrator")

		@rule(data=st.data())
		def begin(self, data: Any) -> None:
			"""Somebody enters a document, with what belongs into it or with one odd value."""
			self.begin_one(data)

		@rule(data=st.data(), times=st.integers(1, 4))
		def take_steps(self, data: Any, times: int) -> None:
			"""Steps of the workflow, mostly such as are possible now, by somebody who may well take them."""
			for _time in range(times):
				if doc := self.some_document(data, STATUSES):
					self.step_of(data, doc)

		def step_of(self, data: Any, doc: Any) -> None:
			rows = states.workflow_of(doc.doctype).transitions
			here = [row for row in rows if row.state == doc.workflow_state] or rows
			onward = [
				row
				for row in here
				if next_steps.leads_on(doc, states.status_of_state(doc.doctype, row.next_state))
			]
			likely = values.mostly(st.sampled_from(onward or here), st.sampled_from(here), 4)
			chosen = data.draw(values.mostly(likely, st.sampled_from(rows)))
			allowed = [row.allowed for row in rows if row.action == chosen.action]
			able = self.somebody_able(data, doc, allowed)
			user = data.draw(values.mostly(st.just(able), st.sampled_from(self.everybody())))
			self.request(
				user,
				desk.act,
				doctype=doc.doctype,
				name=doc.name,
				action=chosen.action,
				values=self.evidence(data, doc, chosen.next_state),
				occurred_at=data.draw(
					values.mostly(st.none(), st.one_of(values.lately, values.anything), 10)
				),
			)

		@rule(data=st.data())
		def call_a_method(self, data: Any) -> None:
			"""A method of the desk beside the workflow, by anybody."""
			doc = self.some_document(data, None)
			fitting = [one for one in callable_now if doc and doc.doctype in KINDS.get(one.split(".")[0], ())]
			chosen = data.draw(
				values.mostly(
					st.sampled_from(fitting or list(callable_now)), st.sampled_from(list(callable_now))
				)
			)
			function = callable_now[chosen]
			given = self.arguments(data, function, doc)
			self.request(self.some_user(data, doc), function, **given)

		@rule(data=st.data())
		def save_a_form(self, data: Any) -> None:
			"""Some fields are written and the form is saved, also such as no form lets anybody write."""
			doc = self.some_document(data, None)
			if not doc:
				return
			fields = [one for one in doc.meta.fields if one.fieldtype not in frappe.model.no_value_fields]
			right = [one for one in fields if values.writable(one)] or fields
			chosen = data.draw(
				st.lists(
					values.mostly(st.sampled_from(right), st.sampled_from(fields)), min_size=1, max_size=3
				)
			)
			written = {
				one.fieldname: data.draw(values.mostly(self.of_field(doc, one), values.anything, 8))
				for one in chosen
			}

			def save() -> None:
				# as the desk sends it: the whole document, as JSON
				whole = frappe.get_doc(doc.doctype, doc.name)
				whole.check_permission("write")
				again = frappe.get_doc(sent({**whole.as_dict(), **written}))
				again.save()

			self.attempt(self.some_user(data, doc), f"save {doc.doctype} {told(written)}", save)

		@rule(data=st.data())
		def delete(self, data: Any) -> None:
			"""Somebody tries to delete a document."""
			if doc := self.some_document(data, None):
				user = self.some_user(data, doc)
				self.attempt(user, f"delete {doc.doctype}", lambda: frappe.delete_doc(doc.doctype, doc.name))

		@rule(job=st.sampled_from(JOBS))
		def a_job_runs(self, job: Callable[[], Any]) -> None:
			"""A sweep of the scheduler, or a worker makes the tasks of campaigns."""
			self.attempt("Administrator", f"job {job.__name__}", job)

		@rule(hours=st.sampled_from(HOURS))
		def time_passes(self, hours: int) -> None:
			"""Clocks run down, windows close."""
			self.time.tick(timedelta(hours=hours))
			self.way.append(f"{hours} hours pass")

		# ---- what is drawn ------------------------------------------------------------------------------
		def everybody(self) -> list[str]:
			return [*county.users.values(), "Administrator", "Guest"]

		def some_user(self, data: Any, doc: Any = None) -> str:
			"""Mostly somebody with a role."""
			users = self.everybody()
			return data.draw(values.mostly(st.sampled_from(users[:15]), st.sampled_from(users), 6))

		def somebody_able(self, data: Any, doc: Any, roles: list[str]) -> str:
			"""A user with one of the roles who may write the document, else the Administrator."""
			users = list(county.users.values())
			first = data.draw(st.integers(0, len(users) - 1))
			for user in (*users[first:], *users[:first]):
				if set(roles) & set(frappe.get_roles(user)) and frappe.has_permission(
					doc.doctype, "write", doc=doc, user=user
				):
					return user
			return "Administrator"

		def some_document(self, data: Any, kinds: Any) -> Any:
			"""A document of the example, mostly a late one; None if there is none."""
			found = [one for one in self.watch.documents if kinds is None or one[0] in kinds]
			if not found:
				return None
			doctype, name = data.draw(values.mostly(st.sampled_from(found[-4:]), st.sampled_from(found), 3))
			return frappe.get_doc(doctype, name)

		def begin_one(self, data: Any, user: str | None = None) -> None:
			doctype = data.draw(values.mostly(st.sampled_from(self.flows), st.sampled_from(wanted), 6))
			if doctype == APPRAISAL:
				return
			if not user:
				able = [
					one for one in county.users.values() if frappe.has_permission(doctype, "create", user=one)
				]
				user = data.draw(values.mostly(st.sampled_from(able), st.sampled_from(self.everybody()), 8))
			kind = data.draw(st.sampled_from(sorted(BEGINNINGS[doctype])))
			unit = county.units[data.draw(st.sampled_from(("a1", "a1", "a2", "b1", "dept", "bureau")))]
			fields = [one for one in frappe.get_meta(doctype).fields if values.writable(one)]
			odd = {}
			if data.draw(st.integers(1, 6)) == 6:
				odd[data.draw(st.sampled_from(fields)).fieldname] = data.draw(values.anything)

			def insert() -> None:
				base = {
					"unit": unit,
					**BASE.get(doctype, {}),
					**BEGINNINGS[doctype][kind](county, unit),
					**odd,
				}
				frappe.get_doc(sent({"doctype": doctype, **base})).insert()

			self.attempt(user, f"begin {doctype} ({kind}) {told(odd)}", insert)

		def evidence(self, data: Any, doc: Any, state: str) -> dict[str, Any]:
			"""What the step asks for, rarely with an odd value or without one of it."""
			status = states.status_of_state(doc.doctype, state)
			given: dict[str, Any] = {}
			for name, must in next_steps.asked_for(doc, status).items():
				field = doc.meta.get_field(name)
				given_already = doc.get(name) and field.fieldtype not in values.TABLES
				if not field or ((not must or given_already) and data.draw(st.integers(0, 2))):
					continue
				given[name] = data.draw(values.mostly(self.of_field(doc, field), values.anything, 25))
			return given

		def of_field(self, doc: Any, field: Any) -> Argument:
			"""What a form would send for a field: of a table its rows, with what is written into them."""
			if field.fieldtype not in values.TABLES or not doc.get(field.fieldname):
				return values.of_field(field, county.named)
			columns = [one for one in frappe.get_meta(field.options).fields if values.writable(one)]
			written = {one.fieldname: values.of_field(one, county.named, 1) for one in columns}
			return st.tuples(
				*(
					st.fixed_dictionaries({}, optional=written).map(
						lambda drawn, row=row: {**row.as_dict(), **drawn}
					)
					for row in doc.get(field.fieldname)[:8]
				)
			).map(lambda rows: [*rows, *(row.as_dict() for row in doc.get(field.fieldname)[8:])])

		def arguments(self, data: Any, function: Callable[..., Any], doc: Any) -> dict[str, Any]:
			"""Arguments as a request brings them."""
			plain = inspect.unwrap(function)
			hints, given = get_type_hints(plain), {}
			for name, parameter in inspect.signature(plain).parameters.items():
				if parameter.kind is parameter.VAR_KEYWORD:
					continue
				if parameter.default is not parameter.empty and data.draw(st.integers(0, 2)) == 0:
					continue
				right = self.argument(name, kinds_of(hints.get(name)), doc)
				given[name] = data.draw(values.mostly(right, values.anything, 15))
			return given

		def argument(self, name: str, kinds: set[Any], doc: Any) -> Argument:
			"""What a form of ours would send for an argument of that name and type."""
			documents = [one[1] for one in self.watch.documents]
			if name in ("name", "matter", "into", "nominee", "letter", "run"):
				same = [one[1] for one in self.watch.documents if doc and one[0] == doc.doctype]
				return values.mostly(
					st.just(doc.name if doc else "x"), st.sampled_from(same or documents or ["x"]), 3
				)
			if name == "doctype":
				return st.just(doc.doctype if doc else "Talk Matter")
			if name == "row":
				rows = (
					[row.name for field in doc.meta.get_table_fields() for row in doc.get(field.fieldname)]
					if doc
					else []
				)
				return st.sampled_from(rows or ["x"])
			if "unit" in name:
				return st.sampled_from(county.named("Health Unit"))
			if name in ("employee", "person"):
				return st.sampled_from([*county.employees, *county.users.values()])
			if name.endswith("_at"):
				return st.one_of(values.lately, values.moment)
			if name.endswith(("_on", "_date", "_by")) or name in ("start", "end"):
				return values.day
			if list in kinds:
				columns = {
					"unit": county.units.b1,
					"request": "Check",
					"content": "Chairs",
					"material": "Bill",
				}
				return st.lists(st.just(columns), max_size=2)
			if dict in kinds:
				return st.dictionaries(
					st.sampled_from(("reply", "reason", "unit", "content")), values.text, max_size=3
				)
			if kinds & {int, float}:
				return st.sampled_from((1, 2, 5, 0, -1, 90, 10_000))
			if bool in kinds:
				return st.booleans()
			return values.text

		# ---- how it ends --------------------------------------------------------------------------------
		def request(self, user: str, function: Callable[..., Any], **given: Any) -> None:
			"""Call a method as a request does: its arguments are looked at first."""
			plain = inspect.unwrap(function)
			path = f"{plain.__module__}.{plain.__name__}"

			def call() -> None:
				# as a request brings them
				form = frappe._dict(sent(given))
				checks._check_arguments(path, form)
				if user == "Guest":
					frappe.is_whitelisted(function)
				frappe.call(function, **form)

			self.attempt(user, f"{path.removeprefix('healthtalk_app.api.')} {told(given)}", call)

		def attempt(self, user: str, what: str, step: Callable[[], Any]) -> None:
			"""Take a step as a user, then look at everything."""
			self.way.append(f"{user.split('@')[0]}: {what}")
			figures.counts["steps"] += 1
			frappe.local.message_log = []
			frappe.flags.error_message = None
			before = self.picture()
			commits = self.quiet.commits
			frappe.db.savepoint(STEP)
			frappe.set_user(user)
			try:
				step()
				figures.counts["done"] += 1
			except REFUSALS as refusal:
				figures.counts["refused"] += 1
				self.check_sentence(refusal)
				self.back()
				if self.quiet.commits > commits:
					self.fail("a refused step had committed before")
				if self.picture() != before:
					self.fail("a refused step changed something")
			except Exception as error:
				self.back()
				self.fail(place_of(error))
			finally:
				frappe.set_user("Administrator")
			for wrong in self.watch.look():
				self.fail(wrong)
			figures.counts["invariants"] += self.watch.looks
			self.watch.looks = 0
			figures.moves |= self.watch.moves

		def back(self) -> None:
			frappe.set_user("Administrator")
			self.quiet.rollback(save_point=STEP)
			forget()

		def picture(self) -> list[Any]:
			"""What a refused step must leave as it is."""
			kinds = sorted({one[0] for one in self.watch.documents})
			return [
				*(
					frappe.get_all(kind, ["name", "modified"], order_by="name", as_list=True)
					for kind in kinds
				),
				*(
					frappe.db.count(kind)
					for kind in ("Case Event", "Document Number", "Protected Identity", "Version")
				),
			]

		def check_sentence(self, refusal: Exception) -> None:
			"""A refusal says why, in words."""
			said = [message_of(one) for one in frappe.local.message_log]
			whole = " ".join([str(refusal), *said, str(frappe.flags.error_message or "")]).strip()
			if not whole and not isinstance(refusal, frappe.PermissionError):
				self.fail(f"refused without a sentence: {place_of(refusal)}")
			elif found := UNCLEAR.search(whole):
				self.fail(f"an unclear sentence ({found[0]}): {whole[:200]}")

		def fail(self, kind: str) -> None:
			figures.fail(kind, [*self.way])

	return Users


BASE: dict[str, dict[str, Any]] = {
	"Talk Matter": {
		"subject": "Queue at the pharmacy",
		"content": "Waiting takes an hour.",
		"channel": "Telephone",
		"regime": "Talk",
		"identity_level": "Named",
		"raiser_name": "李四",
		"raiser_phone": "13800001111",
	}
}


def sent(given: dict[str, Any]) -> dict[str, Any]:
	"""Values as they arrive in a request, which takes what is beyond JSON, too: NaN, broken characters."""
	return json.loads(json.dumps(given, default=str))


def kinds_of(hint: Any) -> set[Any]:
	"""The plain types that a type hint allows."""
	if isinstance(hint, UnionType):
		return {kind for part in get_args(hint) for kind in kinds_of(part)}
	return {get_origin(hint) or hint} - {None, type(None)}


def told(given: dict[str, Any]) -> str:
	"""Values for the way to a failure, each by its beginning."""
	return ", ".join(f"{key}={str(value)[:40]!r}" for key, value in given.items())


def message_of(message: Any) -> str:
	"""The text of a message, which version 15 keeps as JSON."""
	message = frappe.parse_json(message) if isinstance(message, str) else message
	return str(message.get("message") if isinstance(message, dict) else message)


def place_of(error: Exception) -> str:
	"""What broke and where: the kind of error and the last places of ours, or of the platform."""
	frames = traceback.extract_tb(error.__traceback__)
	ours = [frame for frame in frames if frame.filename.startswith(APP)]
	last = [*ours[-2:], frames[-1]]
	where = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in last)
	return f"{type(error).__name__}: {str(error)[:160]} at {where}"
