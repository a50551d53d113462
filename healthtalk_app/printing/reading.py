"""What the readers of documents share: names, units, words and notes. Whoever calls has checked the row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url_to_form, strip_html_tags

from healthtalk_app.services.organisation import units


def zh(value: str | None, words: Mapping[str, str] | None = None) -> str:
	"""The Chinese word of a stored value: the forms' own words first, then the site's translations."""
	return (words or {}).get(value or "") or (_(value, "zh") if value else "")


def settings() -> Any:
	return frappe.get_cached_doc("Healthtalk Settings")


def paper(doc: Any, unit: str | None = None, notes: tuple[str, ...] = ()) -> dict[str, Any]:
	"""What every form has: head, number, notes, and the link that its QR code opens in the desk."""
	return {
		"issuer": paper_issuer(unit),
		"number": doc.get("number") or "",
		"notes": list(notes),
		"desk_url": get_url_to_form(doc.doctype, doc.name),
	}


def paper_issuer(unit: str | None = None) -> str:
	"""Who issues a paper: the heading of the settings, the bureau, else the unit itself."""
	bureau = settings().bureau_unit or units.bureau()
	return settings().form_heading or unit_name(bureau) or unit_name(unit)


def own_notes(fieldname: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
	"""The notes written in the settings, one a line, or the shipped ones."""
	lines = tuple(line.strip() for line in (settings().get(fieldname) or "").splitlines() if line.strip())
	return lines or otherwise


def unit_name(unit: str | None, at: Any = None) -> str:
	"""A unit's name, as it was at `at` if that is given: issued papers keep the name of their date."""
	if not unit:
		return ""
	return (
		units.name_on(unit, at) if at else frappe.get_cached_value("Health Unit", unit, "unit_name")
	) or ""


def person(user: str | None) -> str:
	"""A user's full name."""
	return (frappe.get_cached_value("User", user, "full_name") or user) if user else ""


def plain(html: str | None) -> str:
	"""The text of a rich-text field, one line per paragraph."""
	broken = (html or "").replace("</p>", "</p>\n").replace("<br>", "\n").replace("</li>", "</li>\n")
	return strip_html_tags(broken).replace("&nbsp;", " ").strip()


def chosen(value: str | None, words: Mapping[str, str]) -> list[str]:
	return [zh(value, words)] if value else []


def place_of(session: Any) -> str:
	venue = frappe.get_cached_value("Talk Venue", session.venue, "venue_name") if session.venue else ""
	return session.place or venue or ""
