"""`make benchmark`: what the printed forms cost, side by side with the platform's own generator."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools.bench import find_benches, own_python, prepare
from tools.packages import ENVIRONMENT, PAPER, SERVERS, install
from tools.paper import fetch_faces
from tools.paths import ROOT
from tools.say import Stop, main, say
from tools.services import services
from tools.site import ready_site
from tools.up import TEST_SITE


def benchmark() -> None:
	"""Measure without a platform, then on the test site of every bench found."""
	install([*SERVERS, *PAPER, *ENVIRONMENT])
	python = own_python(["preview"])
	fetch_faces(python)
	say("Without a platform:")
	measure([str(python)], ROOT, {})
	with services() as running:
		for bench in find_benches():
			prepare(bench, running)
			site = ready_site(bench, running, os.environ.get("SITE") or TEST_SITE, tests=True)
			say(f"\nOn Frappe {bench.release}:")
			measure([str(bench.python)], bench.sites, bench.environment(), "--site", site.name)


def measure(python: list[str], folder: Path, env: dict[str, str], *words: str) -> None:
	"""Run the measurements in a folder, with their output as it comes."""
	command = [*python, str(ROOT / "benchmarks" / "printing.py"), *words]
	if subprocess.run(command, cwd=folder, env={**os.environ, **env}).returncode:
		raise Stop("The measurements broke off: the reason stands above.")


if __name__ == "__main__":
	main(benchmark)
