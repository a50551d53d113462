"""Who stands on which side of a Rectification: the unit that puts right, the one that ordered it (design §3).

The responsible unit acts through those who work in it, as with slips (slip_sides). The ordering unit, or a
superior of it, verifies; never who did the work, nor, where another unit has ordered it, anybody who works in
the responsible unit.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import WrongSideError, refuse
from healthtalk_app.services.inspections import visitors
from healthtalk_app.services.organisation import units
from healthtalk_app.services.slips import slip_sides

RESPONSIBLE, ORDERING = "responsible", "ordering"
SIDES = {
	"Plan Filed": RESPONSIBLE,
	"Rectifying": RESPONSIBLE,
	"Submitted": RESPONSIBLE,
	"Verified": ORDERING,
	"Ordered Again": ORDERING,
}
# who verifies where a unit has ordered itself to put something right
LOOKS = ("Unit Leader", "Inspector", "Healthtalk Administrator")
# units of the bureau that inspect every unit in their line 条块结合 (T4)
INSPECTING = ("Department", "Party Committee")


def may_act(doc: Any, side: str) -> bool:
	"""Whether the user at work stands on that side."""
	if side == ORDERING:
		return permissions.can_act_for(doc.ordering_unit)
	return slip_sides.stands_for(doc.responsible_unit)


def check_side(doc: Any, side: str) -> None:
	"""Raise `WrongSideError` unless the user stands on the side that takes the step."""
	if not may_act(doc, side):
		sentence = {
			RESPONSIBLE: _("Only the responsible unit takes this step."),
			ORDERING: _(
				"Only the unit that ordered the rectification, or a superior of it, takes this step."
			),
		}[side]
		frappe.throw(sentence, WrongSideError, title=_("Not Your Step"))


def acted_for(doc: Any, side: str) -> str | None:
	"""The unit in whose place the user acts, None where it is his own."""
	own = side == ORDERING or doc.responsible_unit in permissions.home_units()
	return None if own else doc.responsible_unit


def may_verify(doc: Any) -> bool:
	"""Whether the user is somebody else than who did the work, and of another side (T7)."""
	user = frappe.session.user
	if not may_act(doc, ORDERING) or user in hands(doc):
		return False
	if doc.source_doctype == visitors.LETTER and visitors.is_visitor(doc.source_name):
		return False
	if doc.ordering_unit != doc.responsible_unit:
		return doc.responsible_unit not in permissions.home_units()
	return user == "Administrator" or not set(LOOKS).isdisjoint(frappe.get_roles())


def check_verifier(doc: Any) -> None:
	"""Raise `WrongSideError` for who did the work or works in the responsible unit."""
	if not doc.flags.system_move and not may_verify(doc):
		frappe.throw(
			_("Somebody else than who did it verifies a rectification, and nobody of the responsible unit."),
			WrongSideError,
			title=_("Not Your Step"),
		)


def hands(doc: Any) -> set[str]:
	"""The users who did the work: who handles it, filed the plan or handed in a result."""
	return {doc.handler, doc.plan_filed_by, *(row.submitted_by for row in doc.rounds)} - {None, ""}


def check_writers(doc: Any, side: str, fieldnames: tuple[str, ...]) -> None:
	"""Nobody writes in the other side's place."""
	written = [name for name in fieldnames if doc.differs(name)]
	if written and not may_act(doc, side):
		label = "、".join(_(doc.meta.get_label(name), context=doc.doctype) for name in written)
		refuse(
			_("{0} is written by the responsible unit.")
			if side == RESPONSIBLE
			else _("{0} is written by the unit that ordered the rectification."),
			label,
			error=WrongSideError,
			title=_("Not Your Step"),
		)


def orders(ordering: str | None, responsible: str | None) -> bool:
	"""Whether one unit may order a rectification of another."""
	if not ordering or not responsible or ordering == responsible:
		return bool(ordering)
	above = units.superior(responsible)
	while above and above != ordering:
		above = units.superior(above)
	return bool(above) or is_inspecting(ordering)


def is_inspecting(unit: str) -> bool:
	"""Whether a unit is a department of the bureau, which inspects every unit in its line."""
	kind, parent = frappe.get_cached_value("Health Unit", unit, ("kind", "parent_health_unit"))
	return kind in INSPECTING and parent == units.bureau()


def orders_for(unit: str) -> str:
	"""Who orders what a unit has to put right after a bad rating: the unit above who works there."""
	serving = slip_sides.serving_unit(unit) or unit
	return units.superior(serving) or units.bureau() or unit
