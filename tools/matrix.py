"""`make matrix`: every question of the permission matrix on the test site of every bench found.

Environment: ONLY=15|16 (one bench), FRESH=1 (a new site), DOCTYPES (names, commas between; all). The figures
and every cell that is not as expected go to build/matrix-15.json and build/matrix-16.json.
"""

from __future__ import annotations

import json
import os
from typing import Any

from tools.bench import find_benches, install_missing, prepare
from tools.packages import SERVERS, install
from tools.paths import BUILD, locked
from tools.say import Stop, main, say
from tools.services import services
from tools.site import ready_site
from tools.suites import run_pytest
from tools.test import FIRST_PORT, test_environment
from tools.up import TEST_SITE

TEST = "tests/site/test_matrix.py::test_nobody_may_more_or_less"
MINUTES = 180


def matrix() -> int:
	"""Walk it on one bench after the other; 1 when anything was not as expected."""
	install(SERVERS)
	bad = 0
	benches = find_benches(os.environ.get("ONLY"))
	if not benches:
		raise Stop("The matrix was not walked: no bench was found.")
	with services() as running:
		for bench in benches:
			prepare(bench, running)
			install_missing(bench.python, bench.folder, ["site-tests"])
			with locked(f"tests-{bench.version}-{TEST_SITE}"):
				site = ready_site(bench, running, TEST_SITE, tests=True, fresh=bool(os.environ.get("FRESH")))
				report = BUILD / f"matrix-{bench.version}.json"
				report.parent.mkdir(exist_ok=True)
				report.unlink(missing_ok=True)
				# the requests are answered in the tests' own process: no web server is asked
				env = {
					**test_environment(site, FIRST_PORT),
					"HEALTHTALK_MATRIX": str(report),
					"HEALTHTALK_MATRIX_WHOLE": "1",
					"HEALTHTALK_MATRIX_DOCTYPES": os.environ.get("DOCTYPES") or "",
				}
				junit = BUILD / "tests" / f"{bench.version}-matrix.xml"
				name = f"{bench.version} matrix"
				bad += run_pytest(name, bench.python, [TEST], junit, env=env, minutes=MINUTES).failed
				if report.exists():
					say(line(bench.version, json.loads(report.read_text(encoding="utf-8"))))
	return 1 if bad else 0


def line(version: int, figures: dict[str, Any]) -> str:
	"""The figures of one version as a sentence."""
	rules = ", ".join(f"{count} {operation}" for operation, count in sorted(figures["by_rule"].items()))
	return (
		f"{version}: {figures['cells']} cells, {figures['yes']} of them yes "
		f"({rules or 'none'} up to a rule of the document), "
		f"{len(figures['unexpected_yes'])} unexpected yes, "
		f"{len(figures['unexpected_no'])} unexpected no, {len(figures['errors'])} errors, "
		f"{figures['seconds']} s."
	)


if __name__ == "__main__":
	main(matrix)
