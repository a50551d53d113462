"""`make demo`: a site with the demo county, served until Ctrl-C.

Environment: BENCH, VERSION (15 or 16), PORT, HOST (0.0.0.0 lets other machines in), FRESH=1 (start anew).
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tools.bench import Bench, find_benches, prepare
from tools.build import build_bench
from tools.packages import ENVIRONMENT, FACES, PAPER, SERVERS, install
from tools.paper import fetch_faces
from tools.paths import read_json, run_folder, write_json
from tools.say import Stop, main, say
from tools.services import services
from tools.site import Site, ready_site
from tools.web import Processes, web_port, web_server

SITE = "healthtalk.localhost"
NOTES = "demo.json"
FIRST_PORT = 8000
QUEUES = "short,default,long"


def demo() -> None:
	"""Bring the demo up, print how to get in, and wait for the end."""
	started = time.monotonic()
	install([*SERVERS, *PAPER, *ENVIRONMENT])
	install(FACES, optional=True)
	bench = choose_bench()
	with only_once(bench), services() as running:
		prepare(bench, running)
		fetch_faces(bench.python)
		site = ready_site(
			bench, running, SITE, fresh=bool(os.environ.get("FRESH")) or half_loaded(bench, SITE)
		)
		users = load_county(site)
		host = os.environ.get("HOST") or "127.0.0.1"
		port = web_port(f"demo {bench.version}", FIRST_PORT + 10 * (bench.version - 15))
		remember_address(site, port)
		with web_server(site, port=port, host=host) as processes:
			processes.start("worker", bench.command(None, "worker", "--queue", QUEUES))
			processes.start("scheduler", bench.command(None, "schedule"))
			say(greeting(site, f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}", users))
			say(f"Up after {time.monotonic() - started:.0f} s. Ctrl-C stops everything and keeps the data.")
			wait(processes)
	say("The demo has stopped; make demo starts it again with its data.")


def wait(processes: Processes) -> None:
	"""Until Ctrl-C, or until a process ends by itself."""
	try:
		while True:
			processes.check()
			time.sleep(0.5)
	except KeyboardInterrupt:
		say("\nStopping.")
		# A second Ctrl-C must not leave half of the processes behind.
		signal.signal(signal.SIGINT, signal.SIG_IGN)
		signal.signal(signal.SIGTERM, signal.SIG_IGN)


def choose_bench() -> Bench:
	"""The newest bench found (VERSION chooses), or one built from the platform's official sources."""
	benches = find_benches()
	return benches[-1] if benches else build_bench(os.environ.get("VERSION"))


@contextmanager
def only_once(bench: Bench) -> Iterator[None]:
	"""Refuse a second demo of the same version, which would share the first one's site."""
	with (run_folder() / f"demo-{bench.version}.lock").open("w") as file:
		try:
			fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
		except BlockingIOError:
			raise Stop(
				f"The demo of version {bench.version} runs already: stop it with Ctrl-C where it was started."
			) from None
		yield


# The county


def half_loaded(bench: Bench, name: str) -> bool:
	"""Whether loading the county was broken off on this site, which then has to be made anew."""
	return "loading" in read_json(bench.sites / name / NOTES)


def load_county(site: Site) -> list[dict[str, Any]]:
	"""Load the demo county once; afterwards read the users that were noted then."""
	path = site.folder / NOTES
	if noted := read_json(path):
		return noted["users"]
	say(f"{site.bench.version}: loading the demo county, a year of work (some minutes).")
	write_json(path, {"loading": True})
	output = site.bench.run(
		site.name,
		"healthtalk",
		"demo",
		"--json",
		failure="The demo county could not be loaded: the reason stands above.",
	)
	users = users_in(output)
	write_json(path, {"users": users}, secret=True)
	return users


def users_in(output: str) -> list[dict[str, Any]]:
	"""The users in the command's one line of JSON: other words may stand before it."""
	for line in reversed(output.splitlines()):
		if line.startswith("{"):
			return json.loads(line)["users"]
	raise Stop("The demo county was loaded, but its users were not told.", output)


def remember_address(site: Site, port: int) -> None:
	"""Tell the site its own address, so that links and the pictures in PDFs resolve."""
	path = site.folder / "site_config.json"
	write_json(path, {**read_json(path), "host_name": f"http://127.0.0.1:{port}"}, secret=True)


def greeting(site: Site, address: str, users: list[dict[str, Any]]) -> str:
	"""Address and users, for the terminal."""
	lines = ["", f"HealthTalk 健康说事 on Frappe {site.bench.release}: {address}", ""]
	if users:
		columns = ("user", "password", "role", "unit")
		rows = [columns, *(tuple(str(user.get(column, "")) for column in columns) for user in users)]
		widths = [max(len(row[index]) for row in rows) for index in range(2)]
		for user, password, role, unit in rows:
			lines.append(f"  {user:<{widths[0]}}  {password:<{widths[1]}}  {role}  {unit}".rstrip())
	lines += [f"  Administrator  {site.admin_password}  (everything)", ""]
	return "\n".join(lines)


if __name__ == "__main__":
	main(demo)
