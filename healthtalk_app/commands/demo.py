"""`bench --site S healthtalk demo`: the invented county with a year of work, or a city's volume."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
import frappe
from frappe.commands import get_site, pass_context


@click.command("demo")
@click.option("--seed", default=1, show_default=True, help="Another number makes another year.")
@click.option("--force", is_flag=True, help="Load it although the site has matters of its own.")
@click.option("--matters", default=0, help="Add so many matters of three years, for measuring.")
@click.option("--units", default=0, help="With --matters: the number of units to reach first.")
@click.option(
	"--unfinished",
	default=0.05,
	show_default=True,
	type=click.FloatRange(0, 1),
	help="With --matters: the share of matters that lie unfinished.",
)
@click.option("--json", "as_json", is_flag=True, help="Print users, counts and seconds as one line of JSON.")
@pass_context
def demo(
	context: Any, seed: int, force: bool, matters: int, units: int, unfinished: float, as_json: bool
) -> None:
	"""Load the demo county, once; run again, it changes nothing but what --matters adds."""
	site = get_site(context)
	frappe.init(site=site)
	frappe.connect()
	try:
		# the services load the whole platform: only once a site is there
		from healthtalk_app.demo import build, volume
		from healthtalk_app.exceptions import DemoRefusedError
		from healthtalk_app.services.notifying import notices

		# what the county's people write stays in the site's language
		frappe.local.lang = notices.site_language()
		try:
			result = build.load(seed, force)
			if matters:
				result["volume"] = volume.fill(matters, seed=seed, units=units, unfinished=unfinished)
		except DemoRefusedError as refusal:
			sys.exit(str(refusal))
		click.echo(json.dumps(result, ensure_ascii=False) if as_json else words(site, result))
	finally:
		frappe.destroy()


def words(site: str, result: dict[str, Any]) -> str:
	"""The result for a reader."""
	done = "is loaded" if result["loaded"] else "is there already; nothing was changed"
	lines = [f"The demo county on {site} {done} ({result['seconds']} s).", ""]
	lines += [f"  {u['user']:<42} {u['password']:<22} {u['role']}  {u['unit']}" for u in result["users"]]
	lines.append("")
	for what, count in result["counts"].items():
		told = count if isinstance(count, int) else ", ".join(f"{k} {v}" for k, v in count.items())
		lines.append(f"  {what}: {told}")
	if added := result.get("volume"):
		lines.append(f"  {added['matters']} matters added in {added['seconds']} s, {added['units']} units.")
	return "\n".join(lines)
