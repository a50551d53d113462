"""Beside the workflow: the person is notified and appeals; a joint record is confirmed after review (C6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _

from healthtalk_app.exceptions import EvidenceMissingError
from healthtalk_app.services.accountability import joint, record
from healthtalk_app.services.clockwork import clocks
from healthtalk_app.services.steps import flow
from healthtalk_app.services.steps.saving import checked_time, service_save


def notify(doc: Any, how: str, occurred_at: datetime | str | None = None) -> None:
	"""The decision was delivered: from now on the person concerned sees it, and may appeal."""
	record.require_step(doc, "accountability_notify", record.facilities(doc))
	if not how:
		frappe.throw(_("Say how it was delivered."), EvidenceMissingError, title=_("Something Is Missing"))
	at = checked_time(doc, occurred_at, doc.decided_at)
	with service_save(doc):
		doc.delivery_how = how
		doc.queue_event("notified", occurred_at=at)
		clocks.start(doc, record.APPEAL, at, rule=record.rule_of(record.APPEAL, at))


def appeal(doc: Any, grounds: str) -> None:
	"""The person concerned appeals himself."""
	record.require_step(doc, "accountability_appeal", record.own_facilities(doc))
	doc.appeal_grounds = grounds
	flow.transition(doc, "Appealed")


def confirm(doc: Any, why: str) -> None:
	"""Discipline has looked at a joint record again, and it stands."""
	record.require_step(doc, "accountability_confirm", record.facilities(doc))
	if not (why or "").strip():
		frappe.throw(_("Say why the record stands."), EvidenceMissingError, title=_("Something Is Missing"))
	with service_save(doc):
		doc.review_opinion = f"{doc.review_opinion or ''}\n{why}".strip()
		joint.remember(doc)
		joint.close_review(doc)
