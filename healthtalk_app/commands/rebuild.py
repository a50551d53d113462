"""`bench --site S healthtalk rebuild [--check]`: what documents show against what their log says."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context

from healthtalk_app.rules.projection import COLUMNS

FLOWS = tuple(COLUMNS)


@click.command("rebuild")
@click.option("--check", "only_check", is_flag=True, help="Compare and report; write nothing.")
@click.option("--doctype", type=click.Choice(FLOWS), help="One flow; all of them by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as one JSON object.")
@pass_context
def rebuild(context: Any, only_check: bool, doctype: str | None, as_json: bool) -> None:
	"""Recompute the columns of talks, matters and slips from their log.

	Ends with 1 when a difference is left: with --check any, otherwise a log that was tampered with.
	"""
	left, written = run(get_site(context), only_check, doctype)
	if as_json:
		differences = [difference.as_dict() for difference in left]
		click.echo(json.dumps({"differences": differences, "set_right": len(written)}, ensure_ascii=False))
	else:
		report(left, written, only_check)
	sys.exit(1 if left else 0)


def run(site: str, only_check: bool, doctype: str | None) -> tuple[list[Any], list[Any]]:
	"""The differences that are left and those that were set right on a site."""
	frappe.init(site=site)
	frappe.connect()
	try:
		# services load the whole platform: only once a site is there
		from healthtalk_app.services.records import rebuild as service

		written = [] if only_check else service.rebuild(doctype)
		frappe.db.commit()
		return service.check(doctype), written
	finally:
		frappe.destroy()


def report(left: list[Any], written: list[Any], only_check: bool) -> None:
	"""Say in words what was found."""
	for difference in written:
		click.echo(f"Set right: {difference}")
	for difference in left:
		click.echo(str(difference))
	done = "" if only_check else f"{len(written)} set right, "
	click.echo(f"{done}{len(left)} differences.")
