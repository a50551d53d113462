"""What a shipped record says, apart from ids, positions and whether it is switched on, as one hash.

Empty values are left out, so that a field added later by the platform or by us does not make every record
look edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate

# DocTypes of the platform: only what carries meaning. Our own DocTypes count with all their fields.
FIELDS: dict[str, tuple[str, ...]] = {
	"Role": ("desk_access",),
	"Role Profile": ("roles",),
	"Workflow State": ("style", "icon"),
	"Workflow Action Master": (),
	"Workflow": (
		"document_type",
		"workflow_state_field",
		"send_email_alert",
		"override_status",
		"states",
		"transitions",
	),
	"Workflow Document State": (
		"state",
		"doc_status",
		"update_field",
		"update_value",
		"allow_edit",
		"message",
		"is_optional_state",
		"next_action_email_template",
	),
	"Workflow Transition": ("state", "action", "next_state", "allowed", "allow_self_approval", "condition"),
	"Has Role": ("role",),
	"Notification": (
		"subject",
		"document_type",
		"event",
		"method",
		"channel",
		"sender",
		"date_changed",
		"days_in_advance",
		"value_changed",
		"condition",
		"message",
		"message_type",
		"send_system_notification",
		"send_to_all_assignees",
		"set_property_after_alert",
		"property_value",
		"attach_print",
		"print_format",
		"recipients",
	),
	"Notification Recipient": ("receiver_by_document_field", "receiver_by_role", "cc", "bcc", "condition"),
	# where cards lie on the board is the users' own
	"Kanban Board": ("reference_doctype", "field_name", "filters", "fields", "show_labels", "columns"),
	"Kanban Board Column": ("column_name", "status", "indicator"),
	"Custom HTML Block": ("html", "script", "style"),
	"Webhook": (
		"webhook_doctype",
		"webhook_docevent",
		"condition",
		"request_url",
		"request_method",
		"request_structure",
		"timeout",
		"webhook_headers",
		"webhook_data",
	),
	"Webhook Header": ("key", "value"),
	"Webhook Data": ("fieldname", "key"),
	"Email Template": ("subject", "response", "response_html", "use_html"),
}
ACTIVITY_FLAGS = ("is_active", "enabled")
DYNAMIC_DEFAULTS = ("Today", "Now", "__user", "user", ":Company")


def name_of(record: Mapping[str, Any]) -> str:
	"""The name that a shipped record has on every site."""
	if name := record.get("name"):
		return name
	autoname = frappe.get_meta(record["doctype"]).autoname or ""
	if autoname.startswith("field:"):
		return record[autoname.removeprefix("field:")]
	# Role Profile names itself after its only field, in its controller
	return record["role_profile"]


def activity_flag(doctype: str) -> str | None:
	"""The field that switches a record of this DocType on and off."""
	meta = frappe.get_meta(doctype)
	return next((flag for flag in ACTIVITY_FLAGS if meta.has_field(flag)), None)


def is_switched_off(doc: Document, record: Mapping[str, Any]) -> bool:
	"""Whether a record that is shipped switched on is off on the site."""
	flag = activity_flag(doc.doctype)
	return bool(flag) and not cint(doc.get(flag)) and bool(shipped_activity(record))


def shipped_activity(record: Mapping[str, Any]) -> int:
	"""Whether the record is shipped switched on."""
	return cint(record.get(activity_flag(record["doctype"]) or "", 1))


def digest(record: Mapping[str, Any] | Document) -> str:
	"""The hash of what a record says, of a shipped one (a dict) and of one on the site (a Document) alike."""
	doctype = record["doctype"] if isinstance(record, dict) else record.doctype
	flag = activity_flag(doctype)
	said = {key: value for key, value in _said(doctype, record).items() if key != flag}
	text = json.dumps(said, ensure_ascii=False, sort_keys=True)
	return hashlib.sha256(text.encode()).hexdigest()


def values_of(record: Mapping[str, Any]) -> dict[str, Any]:
	"""The semantic fields of a shipped record with their values, empty ones too: what an upgrade sets."""
	doctype = record["doctype"]
	values: dict[str, Any] = {}
	for field in _fields(doctype):
		value = _value(field, record)
		if field.fieldtype in frappe.model.table_fields:
			value = [dict(row) for row in value or []]
		values[field.fieldname] = value
	return values


def states_in_use(site: Document, record: Mapping[str, Any]) -> list[str]:
	"""States of a workflow that the shipped version drops although documents are in them."""
	if site.doctype != "Workflow":
		return []
	kept = {row["state"] for row in record["states"]}
	dropped = dict.fromkeys(row.state for row in site.states if row.state not in kept)
	field = site.workflow_state_field
	return [state for state in dropped if frappe.db.exists(site.document_type, {field: state})]


def _fields(doctype: str) -> list[Any]:
	meta = frappe.get_meta(doctype)
	if doctype in FIELDS:
		return [meta.get_field(name) for name in FIELDS[doctype] if meta.has_field(name)]
	return [
		field
		for field in meta.fields
		if field.fieldtype not in frappe.model.display_fieldtypes
		# hidden and read only is what is worked out of the rest: a title, the place in a tree
		and not (field.hidden and field.read_only)
	]


def _said(doctype: str, record: Any) -> dict[str, Any]:
	said: dict[str, Any] = {}
	for field in _fields(doctype):
		value = _value(field, record)
		if field.fieldtype in frappe.model.table_fields:
			value = [_said(field.options, row) for row in value or []]
		else:
			value = _plain(field.fieldtype, value)
		if value:
			said[field.fieldname] = value
	return said


def _value(field: Any, record: Any) -> Any:
	"""The value in a record; where a shipped one does not name the field, what the platform fills in."""
	if not isinstance(record, dict) or field.fieldname in record:
		return record.get(field.fieldname)
	if field.default:
		return None if field.default in DYNAMIC_DEFAULTS else field.default
	return (field.options or "").split("\n", 1)[0] if field.fieldtype == "Select" else None


def _plain(fieldtype: str, value: Any) -> Any:
	"""A value in the one form in which the hash sees it; empty and zero are alike."""
	if value in (None, ""):
		return None
	if fieldtype in ("Check", "Int"):
		return cint(value)
	if fieldtype in ("Float", "Currency", "Percent"):
		return flt(value)
	if fieldtype == "Date":
		return str(getdate(value))
	return str(value).replace("\r\n", "\n").strip()
