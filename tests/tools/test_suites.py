"""Counting: what the two runners say becomes one line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.paths import ROOT
from tools.say import Stop
from tools.suites import Result, failed, from_report, from_runner, not_run, summary
from tools.test import files_of, parts

GREEN_15 = "....\n----------\nRan 120 tests in 63.120s\n\nOK (skipped=2)\n"
RED_15 = "..F.E\n----------\nRan 5 tests in 1.1s\n\nFAILED (failures=1, errors=1)\n"
BOTH_16 = (
	"Running 3 unit tests for healthtalk_app\nRan 3 tests in 0.1s\n\nOK\n"
	"Running 9 integration tests for healthtalk_app\nRan 9 tests in 8.0s\n\n\x1b[31mFAILED (failures=2)\n"
)


def counts(result: Result) -> tuple[int, int, int]:
	"""Passed, failed, skipped."""
	return result.passed, result.failed, result.skipped


def test_a_green_run_of_version_15() -> None:
	result = from_runner("15 runner", GREEN_15, 0, 63.4)
	assert result.line() == "suite 15 runner: 118 passed, 0 failed (2 skipped) in 63 s"


def test_version_15_leaves_with_code_0_and_has_failed_all_the_same() -> None:
	assert counts(from_runner("15 runner", RED_15, 0, 1.0)) == (3, 2, 0)


def test_version_16_runs_its_categories_one_after_the_other() -> None:
	assert counts(from_runner("16 runner", BOTH_16, 1, 8.0)) == (10, 2, 0)


def test_a_runner_that_dies_or_refuses_has_failed() -> None:
	assert counts(from_runner("15 runner", "ImportError: no module\n", 1, 1.0)) == (0, 1, 0)
	assert counts(from_runner("15 runner", "Testing is disabled for the site!\n", 0, 1.0)) == (0, 1, 0)


REPORT = '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>'


def test_a_report_of_pytest() -> None:
	assert counts(from_report("unit", REPORT, 1, 2.0)) == (4, 3, 3)


def test_trouble_without_a_failed_test_is_a_failure() -> None:
	green = '<testsuite tests="2" failures="0" errors="0" skipped="0"/>'
	assert counts(from_report("unit", green, 3, 2.0)) == (2, 1, 0)


def test_the_end_has_one_line_per_suite_and_the_sum() -> None:
	results = [
		Result("lint", 7, 0, 0, 12.0),
		failed("16 platform", Stop("The bench has no built assets."), 3.0),
		not_run("site", "The suite 15 site did not run: tests/site has no tests."),
	]
	assert summary(results) == [
		"suite lint: 7 passed, 0 failed (0 skipped) in 12 s",
		"The 16 platform tests did not run: The bench has no built assets.",
		"The suite 15 site did not run: tests/site has no tests.",
		"7 passed, 1 failed",
	]


def test_each_file_of_a_suite_is_in_one_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.delenv("K", raising=False)
	assert parts("browser") == ["browser"]
	assert parts("site") == ["site 1", "site 2", "site 3"]
	files = [Path(file).name for part in parts("site") for file in files_of(part)]
	assert sorted(files) == sorted(path.name for path in (ROOT / "tests" / "site").glob("test_*.py"))


def test_tests_that_are_named_are_looked_for_in_the_whole_suite(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("K", "races")
	assert parts("site") == ["site"]
	assert "tests/site/test_races.py" in files_of("site")
