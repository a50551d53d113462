"""Endpoints of awards beside the workflow: points of jurors, veto checks, votes in the desk (C7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document, has_app
from healthtalk_app.exceptions import WrongSideError, refuse
from healthtalk_app.rules.transitions import COMMENDATION
from healthtalk_app.services.commendations import commendation, jury, vetoes, votes
from healthtalk_app.services.commendations import round as rounds
from healthtalk_app.services.organisation import units
from healthtalk_app.services.steps.saving import service_save


def held(name: str) -> Any:
	"""A nomination that the user may read, locked."""
	flow_document(COMMENDATION, name)
	return frappe.get_doc(COMMENDATION, name, for_update=True)


@frappe.whitelist(methods=["GET", "POST"])
def own_points(name: str) -> dict[str, Any]:
	"""What the juror at work has given a nominee."""
	return jury.own_points(flow_document(COMMENDATION, name), frappe.session.user)


@frappe.whitelist(methods=["POST"])
@retried
def give_points(name: str, points: float, remark: str | None = None) -> None:
	"""A juror gives points."""
	jury.give(held(name), points, remark)


@frappe.whitelist(methods=["POST"])
@retried
def recuse(name: str, reason: str) -> None:
	"""A juror keeps out by himself."""
	jury.recuse(held(name), reason)


@frappe.whitelist(methods=["POST"])
@retried
def check_vetoes(name: str) -> list[dict[str, Any]]:
	"""Look for vetoes anew; returns them as the user may learn of them."""
	doc = flow_document(COMMENDATION, name, "write")
	require_office(doc)
	with service_save(doc):
		vetoes.check(doc)
		doc.queue_event("vetoes.checked")
	return vetoes.told(doc)


@frappe.whitelist(methods=["GET", "POST"])
def findings(name: str) -> list[dict[str, Any]]:
	"""The vetoes of this moment, for who gives the award."""
	doc = flow_document(COMMENDATION, name)
	require_office(doc)
	return vetoes.told(doc)


@frappe.whitelist(methods=["GET", "POST"])
def nominees(name: str) -> list[dict[str, Any]]:
	"""For whom the user at work may vote in a round, and for whom he has."""
	require_voter(name)
	mine = votes.given(name, frappe.session.user)
	return [
		{
			"name": row.name,
			"title": row.title,
			"unit_name": units.name_on(row.unit, frappe.utils.getdate()),
			"summary": row.public_summary or "",
			"voted": row.name in mine,
		}
		for row in votes.nominees(name)
	]


@frappe.whitelist(methods=["GET", "POST"])
def vote_address(name: str) -> str:
	"""The address of the public page of a round, to be put on posters; it is no secret."""
	permissions.require_visible(rounds.ROUND, [name])
	return frappe.utils.get_url(f"/healthtalk/award?code={rounds.code_of(name)}")


@frappe.whitelist(methods=["POST"])
@retried
def vote(nominee: str) -> None:
	"""Vote for a nominee of any unit, once and unsigned."""
	require_app()
	votes.cast(nominee, frappe.session.user, votes.DESK)


def require_office(doc: Any) -> None:
	"""Raise `WrongSideError` for who does not give the award."""
	if not commendation.is_office(doc) or not permissions.notes_shown(COMMENDATION, doc.name):
		frappe.throw(
			_("Who gives the award decides on nominations."), WrongSideError, title=_("Not Your Step")
		)


def require_app() -> None:
	"""Raise `PermissionError` for who does not work with Health Talk."""
	if not has_app():
		refuse(
			_("Staff and leaders rate in the desk; everybody else on the public page."),
			error=frappe.PermissionError,
		)


def require_voter(name: str) -> None:
	"""Raise `PermissionError` for a stranger, and for a round in which nobody votes now."""
	require_app()
	permissions.require_visible(rounds.ROUND, [name])
	if not rounds.is_voting(frappe.get_cached_doc(rounds.ROUND, name)):
		refuse(_("Votes are not taken now."), error=frappe.PermissionError)
