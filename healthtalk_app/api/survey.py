"""Endpoints of a survey beside its workflow: invitations, the open link, answers on paper."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import get_url

from healthtalk_app.api.checks import retried
from healthtalk_app.api.desk import flow_document
from healthtalk_app.metrics import surveys as answers
from healthtalk_app.printing.platform import survey_invitations
from healthtalk_app.services.surveys import survey_answers


def held_survey(name: str) -> Any:
	"""A survey for an action: locked, and held by a unit of the user at work."""
	return flow_document("Satisfaction Survey", name, "write")


@frappe.whitelist(methods=["POST"])
@retried
def invite(name: str, unit: str, count: int) -> int:
	"""Make more invitations for a unit; returns how many it has now."""
	return survey_answers.invite(held_survey(name), unit, count)


@frappe.whitelist(methods=["GET", "POST"])
def invitations(name: str, unit: str) -> None:
	"""The invitations of a unit that nobody has used yet, as PDF to be cut apart."""
	doc = held_survey(name)
	survey_answers.require_open(doc, unit)
	frappe.local.response.filename = f"{doc.number}.pdf"
	frappe.local.response.filecontent = survey_invitations(doc, unit, survey_answers.unused(doc, unit))
	frappe.local.response.type = "pdf"


@frappe.whitelist(methods=["POST"])
@retried
def open_link(name: str, unit: str) -> str:
	"""The address under which anyone may answer about a unit."""
	return get_url(f"/healthtalk/survey#{survey_answers.link_code(held_survey(name), unit)}")


@frappe.whitelist(methods=["POST"])
@retried
def enter_papers(name: str, unit: str, papers: str) -> int:
	"""Enter filled-in papers, one a line; returns how many."""
	return survey_answers.enter_papers(held_survey(name), unit, papers)


@frappe.whitelist(methods=["GET", "POST"])
def progress(name: str) -> list[dict[str, Any]]:
	"""How far each unit is: wanted, answers, invitations made and used."""
	doc = flow_document("Satisfaction Survey", name)
	made = {row.unit: row for row in answers.counted(doc.name)}
	return [
		{
			"unit": line.unit,
			"unit_name": frappe.get_cached_value("Health Unit", line.unit, "unit_name"),
			"target": line.target,
			"answers": line.answers,
			"invitations": int(made[line.unit].made) if line.unit in made else 0,
		}
		for line in answers.lines(doc)
	]
