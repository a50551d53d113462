"""What every public page is made of: a request as the pages read it, and their templates (design §9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import frappe
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from healthtalk_app.printing.templating import paragraphs, qr
from healthtalk_app.services.voice import public_voice
from healthtalk_app.services.voice.public_voice import Files

PACKAGE = Path(__file__).resolve().parents[2]


@dataclass
class Asked:
	"""A request to a page: what was typed, what was attached, and whether it was sent by a form."""

	values: dict[str, str] = field(default_factory=dict)
	files: Files = field(default_factory=list)
	posted: bool = False
	# the token of a device that rates, from its cookie
	device: str = ""

	def text(self, name: str) -> str:
		"""A value as it was typed, without spaces around it; "" for one that was not sent."""
		return self.values.get(name, "").strip()

	def checked(self, name: str) -> bool:
		"""Whether a box was ticked."""
		return self.text(name) == "1"


@dataclass
class Page:
	"""What to answer: a template, what it shows, the status, and whether it is a part of a page only."""

	template: str
	title: str
	shown: dict[str, Any] = field(default_factory=dict)
	status: int = 200
	errors: dict[str, str] = field(default_factory=dict)
	public: bool = False
	# a token that the device is to keep
	device: str = ""


@lru_cache(maxsize=1)
def environment() -> Environment:
	"""The environment of the public templates: text is escaped, an unknown field is an error."""
	made = Environment(
		loader=FileSystemLoader(PACKAGE / "templates" / "public"),
		autoescape=True,
		undefined=StrictUndefined,
		trim_blocks=True,
		lstrip_blocks=True,
	)
	made.filters.update(paragraphs=paragraphs)
	made.globals.update(qr=qr, asset=asset)
	return made


@lru_cache(maxsize=8)
def asset(path: str) -> str:
	"""Address of one of our files, which changes with its content, so that browsers may keep it."""
	mark = sha256((PACKAGE / "public" / path).read_bytes()).hexdigest()[:10]
	return f"/assets/healthtalk_app/{path}?v={mark}"


def html_of(page: Page) -> str:
	"""The page as HTML."""
	return environment().get_template(f"{page.template}.html").render(page=page, site=frame(), **page.shown)


def frame() -> dict[str, Any]:
	"""What stands around every page: whose pages these are, the telephone, whether they are open.

	`token` lets the forms of somebody who is logged in pass the platform's check; a guest has none.
	"""
	settings = frappe.get_cached_doc("Healthtalk Settings")
	unit = settings.bureau_unit
	guest = frappe.session.user == "Guest"
	return {
		"bureau": frappe.get_cached_value("Health Unit", unit, "unit_name") or "" if unit else "",
		"phone": settings.service_phone or "",
		"open": public_voice.is_open(),
		"limits": {"max_files": settings.portal_max_files, "max_file_mb": settings.portal_max_file_mb},
		"token": "" if guest else frappe.sessions.get_csrf_token(),
	}
