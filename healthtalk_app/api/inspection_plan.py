"""Endpoints of an inspection plan: seal the seed, draw, make the inspections, publish, cancel."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.services.inspections import plan


def held_plan(name: str) -> Any:
	"""A plan for a step: locked, and of a unit of the user at work."""
	permissions.require_visible(plan.DOCTYPE, [name])
	doc = frappe.get_doc(plan.DOCTYPE, name, for_update=True)
	permissions.require(doc, "write")
	return doc


@frappe.whitelist(methods=["POST"])
@retried
def seal(name: str) -> str:
	"""Fix who is due and who may be sent; returns the digest of the sealed seed."""
	return plan.seal(held_plan(name))


@frappe.whitelist(methods=["POST"])
@retried
def draw(name: str, said: str | None = None, witness: str | None = None) -> int:
	"""Open the seed and draw; returns how many units were drawn."""
	return plan.draw(held_plan(name), said or "", witness or "")


@frappe.whitelist(methods=["POST"])
@retried
def make_inspections(name: str) -> list[str]:
	"""An Inspection for each unit drawn, once; returns the new ones."""
	return plan.make_inspections(held_plan(name))


@frappe.whitelist(methods=["POST"])
@retried
def publish(name: str) -> None:
	"""Show the draw to every unit."""
	plan.publish(held_plan(name))


@frappe.whitelist(methods=["POST"])
@retried
def cancel(name: str, reason: str) -> None:
	"""Give up a plan of which no inspection was made."""
	plan.cancel(held_plan(name), reason)
