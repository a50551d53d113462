"""`make fuzz`: random users, files and requests, for as long as asked, with figures.

Environment: VERSION=15|16 (else every bench found), MINUTES (10 for each version), SITE,
PARTS=parsers,flows,import,desk,partner (all five). The figures go to build/fuzz.json, a list of {platform,
test, failures, kinds_of_failures, and what else each test counts}.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from tools.bench import Bench, find_benches, install_missing, own_python, prepare
from tools.packages import ENVIRONMENT, PAPER, SERVERS, install
from tools.paths import BUILD, ROOT, locked
from tools.processes import port_for
from tools.say import Stop, main, say
from tools.services import Services, services
from tools.site import ready_site
from tools.suites import MINUTES_FOR_A_SUITE, Result, run_pytest
from tools.test import FIRST_PORT, test_environment
from tools.up import TEST_SITE
from tools.web import web_server

MINUTES = "10"
# parts that need a bench: their test, and the share of the time that each of its tests gets
PARTS = {
	"flows": ("test_fuzz_flows.py", 0.5),
	"import": ("test_fuzz_import.py", 0.05),
	"desk": ("test_fuzz_desk.py", 0.07),
	# a hundred requests of each kind, whatever time it has; 0 would mean the few of make test
	"partner": ("test_partner_described.py", 0.01),
}
PARSERS, PARSER_SHARE = "tests/analytics/test_fuzz_parsers.py", 0.01
TESTS_IN_A_FILE = 20
FIGURES = BUILD / "fuzz"
RESULT = BUILD / "fuzz.json"


def fuzz() -> int:
	"""Fuzz what was asked for, print the figures and write them down; 1 when anything failed."""
	parts = wanted_parts()
	seconds = 60 * float(os.environ.get("MINUTES") or MINUTES)
	install([*SERVERS, *PAPER, *ENVIRONMENT])
	found, results = [], []
	if "parsers" in parts:
		python = own_python(["dev", "preview"])
		results.append(one("none", python, PARSERS, seconds * PARSER_SHARE, {"PYTHONPATH": str(ROOT)}, found))
	with services() as running:
		for bench in find_benches() if set(parts) & set(PARTS) else []:
			results += on_bench(bench, running, parts, seconds, found)
	RESULT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
	say("\n" + "\n".join(map(line, found)))
	say(f"The figures are in {RESULT.relative_to(ROOT)}.")
	return 1 if any(result.failed for result in results) else 0


def wanted_parts() -> list[str]:
	"""What to fuzz: all, or what PARTS names. Raises `Stop` for a part that there is not."""
	known = ["parsers", *PARTS]
	asked = [part for part in (os.environ.get("PARTS") or "").split(",") if part]
	if unknown := set(asked) - set(known):
		raise Stop(f"PARTS={min(unknown)} is no part of the fuzzing: choose from {','.join(known)}.")
	return asked or known


def on_bench(
	bench: Bench, running: Services, parts: list[str], seconds: float, found: list[dict[str, Any]]
) -> list[Result]:
	"""The parts that need a bench, on the test site, one after the other."""
	prepare(bench, running)
	install_missing(bench.python, bench.folder, ["site-tests"])
	name = os.environ.get("SITE") or TEST_SITE
	with locked(f"tests-{bench.version}-{name}"):
		site = ready_site(bench, running, name, tests=True)
		port = port_for(f"{site.name} {bench.version}", FIRST_PORT)
		with web_server(site, port=port):
			env = test_environment(site, port)
			return [
				one(bench.release, bench.python, f"tests/site/{test}", seconds * share, env, found)
				for part, (test, share) in PARTS.items()
				if part in parts
			]


def one(
	platform: str,
	python: Path,
	test: str,
	seconds: float,
	env: dict[str, str],
	found: list[dict[str, Any]],
) -> Result:
	"""Run the tests of one file; each leaves its figures in a file of its own, which are added to `found`."""
	shutil.rmtree(FIGURES, ignore_errors=True)
	FIGURES.mkdir(parents=True)
	more = {
		"HEALTHTALK_FUZZ_SECONDS": str(seconds),
		"HEALTHTALK_FUZZ_FIGURES": str(FIGURES),
		# no test of properties tries the same cases again
		"SEARCH": "1",
	}
	report = BUILD / "tests" / "fuzz.xml"
	# each test of a file has its time, and may come late to its end
	minutes = MINUTES_FOR_A_SUITE + seconds * TESTS_IN_A_FILE / 60
	result = run_pytest(
		f"fuzz {platform} {Path(test).stem}", python, [test], report, {**env, **more}, minutes=minutes
	)
	counted = [json.loads(path.read_text("utf-8")) for path in sorted(FIGURES.glob("*.json"))]
	found += [{"platform": platform, **figures} for figures in counted]
	if result.failed and not any(figures["failures"] for figures in counted):
		# a test that ended before it could count: it counts as one failure
		found.append({"platform": platform, "test": Path(test).stem, "failures": result.failed})
	return result


def line(figures: dict[str, Any]) -> str:
	"""The figures of one test in a line."""
	figures = dict(figures)
	head = f"{figures.pop('platform')} {figures.pop('test')}"
	moves, _kinds = figures.pop("moves", None), figures.pop("kinds_of_failures", None)
	if moves:
		figures["kinds of moves"] = len(moves)
	failures = figures.pop("failures")
	said = [f"{count} {what}" for what, count in sorted(figures.items())]
	return f"{head}: {', '.join([*said, f'{failures} failures'])}"


if __name__ == "__main__":
	main(fuzz)
