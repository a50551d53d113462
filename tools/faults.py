"""`make faults` and `make upgrade`: what goes wrong on purpose, and what is left afterwards, as a table.

Usage: python -m tools.faults faults | upgrade. On every bench found (VERSION chooses; K=words takes some),
with servers of their own in the run folder's `faults`, because some tests stop them. The figures go to
build/faults.json or build/upgrade.json: {fault, done, checked, outcome, figures, seconds, platform} each.
A fault that could not be brought about here is "not run" and never "held".
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from typing import Any

from tools.bench import Bench, find_benches, install_missing, prepare, where_we_looked
from tools.packages import PAPER, SERVERS, install
from tools.paths import BUILD, ROOT, run_folder
from tools.processes import port_for
from tools.say import Stop, main, say
from tools.services import Services, services
from tools.site import ready_site
from tools.test import test_environment
from tools.web import web_server

SITE = "faults.localhost"
FIRST_PORT = 8700
# races and killed workers are tested on every run too; here they stand in the same table
TESTS = {"faults": ("tests/faults", "tests/site"), "upgrade": ("tests/upgrade", "tests/site")}
OUTCOMES = ("held", "not held", "not run")


def faults(what: str) -> int:
	"""Run every fault on every bench and print what came of it; 1 when something did not hold."""
	install([*SERVERS, *PAPER])
	benches = find_benches()
	if not benches:
		raise Stop(f"No bench was found at {where_we_looked()}: set BENCH, or let make demo build one.")
	os.environ["HEALTHTALK_RUN"] = str(run_folder() / "faults")
	rows = []
	with services() as running:
		for bench in benches:
			rows += on_bench(bench, running, what)
	path = BUILD / f"{what}.json"
	path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
	say("\n" + "\n".join(table(rows)))
	say(f"The table is in {path.relative_to(ROOT)}.")
	return 1 if not rows or any(row["outcome"] == "not held" for row in rows) else 0


def on_bench(bench: Bench, running: Services, what: str) -> list[dict[str, Any]]:
	"""The rows of one bench."""
	prepare(bench, running)
	install_missing(bench.python, bench.folder, ["site-tests"])
	# a run that was broken off may have left a half of something
	site = ready_site(bench, running, SITE, tests=True, fresh=True)
	report = BUILD / "tests" / f"{bench.version}-{what}.xml"
	report.parent.mkdir(parents=True, exist_ok=True)
	report.unlink(missing_ok=True)
	words = [str(bench.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.aftermath"]
	words += [f"--junitxml={report}", "-o", "junit_family=xunit1", "-m", what.removesuffix("s")]
	if chosen := os.environ.get("K"):
		words += ["-k", chosen]
	port = port_for(f"{site.name} {bench.version}", FIRST_PORT)
	say(f"\nOn Frappe {bench.release}:")
	with web_server(site, port=port):
		subprocess.run(
			[*words, *TESTS[what]], cwd=ROOT, env={**os.environ, **test_environment(site, port)}, check=False
		)
	if not report.exists():
		raise Stop("The tests ended before they wrote their report: the reason stands above.")
	return rows_of(report.read_text(encoding="utf-8"), bench.release)


def rows_of(report: str, platform: str) -> list[dict[str, Any]]:
	"""The rows of a JUnit report, one for each test."""
	rows = []
	for case in ElementTree.fromstring(report).iter("testcase"):
		told = {one.get("name"): one.get("value") for one in case.iter("property")}
		skipped = case.find("skipped")
		failed = case.find("failure") is not None or case.find("error") is not None
		row = {
			"fault": told.pop("fault", case.get("name")),
			"done": told.pop("done", ""),
			"checked": told.pop("checked", ""),
			"outcome": "not held" if failed else "not run" if skipped is not None else "held",
			"figures": told,
			"seconds": round(float(case.get("time", 0)), 1),
			"platform": platform,
		}
		if skipped is not None:
			row["figures"]["reason"] = skipped.get("message")
		rows.append(row)
	return rows


def table(rows: list[dict[str, Any]]) -> list[str]:
	"""The rows for a reader, with the sums below."""
	lines = ["| platform | fault | done | checked | figures | seconds | outcome |"]
	lines.append("| --- | --- | --- | --- | --- | ---: | --- |")
	for row in rows:
		figures = ", ".join(f"{name} {value}" for name, value in row["figures"].items())
		cells = (row["platform"], row["fault"], row["done"], row["checked"], figures, row["seconds"])
		lines.append(f"| {' | '.join(map(str, cells))} | {row['outcome']} |")
	sums = [f"{sum(row['outcome'] == outcome for row in rows)} {outcome}" for outcome in OUTCOMES]
	return [*lines, "", ", ".join(sums)]


if __name__ == "__main__":
	main(lambda: faults(sys.argv[1]))
