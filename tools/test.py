"""`make test`: lint, the tests without a platform, and three suites on every bench found.

Environment: ONLY=15|16 (one bench), SUITE=lint|unit|runner|site|browser (some suites, commas between),
K=words (tests whose name matches), SITE=name (another test site), FRESH=1 (start it anew),
LONG=1 (also what plays a whole year, compares times or tries both devices on each version), BENCH.
"""

from __future__ import annotations

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Lock

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
# those that take longest come first
BENCH_SUITES = ("runner", "browser", "site")
# a long suite is cut in pieces, so that none is left alone at the end
PARTS = {"site": 3}
# a suite or one part of it ("site 2"), with its bench if it needs one
Job = tuple[Bench | None, str]
NEED_A_BENCH = ("site", "browser", "faults", "upgrade")
FIRST_PORT = 8100


def test() -> int:
	"""Run what was asked for, print one line per suite and the sum; 1 when anything failed."""
	wanted = wanted_suites()
	install_packages(wanted)
	on_benches = [name for name in BENCH_SUITES if name in wanted]
	benches = find_benches(os.environ.get("ONLY")) if on_benches else []
	# what needs no bench comes last: it fills the time in which the last suite has one core to itself
	jobs: list[Job] = [(bench, part) for suite in on_benches for part in parts(suite) for bench in benches]
	jobs += [(None, suite) for suite in PLAIN_SUITES if suite in wanted]
	results = work(jobs, benches)
	if on_benches and not benches:
		sentence = f"The platform tests did not run: no bench was found at {where_we_looked()}."
		results.append(not_run("platform", sentence))
	say("\n" + "\n".join(summary(results)))
	return 1 if any(result.failed for result in results) else 0


def install_packages(wanted: list[str]) -> None:
	"""What the suites need of the operating system."""
	needs = []
	if any(name in wanted for name in PLAIN_SUITES):
		needs += [*PAPER, *ENVIRONMENT]
	if any(name in wanted for name in BENCH_SUITES):
		needs += [*SERVERS, *PAPER, *(BROWSER if "browser" in wanted else ())]
	install(dict.fromkeys(needs))
	if "unit" in wanted:
		install(FACES, optional=True)


def wanted_suites() -> list[str]:
	"""The suites that `SUITE` names, or all."""
	names = [name for name in (os.environ.get("SUITE") or "").split(",") if name]
	known = (*PLAIN_SUITES, *BENCH_SUITES)
	if wrong := [name for name in names if name not in known]:
		raise Stop(f"SUITE={','.join(wrong)} is not a suite: the suites are {', '.join(known)}.")
	if not names and os.environ.get("ONLY"):
		return list(BENCH_SUITES)
	return names or list(known)


def parts(suite: str) -> list[str]:
	"""The names of a suite's parts; the suite as a whole when K asks for some of its tests."""
	if os.environ.get("K") or suite not in PARTS:
		return [suite]
	return [f"{suite} {number}" for number in range(1, PARTS[suite] + 1)]


def files_of(part: str) -> list[str]:
	"""The files of a suite or of a part of it: each file is in one part."""
	suite, _space, number = part.partition(" ")
	files = sorted(f"tests/{suite}/{path.name}" for path in (ROOT / "tests" / suite).glob("test_*.py"))
	return files[int(number) - 1 :: PARTS[suite]] if number else files


def work(jobs: list[Job], benches: list[Bench]) -> list[Result]:
	"""All suites, at one time two more than there are cores: each of them waits now and then for a browser or
	for a disk."""
	with services() if benches else nullcontext() as running, ThreadPoolExecutor() as pool:
		queue = Queue(jobs)
		done = [pool.submit(work_off, queue, running) for _core in range(2 + (os.cpu_count() or 1))]
		try:
			results = {job: result for future in done for job, result in future.result()}
		except KeyboardInterrupt:
			cancel()
			raise
	plain = [job for job in jobs if not job[0]]
	in_order = plain + [job for bench in benches for job in jobs if job[0] == bench]
	return [results[job] for job in in_order if job in results]


