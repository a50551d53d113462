"""Saving a case on the app's own account, and the times that a user enters for what he does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from healthtalk_app.exceptions import TimeOrderError, refuse
from healthtalk_app.services import inputs


def checked_time(doc: Any, at: datetime | str | None, after: datetime | str | None) -> datetime:
	"""A time that somebody entered: not in the future and not before the fact that it follows."""
	at = inputs.moment(at)
	if not at:
		return now_datetime()
	doc.refuse_future(at)
	accepted = inputs.not_before(at, after)
	if not accepted:
		refuse(
			_("{0} lies before {1}, which it follows."),
			frappe.format(at, "Datetime"),
			frappe.format(get_datetime(after), "Datetime"),
			error=TimeOrderError,
		)
	return accepted


class service_save:
	"""Save a document at the end of a block in which a service changed what clients cannot."""

	def __init__(self, doc: Any) -> None:
		self.doc = doc

	def __enter__(self) -> None:
		self.doc.flags.by_service = True

	def __exit__(self, kind: type | None, *rest: Any) -> None:
		if kind is None:
			# the right to do this was checked by the endpoint; the workflow's edit roles do not apply
			self.doc.flags.system_move = True
			self.doc.save(ignore_permissions=True)
