"""`make real`: real messages of the public go through the platform's own import and the whole loop.

On every bench found (VERSION chooses): a site of its own with the demo county, into which the command
`healthtalk real` imports the messages; what it did with each is printed, and the reply sheets and flow charts
of five answered ones lie as PDF in build/real/<version>/. FRESH=1 starts the sites anew.
"""

from __future__ import annotations

import os
import subprocess

from tools.bench import Bench, find_benches, prepare, where_we_looked
from tools.demo import half_loaded, load_county
from tools.packages import PAPER, SERVERS, install
from tools.paper import fetch_faces
from tools.say import Stop, main, say
from tools.services import Services, services
from tools.site import ready_site

SITE = "real.healthtalk.localhost"


def real() -> None:
	"""Run the import on every bench; the first failure ends it."""
	install([*SERVERS, *PAPER])
	benches = find_benches()
	if not benches:
		raise Stop(f"No bench was found at {where_we_looked()}: set BENCH, or let make demo build one.")
	with services() as running:
		for bench in benches:
			on_bench(bench, running)


def on_bench(bench: Bench, running: Services) -> None:
	"""The import on one bench, with its output as it comes."""
	prepare(bench, running)
	fetch_faces(bench.python)
	name = os.environ.get("SITE") or SITE
	site = ready_site(bench, running, name, fresh=bool(os.environ.get("FRESH")) or half_loaded(bench, name))
	load_county(site)
	say(f"{bench.version}: importing the messages into {site.name}.")
	done = subprocess.run(
		bench.command(site.name, "healthtalk", "real"),
		cwd=bench.sites,
		env={**os.environ, **bench.environment()},
	)
	if done.returncode:
		raise Stop(f"The messages did not all go through on version {bench.version}: see above.")


if __name__ == "__main__":
	main(real)
