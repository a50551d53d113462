"""`bench --site S healthtalk check`: whether a site is in order, in plain sentences."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click
import frappe
from frappe import _
from frappe.commands import get_site, pass_context


@click.command("check")
@click.option("--only", help="Names of checks with commas between, for instance chain,queue.")
@click.option("--list", "list_names", is_flag=True, help="Print the names of the checks.")
@click.option("--language", help="zh or en; the site's language by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as one JSON object.")
@pass_context
def check(context: Any, only: str | None, list_names: bool, language: str | None, as_json: bool) -> None:
	"""Look at configuration, calendars, permissions, orphans, projections, the chain of the case log, queue,
	mail, SMS, fonts and indexes. Writes nothing; ends with 1 when something is wrong, notes aside."""
	frappe.init(site=get_site(context))
	frappe.connect()
	try:
		# the checks load the whole platform: only once a site is there
		from healthtalk_app.services.notifying import notices
		from healthtalk_app.setup import checkup

		if list_names:
			click.echo("\n".join(checkup.CHECKS))
			return
		names = names_of(only, list(checkup.CHECKS))
		frappe.local.lang = language or notices.site_language()
		found = checkup.run(names, frappe.local.lang)
		wrong = [finding for finding in found if not finding.note]
		lines = [
			f"[{finding.check}] "
			+ (_("Note: {0}").format(finding.sentence) if finding.note else finding.sentence)
			for finding in sorted(found, key=lambda finding: finding.note)
		]
		lines.append(
			_("{0} checks, {1} faults, {2} notes.").format(len(names), len(wrong), len(found) - len(wrong))
		)
	finally:
		frappe.destroy()
	if as_json:
		findings = [asdict(finding) for finding in found]
		click.echo(json.dumps({"checked": names, "findings": findings}, ensure_ascii=False))
	else:
		click.echo("\n".join(lines))
	sys.exit(1 if wrong else 0)


def names_of(only: str | None, known: list[str]) -> list[str]:
	"""The names given, else all; one that does not exist ends the command with 2."""
	names = [name.strip() for name in only.split(",")] if only else known
	if unknown := [name for name in names if name not in known]:
		raise click.BadParameter(f"{', '.join(unknown)}; there are {', '.join(known)}", param_hint="--only")
	return names