def plain_suite(suite: str) -> Result:
	"""Lint, or the tests that need no platform."""
	started = time.monotonic()
	try:
		with locked("plain"):
			python = own_python(["dev", "preview"])
		if suite == "lint":
			return run_lint(lint.checks(python))
		fetch_faces(python)
	except Stop as stop:
		return failed(suite, stop, time.monotonic() - started)
	report = BUILD / "tests" / "unit.xml"
	tests = ["tests", *(f"--ignore=tests/{name}" for name in NEED_A_BENCH)]
	return run_pytest("unit", python, tests, report, env={"PYTHONPATH": str(ROOT)})


# On benches


class Queue:
	"""Suites that wait, each for a bench. One suite at a time uses a bench's test site.

	The next suite is taken on a second site when the first is in use: otherwise half of the machine would
	wait for the slower version at the end.
	"""

	def __init__(self, jobs: list[Job]) -> None:
		self.waiting = list(jobs)
		self.busy: set[tuple[int, str]] = set()
		self.lock = Lock()

	def take(self) -> tuple[Bench | None, str, str] | None:
		"""The next suite with its bench and the site's name, or None when none waits."""
		name = os.environ.get("SITE") or TEST_SITE
		with self.lock:
			for job in self.waiting:
				for site in (name, f"second.{name}"):
					if not job[0] or (job[0].version, site) not in self.busy:
						self.waiting.remove(job)
						if job[0]:
							self.busy.add((job[0].version, site))
						return (*job, site)
			return None

	def give_back(self, bench: Bench, site: str) -> None:
		"""The site is free again."""
		with self.lock:
			self.busy.discard((bench.version, site))


def work_off(queue: Queue, running: Services | None) -> list[tuple[Job, Result]]:
	"""Take suites from the queue until none waits."""
	results: list[tuple[Job, Result]] = []
	while not is_cancelled() and (taken := queue.take()):
		bench, suite, site = taken
		if not bench:
			results.append(((None, suite), plain_suite(suite)))
			continue
		results.append(((bench, suite), on_bench(bench, running, suite, site)))
		queue.give_back(bench, site)
	return results


def on_bench(bench: Bench, running: Services, suite: str, name: str) -> Result:
	"""One suite on one bench. A site that cannot be made ready is a failure, and the others go on."""
	started = time.monotonic()
	try:
		with locked(f"bench-{bench.version}"):
			prepare(bench, running)
			install_missing(bench.python, bench.folder, ["site-tests"])
		with locked(f"tests-{bench.version}-{name}"):
			site = ready_site(bench, running, name, tests=True, fresh=is_fresh(bench, name))
			say(f"{bench.version}: {name} is ready for {suite} after {time.monotonic() - started:.0f} s.")
			return run_suite(suite, site)
	except Stop as stop:
		return failed(f"{bench.version} {suite}", stop, time.monotonic() - started)


made_anew: set[tuple[int, str]] = set()


def is_fresh(bench: Bench, name: str) -> bool:
	"""Whether FRESH asks for a new site: once in a run."""
	first = (bench.version, name) not in made_anew
	made_anew.add((bench.version, name))
	return first and bool(os.environ.get("FRESH"))


def run_suite(suite: str, site: Site) -> Result:
	"""One suite on a test site."""
	name = f"{site.bench.version} {suite}"
	if suite == "runner":
		return run_runner(name, site)
	if not (files := files_of(suite)):
		return not_run(name, f"The suite {name} did not run: tests/{suite} has no tests.")
	port = port_for(f"{site.name} {site.bench.version}", FIRST_PORT)
	report = BUILD / "tests" / f"{name.replace(' ', '-')}.xml"
	with web_server(site, port=port):
		return run_pytest(name, site.bench.python, files, report, env=test_environment(site, port))


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
