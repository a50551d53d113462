"""`make benchmark`: what the app costs, side by side with the platform and with bare SQL, in one run.

Environment: VERSION=15|16, PARTS=printing,city,appraisal,intake,campaigns,crowd (all six), MATTERS (341000),
UNITS (1000), SITE. The figures go to build/benchmark.json, a list of {name, value, unit, against,
against_value, ratio, limit, holds, platform}.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tools.bench import Bench, find_benches, own_python, prepare
from tools.packages import ENVIRONMENT, PAPER, SERVERS, install
from tools.paper import fetch_faces
from tools.paths import ROOT
from tools.processes import port_for
from tools.say import Stop, main, say
from tools.services import Services, services
from tools.site import ready_site
from tools.web import web_server

SITE = "city.localhost"
PARTS = ("printing", "city", "appraisal", "intake", "campaigns", "crowd")
FIRST_PORT = 8600
RESULT = ROOT / "build" / "benchmark.json"


def benchmark() -> None:
	"""Measure without a platform, then on a site of its own on every bench found."""
	parts = wanted_parts()
	install([*SERVERS, *PAPER, *ENVIRONMENT])
	found = []
	if "printing" in parts:
		python = own_python(["preview"])
		fetch_faces(python)
		say("Without a platform:")
		found += measure("printing.py", [str(python)], ROOT, {}, "none")
	with services() as running:
		for bench in find_benches():
			found += on_bench(bench, running, parts)
	RESULT.parent.mkdir(exist_ok=True)
	RESULT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
	broken = [figure["name"] for figure in found if figure["holds"] is False]
	say(f"{len(found)} figures are in {RESULT.relative_to(ROOT)}; {len(broken)} are beyond their limit.")
	for name in broken:
		say(f"  {name}")


def wanted_parts() -> list[str]:
	"""What to measure: all, or what PARTS names. Raises `Stop` for a part that there is not."""
	asked = [part for part in (os.environ.get("PARTS") or "").split(",") if part]
	if unknown := set(asked) - set(PARTS):
		raise Stop(f"PARTS={min(unknown)} is no part of the benchmark: choose from {','.join(PARTS)}.")
	return asked or list(PARTS)


def on_bench(bench: Bench, running: Services, parts: list[str]) -> list[dict[str, Any]]:
	"""The forms, the city, its appraisals, an import, a campaign, then a crowd of residents, on one bench."""
	prepare(bench, running)
	site = ready_site(bench, running, os.environ.get("SITE") or SITE)
	say(f"\nOn Frappe {bench.release}:")
	asked = ("--site", site.name)
	given = ([str(bench.python)], bench.sites, bench.environment(), bench.release)
	matters, units = os.environ.get("MATTERS") or "341000", os.environ.get("UNITS") or "1000"
	found = []
	if "printing" in parts:
		found += measure("printing.py", *given, *asked)
	for part in ("city", "appraisal"):
		if part in parts:
			found += measure(f"{part}.py", *given, *asked, "--matters", matters, "--units", units)
	if "intake" in parts:
		found += measure("intake.py", *given, *asked)
	if "campaigns" in parts:
		found += measure("campaigns.py", *given, *asked, "--units", units)
	if "crowd" in parts:
		port = port_for(f"{site.name} {bench.version}", FIRST_PORT)
		# two workers of four threads, as the platform's own containers are started
		with web_server(site, port=port, workers=2, threads=4):
			found += measure("crowd.py", *given, *asked, "--url", f"http://127.0.0.1:{port}")
	return found


def measure(
	script: str, python: list[str], folder: Path, env: dict[str, str], platform: str, *words: str
) -> list[dict[str, Any]]:
	"""Run the measurements of a script in a folder; its lines come as they are found."""
	command = [*python, str(ROOT / "benchmarks" / script), "--json", *words]
	done = subprocess.run(command, cwd=folder, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True)
	if done.returncode:
		raise Stop("The measurements broke off: the reason stands above.")
	return [{**figure, "platform": platform} for figure in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
	main(benchmark)
