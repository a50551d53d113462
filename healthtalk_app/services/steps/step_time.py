"""When a step happened: staff may enter it later, but never in the future nor before what it follows (§4)."""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime

from healthtalk_app.exceptions import TimeOrderError, refuse
from healthtalk_app.services import inputs
from healthtalk_app.services.steps import evidence

CLOCK_SKEW = timedelta(minutes=2)


class TimedDocument(evidence.EvidenceDocument):
	"""A document whose steps have a time of their own."""

	def step_time(self) -> datetime:
		"""When this step happened: as entered, else now; not in the future nor before the step it follows."""
		entered = self.flags.occurred_at or self.get("step_at") or self.default_step_time()
		if not entered:
			return self.now_after_the_last_step()
		at = inputs.moment(entered)
		self.refuse_future(at)
		follows = self.last_fact_at()
		accepted = inputs.not_before(at, follows)
		if not accepted:
			refuse(
				_("{0} lies before the step that it follows ({1})."),
				frappe.format(at, "Datetime"),
				frappe.format(follows, "Datetime"),
				error=TimeOrderError,
				title=_("Date of This Step"),
			)
		return accepted

	def now_after_the_last_step(self) -> datetime:
		"""Now. The log keeps its order when the server's clock went back: refused while it is far behind."""
		now, last = now_datetime(), self.last_step_at()
		if not last or now >= last:
			return now
		if last - now > CLOCK_SKEW:
			refuse(
				_("The server's clock stands at {0}, before the last step ({1}). Tell the administrator."),
				frappe.format(now, "Datetime"),
				frappe.format(last, "Datetime"),
				error=TimeOrderError,
				title=_("Date of This Step"),
			)
		return last

	def default_step_time(self) -> datetime | str | None:
		"""A field of the document that says when this step happened, if there is one."""

	def refuse_future(self, at: datetime) -> None:
		if at > now_datetime() + CLOCK_SKEW:
			refuse(
				_("{0} lies in the future."),
				frappe.format(at, "Datetime"),
				error=TimeOrderError,
				title=_("Date of This Step"),
			)

	def last_fact_at(self) -> datetime | None:
		"""When the last step happened, or, before the first, when the case began."""
		return self.last_step_at() or self.began_at()

	def last_step_at(self) -> datetime | None:
		"""When the last step happened; None before the first."""
		# get_all: the document's own log, read while it is being saved by somebody who may write it
		rows = frappe.get_all(
			"Case Event",
			filters={"reference_doctype": self.doctype, "reference_name": self.name, "event": "status"},
			order_by="sequence desc",
			limit=1,
			pluck="occurred_at",
		)
		return rows[0] if rows else None

	def began_at(self) -> datetime | None:
		"""Before which no step can lie; None where the paper may be older than the record."""
