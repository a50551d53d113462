"""The state machinery that Talk Session, Talk Matter and Referral Slip share (design §3).

A flow has a semantic `status`, a closed list on which code and figures rely, and a `workflow_state`,
which the desk's Workflow moves and an administrator may add to. Every state names its status in the
Workflow's own `update_field`/`update_value`; `status` is derived from the state at each save.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model import no_value_fields, table_fields
from frappe.model.document import Document
from frappe.model.workflow import get_transitions, has_approval_access
from frappe.utils import now_datetime

from healthtalk_app import permissions
from healthtalk_app.exceptions import FrozenError, MoveNotAllowedError, StatusWrittenError, refuse
from healthtalk_app.rules import projection, transitions
from healthtalk_app.services import inputs
from healthtalk_app.services.notifying import citizen_notice, flow_notices
from healthtalk_app.services.partners import source_changes
from healthtalk_app.services.records import events
from healthtalk_app.services.steps import reading, states, step_fields, step_time, workflow_actions

SERVER_TABLES = (
	"parties",
	"clocks",
	"pauses",
	"extensions",
	"hops",
	"rounds",
	"materials",
	"papers",
	"recusals",
	"releases",
	"causes",
	"progress_notes",
	"scores",
	"findings",
	"uses",
)


def transition(
	doc: Document,
	status: str,
	*,
	occurred_at: datetime | str | None = None,
	details: dict[str, Any] | None = None,
) -> None:
	"""Move a document to `status` on the app's own account: guest ratings, sweeps, imports, settlement.

	The evidence of the step is asked for all the same; only the Workflow's roles are passed over.
	"""
	doc.workflow_state = states.main_state(doc.doctype, status)
	doc.flags.update(by_service=True, system_move=True, occurred_at=occurred_at, event_details=details or {})
	# the flow moves the document for a user who need not own it: his right was checked by the caller
	doc.save(ignore_permissions=True, ignore_version=doc.flags.unsigned or None)


def act(
	doctype: str,
	name: str,
	action: str,
	values: dict[str, Any] | None = None,
	occurred_at: datetime | str | None = None,
) -> Document:
	"""Take a workflow action as the user at work, with its evidence, in one save.

	`values` are set before the step; fields that the app keeps itself are passed over.
	"""
	doc = frappe.get_doc(doctype, name, for_update=True)
	permissions.require(doc, "write")
	workflow = states.workflow_of(doctype)
	chosen = next((row for row in get_transitions(doc, workflow) if row.action == action), None)
	if not chosen:
		refuse(
			_("{0} is not possible while {1} is {2}, or not for your role."),
			_(action, context=doctype),
			doc.get_title() or doc.name,
			_(doc.workflow_state, context=doctype),
			error=MoveNotAllowedError,
		)
	for fieldname, value in inputs.mapping(values).items():
		field = doc.meta.get_field(fieldname)
		if field and not field.read_only and fieldname not in ("status", "workflow_state"):
			doc.set(fieldname, value)
	doc.workflow_state = chosen.next_state
	doc.flags.occurred_at = inputs.moment(occurred_at)
	doc.flags.action = action
	doc.save()
	return doc


class FlowDocument(reading.SparseDocument, step_time.TimedDocument):
	"""Base of the flows. Subclasses give `guard`, `entered`, what they freeze and what stays OPEN."""

	KEEPS: tuple[str, ...] = ()
	# what may still be written when the case is finished
	OPEN: tuple[str, ...] = ()

	def before_validate(self) -> None:
		super().before_validate()
		self.hold_server_fields()

	def validate(self) -> None:
		self.derive_status()
		self.drop_old_step_time()
		if self.get("step_at"):
			self.refuse_future(inputs.moment(self.step_at))
		self.lock_finished()
		self.check_fields()
		self.record_creation()
		self.enter_status()

	def before_save(self) -> None:
		self.seal_events()

	def on_update(self) -> None:
		self.write_events()
		self.after_step()

	def on_trash(self) -> None:
		self.refuse_deletion()

	def run_method(self, method: str, *args: Any, **kwargs: Any) -> Any:
		with workflow_actions.left_out(method, states.workflow_of(self.doctype)):
			return super().run_method(method, *args, **kwargs)

	def raise_no_permission_to(self, perm_type: str) -> None:
		"""Who is recused is told why; everybody else what the platform says."""
		permissions.refuse_recused(self)
		super().raise_no_permission_to(perm_type)

	# steps that a flow fills in
	def check_fields(self) -> None:
		"""What must hold at every save."""

	def guard(self, old: str, new: str) -> None:
		"""Refuse the move to `new` while its evidence is missing."""

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		"""What follows from the move, before the save; returns details for the event."""
		return {}

	def moved(self, old: str, new: str) -> None:
		"""What follows from the move in other documents, after the save."""

	def event_unit(self) -> str | None:
		"""The unit for which the user at work acts."""
		return self.get("unit")

	# the machinery
	def server_fields(self) -> tuple[str, ...]:
		"""Fields that no client writes."""
		fixed = ("number", "event_count", "last_event_hash", "late_entry")
		return tuple(
			field
			for field in (*projection.COLUMNS[self.doctype], *fixed, *type(self).KEEPS)
			if field != "status" and self.meta.has_field(field)
		)

	def hold_server_fields(self) -> None:
		"""Put back what a client may have changed, as it stands in the database at this moment."""
		if self.is_new():
			if not self.flags.by_service:
				self.clear_server_fields()
			return
		columns = ("event_count", "last_event_hash") if self.flags.by_service else self.server_fields()
		# locked and fresh: an event may have been recorded since this document was read
		stored = frappe.db.get_value(self.doctype, self.name, columns, as_dict=True, for_update=True)
		self.update(stored)
		if not self.flags.by_service:
			for table in SERVER_TABLES:
				if self.meta.has_field(table):
					self.set(table, self.before.get(table))

	def clear_server_fields(self) -> None:
		for fieldname in self.server_fields():
			if fieldname != "raised_at":
				self.set(fieldname, 0 if fieldname in projection.COUNTS else None)
		for table in SERVER_TABLES:
			if self.meta.has_field(table):
				self.set(table, [])

	def derive_status(self) -> None:
		known = states.state_map(self.doctype)
		if not self.before:
			initial = transitions.STATUSES[self.doctype][0]
			state = states.main_state(self.doctype, initial)
			if (self.status or initial) != initial or (self.workflow_state or state) != state:
				self.refuse_written_status(
					_("A new document begins as {0}.").format(_(initial, context=self.doctype))
				)
			self.status, self.workflow_state = initial, state
			return
		self.workflow_state = self.workflow_state or self.before.workflow_state
		derived = known.get(self.workflow_state) or states.status_of_state(self.doctype, self.workflow_state)
		if self.status not in (self.before.status, derived):
			self.refuse_written_status(_("Use the buttons of the form."))
		if self.status != self.before.status and self.workflow_state == self.before.workflow_state:
			self.refuse_written_status(_("Use the buttons of the form."))
		self.status = derived

	def lock_finished(self) -> None:
		"""A finished case stands: what is OPEN may be written, and the evidence of a step that leads out."""
		if self.before and not self.flags.by_service:
			moves = self.status != self.before.status
			asked = step_fields.EVIDENCE.get(self.doctype, {}) if moves else {}
			given = asked.get((self.before.status, self.status)) or asked.get(self.status) or {}
			fixed = tuple(name for name in self.fixed_fields(self.before.status) if name not in given)
			self.refuse_frozen(fixed, _("This is finished."))

	def fixed_fields(self, status: str) -> tuple[str, ...]:
		"""What nobody writes in a status: nothing before the end of the case, then all fields but those OPEN.

		A field that an administrator has added stays open where it is marked *Allow on Submit*.
		"""
		if status not in transitions.FINISHED[self.doctype]:
			return ()
		return tuple(
			field.fieldname
			for field in self.meta.fields
			if (field.fieldtype in table_fields or field.fieldtype not in no_value_fields)
			and not (field.read_only or field.allow_on_submit)
			and field.fieldname not in (*type(self).OPEN, "status", "workflow_state", "step_at")
		)

	def refuse_written_status(self, what_to_do: str) -> None:
		refuse(
			"{0} {1}",
			_("The status is moved by the workflow and cannot be written."),
			what_to_do,
			error=StatusWrittenError,
			title=_("Status Not Changed"),
		)

	def validate_workflow(self) -> None:
		"""The platform's own check of the transition and its roles, with its rule on self approval."""
		if self.flags.system_move:
			return
		super().validate_workflow()
		if self.before and self.workflow_state != self.before.workflow_state:
			self.check_self_approval()

	def check_self_approval(self) -> None:
		workflow = states.workflow_of(self.doctype)
		if not workflow:
			return
		for row in get_transitions(self.before, workflow):
			if row.next_state == self.workflow_state and has_approval_access(frappe.session.user, self, row):
				return
		frappe.throw(_("You cannot approve what you have written yourself."), frappe.PermissionError)

	def drop_old_step_time(self) -> None:
		"""A time that somebody saved without taking a step dates no later one: not his, not a citizen's."""
		old = self.before.get("step_at") if self.before else None
		if old and inputs.moment(self.get("step_at")) == inputs.moment(old):
			self.step_at = None

	def record_creation(self) -> None:
		if self.is_new():
			facts = {"on_record": True} if self.flags.on_record else {}
			self.queue_event("created", to_status=self.status, occurred_at=self.created_at(), **facts)

	def created_at(self) -> datetime:
		"""When the case itself began."""
		return now_datetime()

	def enter_status(self) -> None:
		if not self.before:
			return
		old, new = self.before.status, self.status
		self.flags.moved = None
		if old == new:
			if self.workflow_state != self.before.workflow_state:
				self.queue_event("state", from_status=old, to_status=new)
			return
		if not transitions.can_move(self.doctype, old, new):
			refuse(
				_("{0} does not go from {1} to {2}."),
				_(self.doctype),
				_(old, context=self.doctype),
				_(new, context=self.doctype),
				error=MoveNotAllowedError,
			)
		self.guard(old, new)
		occurred_at = self.step_time()
		details = {**self.entered(old, new, occurred_at), **(self.flags.event_details or {})}
		self.queue_event("status", from_status=old, to_status=new, occurred_at=occurred_at, details=details)
		self.flags.moved = (old, new)
		self.step_at = None

	def queue_event(self, event: str, **facts: Any) -> None:
		"""Note an event of this save; its columns take effect at once, its row follows with the document."""
		facts.setdefault("unit", self.event_unit())
		facts.setdefault("unsigned", bool(self.flags.unsigned))
		entry = events.build(event, **facts)
		columns = {column: self.get(column) for column in projection.COLUMNS[self.doctype]}
		self.update(projection.step(self.doctype, columns, entry))
		if entry.late_entry:
			self.late_entry = 1
		self.flags.setdefault("pending_events", []).append(entry)

	def seal_events(self) -> None:
		if pending := self.flags.get("pending_events"):
			self.event_count, self.last_event_hash = events.seal(
				self.doctype, self.name, self.event_count or 0, self.last_event_hash, pending
			)

	def write_events(self) -> None:
		if pending := self.flags.pop("pending_events", None):
			events.write(pending)
			flow_notices.about(self, pending)
			citizen_notice.about(self, pending)
			source_changes.about(self, pending)

	def after_step(self) -> None:
		step, self.flags.moved = self.flags.moved, None
		self.flags.update(by_service=False, system_move=False, occurred_at=None, event_details=None)
		if step:
			self.moved(*step)

	def refuse_deletion(self) -> None:
		"""Cases are never deleted; a draft without a number may be, by who may delete at all."""
		if self.get("number"):
			refuse(
				_("{0} {1} has a number and stays on record. Withdraw or cancel it instead."),
				_(self.doctype),
				self.number,
				error=FrozenError,
			)
		# the log of a document that never got a number goes with it
		frappe.db.delete("Case Event", {"reference_doctype": self.doctype, "reference_name": self.name})

	def add_party(self, unit: str | None, part: str) -> None:
		"""Let a unit see this document."""
		if unit and not any(row.unit == unit and row.part == part for row in self.parties):
			self.append("parties", {"unit": unit, "part": part})
