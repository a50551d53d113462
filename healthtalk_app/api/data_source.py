"""Endpoints of a Data Source: a new key, a callback. Both secrets are shown once."""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.services.partners import callbacks, sources

ROLES = ("Healthtalk Administrator",)


def open_source(name: str) -> Any:
	"""A source for who may set it up."""
	permissions.require_role(ROLES)
	doc = frappe.get_doc(sources.DOCTYPE, name, for_update=True)
	permissions.require(doc, "write")
	return doc


@frappe.whitelist(methods=["POST"])
def new_key(name: str) -> str:
	"""Give a source a new key, which is shown this once; the one before is worth nothing from now on."""
	return sources.new_key(open_source(name))


@frappe.whitelist(methods=["POST"])
def set_up_callback(name: str, address: str) -> dict[str, str]:
	"""Have a source told of its changes at an address; the secret of the signature is shown this once."""
	return callbacks.set_up(open_source(name), address)
