"""Shipped records: ours to improve, the administrator's to edit (platform.md, "Workflows and other records").

`fixtures/shipped/*.json` holds them; the platform itself never reads that folder. At installation and at
each migrate a record is created if it is new, upgraded in place if nobody edited it, kept if it was edited,
left off if it was switched off and left alone if it was deleted. Whether it was edited is told by a hash over
its semantic fields (setup/semantics.py), which DocType Shipped Record remembers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from healthtalk_app.exceptions import StateInUseError, refuse
from healthtalk_app.setup import semantics

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "shipped"
# What later records link to comes first; DocTypes that are not named here follow.
ORDER = (
	"Role",
	"Role Profile",
	"Workflow State",
	"Workflow Action Master",
	"Matter Category",
	"Deadline Rule",
)
# Others rely on these, so one that was deleted comes back, and one that was there before us is not ours.
MASTERS = ("Role", "Role Profile", "Workflow State", "Workflow Action Master")

AS_SHIPPED, EDITED, SWITCHED_OFF, DELETED = "As Shipped", "Edited", "Switched Off", "Deleted"


def load() -> list[dict[str, Any]]:
	"""All shipped records, in the order in which they must be written."""
	records = [row for path in sorted(FOLDER.glob("*.json")) for row in json.loads(path.read_text("utf-8"))]
	position = {doctype: at for at, doctype in enumerate(ORDER)}
	return sorted(records, key=lambda record: position.get(record["doctype"], len(ORDER)))


def sync(records: Iterable[dict[str, Any]] | None = None) -> None:
	"""Bring the site's records to the shipped version wherever that overwrites nobody's work. Idempotent."""
	for record in load() if records is None else records:
		if frappe.db.exists("DocType", record["doctype"]):
			_sync_one(record)


def reset(doctype: str, name: str, records: Iterable[dict[str, Any]] | None = None) -> Document:
	"""Take the newest shipped version of one record, whatever was edited, switched off or deleted.

	The caller has checked the permission. Raises `StateInUseError` when the shipped workflow lacks a state
	that documents are in, and `DoesNotExistError` for a record that is no longer shipped.
	"""
	for record in load() if records is None else records:
		if record["doctype"] == doctype and semantics.name_of(record) == name:
			break
	else:
		refuse(_("{0} {1} is no longer shipped."), _(doctype), name, error=frappe.DoesNotExistError)
	site = _on_site(doctype, name)
	if site and (states := semantics.states_in_use(site, record)):
		refuse(
			_(
				"Documents are still in these states, which the shipped workflow does not have: {0}. "
				"Move the documents on first."
			),
			"、".join(_(state) for state in states),
			error=StateInUseError,
		)
	doc = _write(site, record, keep_off=False) if site else _create(record)
	_remember(record, state=AS_SHIPPED, shipped_hash=semantics.digest(record), newer_available=0)
	return doc


def describe(doctype: str, name: str) -> str:
	"""One sentence on a shipped record as it stands now, for its form."""
	row, site = _row(doctype, name), _on_site(doctype, name)
	if not row:
		return ""
	if not site:
		return _("This record was deleted and is not created again. Reset creates it in the newest version.")
	if row.newer_available:
		return _("A newer version is available. What is there was kept; Reset takes the newer version.")
	if semantics.digest(site) != row.newest_hash:
		return _("This record was edited and is kept at every update. Reset takes the shipped version.")
	if row.state == SWITCHED_OFF:
		return _("This record was switched off and stays off. Reset switches it on.")
	return _("This record is as shipped and is kept up to date.")


def _sync_one(record: dict[str, Any]) -> None:
	doctype, name = record["doctype"], semantics.name_of(record)
	row, site = _row(doctype, name), _on_site(doctype, name)
	newest = semantics.digest(record)
	if not row:
		_sync_first_time(record, site, newest)
	elif not site:
		_sync_deleted(record, row, newest)
	else:
		_sync_present(record, row, site, newest)


def _sync_first_time(record: dict[str, Any], site: Document | None, newest: str) -> None:
	if not site:
		_create(record)
		_remember(record, state=AS_SHIPPED, shipped_hash=newest, newer_available=0)
	elif record["doctype"] not in MASTERS:
		same = semantics.digest(site) == newest
		state = SWITCHED_OFF if semantics.is_switched_off(site, record) else AS_SHIPPED if same else EDITED
		_remember(record, state=state, shipped_hash=newest if same else "", newer_available=int(not same))
	elif _made_by_our_doctypes(site):
		_remember(record, state=AS_SHIPPED, shipped_hash=semantics.digest(site), newer_available=0)


def _sync_deleted(record: dict[str, Any], row: frappe._dict, newest: str) -> None:
	if record["doctype"] in MASTERS:
		_create(record)
		_remember(record, state=AS_SHIPPED, shipped_hash=newest, newer_available=0)
	else:
		_remember(record, state=DELETED, newer_available=int(newest != row.shipped_hash))


def _sync_present(record: dict[str, Any], row: frappe._dict, site: Document, newest: str) -> None:
	current = semantics.digest(site)
	state = SWITCHED_OFF if semantics.is_switched_off(site, record) else AS_SHIPPED
	if current == newest:
		_remember(record, state=state, shipped_hash=newest, newer_available=0)
	elif current != row.shipped_hash:
		state = EDITED if state == AS_SHIPPED else state
		_remember(record, state=state, newer_available=int(newest != row.shipped_hash))
	elif semantics.states_in_use(site, record):
		_remember(record, state=state, newer_available=1)
	else:
		_write(site, record, keep_off=True)
		_remember(record, state=state, shipped_hash=newest, newer_available=0)


def _on_site(doctype: str, name: str) -> Document | None:
	return frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None


def _row(doctype: str, name: str) -> frappe._dict | None:
	return frappe.db.get_value(
		"Shipped Record",
		{"record_doctype": doctype, "record_name": name},
		["name", "shipped_hash", "newest_hash", "state", "newer_available"],
		as_dict=True,
	)


def _made_by_our_doctypes(site: Document) -> bool:
	"""Whether this role came with the sync of our own DocTypes just now, not from somebody else before."""
	before = frappe.flags.healthtalk_roles_before
	return site.doctype == "Role" and before is not None and site.name not in before


def _create(record: dict[str, Any]) -> Document:
	doc = frappe.get_doc(record)
	# set-up writes on the app's own account; nobody is logged in
	return doc.insert(ignore_permissions=True, set_name=semantics.name_of(record))


def _write(site: Document, record: dict[str, Any], *, keep_off: bool) -> Document:
	"""Set the semantic fields of the site's record to the shipped ones."""
	flag = semantics.activity_flag(site.doctype)
	for fieldname, value in semantics.values_of(record).items():
		if not (keep_off and fieldname == flag):
			site.set(fieldname, value)
	if flag and not keep_off:
		site.set(flag, semantics.shipped_activity(record))
	# as above: the app's own account, or a caller that checked who may reset
	return site.save(ignore_permissions=True)


def _remember(record: dict[str, Any], **values: Any) -> None:
	"""Write down how a shipped record stands; touches nothing when that is known already."""
	doctype, name = record["doctype"], semantics.name_of(record)
	values["newest_hash"] = semantics.digest(record)
	row = _row(doctype, name)
	if not row:
		frappe.get_doc(
			{"doctype": "Shipped Record", "record_doctype": doctype, "record_name": name, **values}
		).insert(ignore_permissions=True)
	elif any(row[field] != value for field, value in values.items()):
		frappe.db.set_value("Shipped Record", row.name, values)
