"""`bench --site S healthtalk import FILE --profile PROFILE`: messages of other systems become matters."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--profile", required=True, help="Code or title of the Import Profile that fits the file.")
@click.option("--dry-run", is_flag=True, help="Show what would become of each row; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and rows as one JSON object.")
@pass_context
def import_(context: Any, file: Path, profile: str, dry_run: bool, as_json: bool) -> None:
	"""Import a spreadsheet or CSV file; run again, it goes on where it stopped or changes nothing."""
	site = get_site(context)
	# the site's own folder becomes the working directory
	file = file.resolve()
	frappe.init(site=site)
	frappe.connect()
	try:
		# the services load the whole platform: only once a site is there
		from healthtalk_app.services import runs
		from healthtalk_app.services.importing import run
		from healthtalk_app.services.notifying import notices

		frappe.local.lang = notices.site_language()
		try:
			result = run.from_path(file, profile, dry_run=dry_run)
		except frappe.ValidationError as refusal:
			sys.exit(runs.words_of(refusal))
		click.echo(json.dumps(result, ensure_ascii=False, default=str) if as_json else words(result))
	finally:
		frappe.destroy()


def words(result: dict[str, Any]) -> str:
	"""The result for a reader: what was not simply created, then the counts."""
	lines = [
		f"{row['row']:>7} {row['source'] or '':<12} {row['result']:<9} {row['matter'] or '':<16} "
		f"{row['reason']}"
		for row in result["rows"]
		if row["result"] != "Created"
	]
	lines += [f"{what}: {count}" for what, count in result.items() if what not in ("rows", "run")]
	lines.append(f"run: {result['run']}" if result["run"] else "nothing was written")
	return "\n".join(lines)
