"""Running one suite and counting what came of it."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.paths import APP, ROOT
from tools.say import Stop, last_lines, say
from tools.site import Site

NO_TESTS_COLLECTED = 5
MINUTES_FOR_A_SUITE = 45


@dataclass(frozen=True)
class Result:
	"""What came of a suite: numbers of tests, or a sentence why there are none."""

	suite: str
	passed: int = 0
	failed: int = 0
	skipped: int = 0
	seconds: float = 0.0
	sentence: str = ""

	def line(self) -> str:
		"""The suite's line at the end of `make test`."""
		if self.sentence:
			return self.sentence
		counts = f"{self.passed} passed, {self.failed} failed ({self.skipped} skipped)"
		return f"suite {self.suite}: {counts} in {self.seconds:.0f} s"


def not_run(suite: str, sentence: str) -> Result:
	"""A suite that was left out, with the reason."""
	return Result(suite, sentence=sentence)


def failed(suite: str, stop: Stop, seconds: float) -> Result:
	"""A suite that could not even begin; counts as one failure."""
	say("\n".join(filter(None, [stop.details, stop.sentence])))
	return Result(
		suite, failed=1, seconds=seconds, sentence=f"The {suite} tests did not run: {stop.sentence}"
	)


def summary(results: Iterable[Result]) -> list[str]:
	"""One line per suite and the sum of all."""
	results = list(results)
	lines = [result.line() for result in results]
	total = f"{sum(r.passed for r in results)} passed, {sum(r.failed for r in results)} failed"
	return [*lines, total]


# Lint


def run_lint(checks: Mapping[str, Callable[[], str]]) -> Result:
	"""Run every check; each returns what it complains about, or nothing."""
	started = time.monotonic()
	bad = 0
	for name, check in checks.items():
		if complaint := check():
			bad += 1
			say(f"{name}:\n{complaint}")
	return Result("lint", len(checks) - bad, bad, 0, time.monotonic() - started)


# pytest


def run_pytest(
	suite: str,
	python: Path,
	tests: Sequence[str],
	report: Path,
	env: Mapping[str, str],
	minutes: float = MINUTES_FOR_A_SUITE,
) -> Result:
	"""Run pytest and read the numbers from its report."""
	report.parent.mkdir(parents=True, exist_ok=True)
	report.unlink(missing_ok=True)
	words = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
	if not os.environ.get("LONG"):
		words += ["-m", "not long"]
	if chosen := os.environ.get("K"):
		words += ["-k", chosen]
	started = time.monotonic()
	code, output = show(suite, words, ROOT, env, minutes)
	seconds = time.monotonic() - started
	if code == NO_TESTS_COLLECTED:
		return not_run(suite, f"The suite {suite} did not run: no test has a name like K={chosen}.")
	if not report.exists():
		return failed(suite, Stop("pytest ended before it wrote its report.", last_lines(output)), seconds)
	return from_report(suite, report.read_text(encoding="utf-8"), code, seconds)


def from_report(suite: str, report: str, code: int, seconds: float) -> Result:
	"""Numbers of a JUnit report. Trouble without a failed test counts as one failure."""
	tests = bad = skipped = 0
	for element in ElementTree.fromstring(report).iter("testsuite"):
		tests += int(element.get("tests", 0))
		bad += int(element.get("failures", 0)) + int(element.get("errors", 0))
		skipped += int(element.get("skipped", 0))
	passed = max(0, tests - bad - skipped)
	return Result(suite, passed, bad or int(code != 0), skipped, seconds)


# The platform's runner


def run_runner(suite: str, site: Site) -> Result:
	"""Run the tests in the package with the platform's own runner."""
	words = site.bench.command(site.name, "run-tests", "--app", APP)
	if chosen := os.environ.get("K"):
		words += ["--module", f"{APP}.tests.{chosen.removesuffix('.py')}"]
	started = time.monotonic()
	code, output = show(suite, words, site.bench.sites, site.bench.environment())
	return from_runner(suite, output, code, time.monotonic() - started)


def from_runner(suite: str, output: str, code: int, seconds: float) -> Result:
	"""Numbers from the runner's words. Version 15 leaves with code 0 when tests failed, so words count."""
	tests = sum(int(number) for number in re.findall(r"^Ran (\d+) tests? in", output, re.MULTILINE))
	bad = counted(output, "failures") + counted(output, "errors") + counted(output, "unexpected successes")
	skipped = counted(output, "skipped")
	if "Testing is disabled for the site" in output or (code and not bad):
		bad += 1
	return Result(suite, max(0, tests - bad - skipped), bad, skipped, seconds)


def counted(output: str, what: str) -> int:
	"""The sum of `what=N` in the closing lines, such as `FAILED (failures=2, errors=1)`."""
	closing = re.findall(r"^(?:\x1b\[[0-9;]*m)*(?:OK|FAILED) \((.+?)\)", output, re.MULTILINE)
	return sum(int(number) for line in closing for number in re.findall(rf"{what}=(\d+)", line))


# Processes

running: set[subprocess.Popen[str]] = set()
cancelled = threading.Event()


def show(
	suite: str,
	words: Sequence[str],
	cwd: Path,
	env: Mapping[str, str],
	minutes: float = MINUTES_FOR_A_SUITE,
) -> tuple[int, str]:
	"""Run a command; print its output in one piece when it ends, so that two benches do not mix theirs.

	A suite that takes longer than `minutes` is ended, and its output so far is shown.
	"""
	process = subprocess.Popen(
		words,
		cwd=cwd,
		env={**os.environ, **env},
		stdin=subprocess.DEVNULL,
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
		text=True,
		errors="replace",
	)
	running.add(process)
	try:
		output, _ = process.communicate(timeout=minutes * 60)
	except subprocess.TimeoutExpired:
		process.kill()
		output, _ = process.communicate()
		output += f"\nEnded after {minutes:.0f} minutes."
	running.discard(process)
	say(f"\n--- {suite}\n{output.rstrip()}")
	return process.returncode, output


def cancel() -> None:
	"""End the suites that run, and start no more."""
	cancelled.set()
	for process in list(running):
		process.terminate()


def is_cancelled() -> bool:
	"""Whether `cancel` was called."""
	return cancelled.is_set()
