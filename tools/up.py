"""`make site`, `make up`, `make down`: the test site and the servers, for work at the code.

Usage: python -m tools.up site | up | down | packages
"""

from __future__ import annotations

import os
import sys

from tools.bench import Bench, find_benches, prepare, where_we_looked
from tools.packages import install_packages
from tools.paths import locked, run_folder
from tools.say import Stop, main, say
from tools.services import services, start, stop
from tools.site import ready_site

TEST_SITE = "test.healthtalk.localhost"


def one_or_all() -> list[Bench]:
	"""The benches to work on; `Stop` when there is none."""
	benches = find_benches()
	if not benches:
		raise Stop(f"No bench was found at {where_we_looked()}: set BENCH, or let make demo build one.")
	return benches


def make_sites() -> None:
	"""Create or migrate the test site on every bench and say how to get into it."""
	keep_running()
	name = os.environ.get("SITE") or TEST_SITE
	with services() as running:
		for bench in one_or_all():
			prepare(bench, running)
			ready_site(bench, running, name, tests=True, fresh=bool(os.environ.get("FRESH")))
			say(f"{bench.version}: {name} is ready. A console in it:")
			words = " ".join(f"{key}={value}" for key, value in bench.environment().items() if value)
			say(f"  cd {bench.sites} && {words} {' '.join(bench.command(name, 'console'))}")
	say("MariaDB and Redis go on running until make down.")


def keep_running() -> None:
	"""Start the servers and leave them running when this command ends."""
	(run_folder() / "keep").touch()
	with locked("services"):
		running = start()
	say(f"MariaDB listens on port {running.database_port}, Redis on port {running.redis_port} (127.0.0.1).")


def let_go() -> None:
	"""Stop the servers that `keep_running` left."""
	(run_folder() / "keep").unlink(missing_ok=True)
	with locked("services"):
		stop()
	say("MariaDB and Redis are stopped.")


STEPS = {"site": make_sites, "up": keep_running, "down": let_go, "packages": install_packages}

if __name__ == "__main__":
	main(STEPS[sys.argv[1]])
