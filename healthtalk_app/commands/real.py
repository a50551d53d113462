"""`bench --site S healthtalk real`: published messages through the platform's import and the whole loop."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context

PROJECT = Path(__file__).resolve().parents[2]


@click.command("real")
@click.option(
	"--data", type=click.Path(path_type=Path), help="Folder of the spreadsheets; ../shared/data by default."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the prints; build/real/<version>.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as one line of JSON.")
@pass_context
def real(context: Any, data: Path | None, out: Path | None, as_json: bool) -> None:
	"""Import the published messages onto a site with the demo county; run again, it changes nothing."""
	site = get_site(context)
	# the site's own folder becomes the working directory
	data, out = (path and path.resolve() for path in (data, out))
	frappe.init(site=site)
	frappe.connect()
	try:
		# the services load the whole platform: only once a site is there
		from healthtalk_app.demo import real as real_input
		from healthtalk_app.exceptions import RealInputError

		out = out or PROJECT / "build" / "real" / frappe.__version__.split(".")[0]
		try:
			result = real_input.take_in(data or PROJECT.parent / "shared" / "data", out)
		except RealInputError as refusal:
			sys.exit(str(refusal))
		click.echo(json.dumps(result, ensure_ascii=False) if as_json else words(result, out))
	finally:
		frappe.destroy()


def words(result: dict[str, Any], out: Path) -> str:
	"""What was done with each message, one line each."""
	lines = []
	for row in result["rows"]:
		done = ", ".join(row["done"]) or "nothing left to do"
		notes = f" [{'; '.join(row['notes'])}]" if row["notes"] else ""
		due = f"due {row['due'][:16]} {row['kept']}".rstrip() if row["due"] else "no deadline"
		lines.append(
			f"{row['source']:>7} {row['number'] or '':<18} {row['status']:<9} {row['unit']:<6} "
			f"{row['category']:<7} {row['why']}; {due}; {done}{notes}  {row['subject']}"
		)
	lines.append("")
	lines += [f"{what}: {count}" for what, count in result["counts"].items()]
	if result["kept_open"]:
		lines.append(
			"closing unrated matters by itself: switched off on this site, so that Replied stays Replied"
		)
	lines.append(
		f"reply sheets and flow charts printed to {out}: {', '.join(result['printed']) or 'nothing new'}"
	)
	return "\n".join(lines)
