"""`make test`: lint, the tests without a platform, and three suites on every bench found.

Environment: ONLY=15|16 (one bench), SUITE=lint|unit|runner|site|browser (some suites, commas between),
K=words (tests whose name matches), SITE=name (another test site), FRESH=1 (start it anew),
LONG=1 (also what plays a whole year), BENCH.
"""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

from tools import lint
from tools.bench import Bench, find_benches, install_missing, own_python, prepare, where_we_looked
from tools.packages import BROWSER, ENVIRONMENT, FACES, PAPER, SERVERS, install
from tools.paper import fetch_faces
from tools.paths import BUILD, ROOT, locked
from tools.processes import port_for
from tools.say import Stop, main, say
from tools.services import Services, services
from tools.site import Site, ready_site
from tools.suites import (
	Result,
	cancel,
	failed,
	is_cancelled,
	not_run,
	run_lint,
	run_pytest,
	run_runner,
	summary,
)
from tools.up import TEST_SITE
from tools.web import web_server

PLAIN_SUITES = ("lint", "unit")
BENCH_SUITES = ("runner", "site", "browser")
NEED_A_BENCH = ("site", "browser", "faults", "upgrade")
FIRST_PORT = 8100


def test() -> int:
	"""Run what was asked for, print one line per suite and the sum; 1 when anything failed."""
	wanted = wanted_suites()
	results = plain_suites(wanted)
	if any(name in wanted for name in BENCH_SUITES):
		results += bench_suites(wanted)
	say("\n" + "\n".join(summary(results)))
	return 1 if any(result.failed for result in results) else 0


def wanted_suites() -> list[str]:
	"""The suites that `SUITE` names, or all."""
	names = [name for name in (os.environ.get("SUITE") or "").split(",") if name]
	known = (*PLAIN_SUITES, *BENCH_SUITES)
	if wrong := [name for name in names if name not in known]:
		raise Stop(f"SUITE={','.join(wrong)} is not a suite: the suites are {', '.join(known)}.")
	if not names and os.environ.get("ONLY"):
		return list(BENCH_SUITES)
	return names or list(known)


def plain_suites(wanted: list[str]) -> list[Result]:
	"""Lint and the tests that need no platform."""
	if not any(name in wanted for name in PLAIN_SUITES):
		return []
	install([*PAPER, *ENVIRONMENT])
	install(FACES, optional=True)
	python = own_python(["dev", "preview"])
	if "unit" in wanted:
		fetch_faces(python)
	results = []
	if "lint" in wanted:
		results.append(run_lint(lint.checks(python)))
	if "unit" in wanted:
		report = BUILD / "tests" / "unit.xml"
		tests = ["tests", *(f"--ignore=tests/{name}" for name in NEED_A_BENCH)]
		results.append(run_pytest("unit", python, tests, report, env={"PYTHONPATH": str(ROOT)}))
	return results


# On benches


def bench_suites(wanted: list[str]) -> list[Result]:
	"""The platform's suites, on all benches at the same time."""
	suites = [name for name in BENCH_SUITES if name in wanted]
	benches = find_benches(os.environ.get("ONLY"))
	if not benches:
		return [
			not_run("platform", f"The platform tests did not run: no bench was found at {where_we_looked()}.")
		]
	install([*SERVERS, *PAPER, *(BROWSER if "browser" in suites else ())])
	with services() as running, ThreadPoolExecutor() as pool:
		futures = [pool.submit(on_bench, bench, running, suites) for bench in benches]
		try:
			return [result for future in futures for result in future.result()]
		except KeyboardInterrupt:
			cancel()
			raise


def on_bench(bench: Bench, running: Services, suites: list[str]) -> list[Result]:
	"""The suites on one bench. A bench that cannot be made ready is one failure, and the others go on."""
	started = time.monotonic()
	try:
		prepare(bench, running)
		install_missing(bench.python, bench.folder, ["site-tests"])
		name = os.environ.get("SITE") or TEST_SITE
		with locked(f"tests-{bench.version}-{name}"):
			site = ready_site(bench, running, name, tests=True, fresh=bool(os.environ.get("FRESH")))
			say(f"{bench.version}: {name} is ready after {time.monotonic() - started:.0f} s.")
			return [run_suite(suite, site) for suite in suites if not is_cancelled()]
	except Stop as stop:
		return [failed(f"{bench.version} platform", stop, time.monotonic() - started)]


def run_suite(suite: str, site: Site) -> Result:
	"""One suite on a test site."""
	name = f"{site.bench.version} {suite}"
	if suite == "runner":
		return run_runner(name, site)
	if not any((ROOT / "tests" / suite).glob("test_*.py")):
		return not_run(name, f"The suite {name} did not run: tests/{suite} has no tests.")
	port = port_for(f"{site.name} {site.bench.version}", FIRST_PORT)
	report = BUILD / "tests" / f"{name.replace(' ', '-')}.xml"
	with web_server(site, port=port):
		return run_pytest(
			name, site.bench.python, [f"tests/{suite}"], report, env=test_environment(site, port)
		)


def test_environment(site: Site, port: int) -> dict[str, str]:
	"""What tests/site and tests/browser read to find the site."""
	return {
		**site.bench.environment(),
		"HEALTHTALK_SITE": site.name,
		"HEALTHTALK_SITES_PATH": str(site.bench.sites),
		"HEALTHTALK_BENCH": str(site.bench.folder),
		"HEALTHTALK_VERSION": str(site.bench.version),
		"HEALTHTALK_URL": f"http://127.0.0.1:{port}",
		"HEALTHTALK_PICTURES": str(BUILD / "tests" / f"browser-{site.bench.version}"),
		"HEALTHTALK_CHROMIUM": next(filter(None, map(shutil.which, BROWSER[0].programs)), ""),
	}


if __name__ == "__main__":
	main(test)
