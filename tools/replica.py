"""`make replica`: a read replica on loopback, all our reports on it, and work shared by two of each process.

Environment: VERSION=15|16, SITE (the benchmark's site, with whatever it holds). The figures go to
build/replica.json. The database must keep a log for its replica, so it is started anew: end other commands
(and `make down`) first. Afterwards the site reads from its only database again.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tools.bench import Bench, find_benches, prepare
from tools.benchmark import SITE
from tools.packages import SERVERS, install
from tools.paths import ROOT, read_json, run_folder, write_json
from tools.processes import port_for, process_of, stop_process
from tools.say import Stop, main, run, say
from tools.services import Services, services, start_replica
from tools.site import Site, client, database_name, dump, load, ready_site, sql
from tools.web import Processes, web_server

RESULT = ROOT / "build" / "replica.json"
FIRST_PORT = 8700
SECONDS_TO_CATCH_UP = 300
CALLS, JOBS, AT_ONCE = 16, 40, 8
# read on the first server too: who asks, and for which units
ABOUT_USERS = ("Health Unit", "Healthtalk Settings")


def replica() -> int:
	"""Set the replica up on one bench, measure, take it down; 1 when a report did not run there alone."""
	install(SERVERS)
	if process_of(run_folder() / "db" / "pid"):
		raise Stop("The database runs already, without a log for a replica: run make down, then try again.")
	os.environ["BINLOG"] = "1"
	bench = find_benches()[-1]
	with services() as running:
		prepare(bench, running)
		site = ready_site(bench, running, os.environ.get("SITE") or SITE)
		with second_database(bench, running, site) as second, reading_from(site, second):
			found = measure(site, running, second)
	RESULT.parent.mkdir(exist_ok=True)
	write_json(RESULT, found)
	ran = {name: row for name, row in found["reports"].items() if row["status"] == 200}
	bad = [name for name, row in ran.items() if row["first"] or not row["replica"]]
	say(
		f"{len(ran)} of {len(found['reports'])} reports ran on {bench.release}, {len(ran) - len(bad)} of "
		f"them on the replica alone; figures are in {RESULT.relative_to(ROOT)}."
	)
	for name, row in found["reports"].items():
		if name in bad or name not in ran:
			say(f"  {name}: {row}")
	say(f"web workers: {found['web']}; job workers: {found['jobs']}")
	shared = all(len(found[kind]) == 2 and min(found[kind].values()) > 0 for kind in ("web", "jobs"))
	return 0 if shared and not bad else 1


# The second database


@contextmanager
def second_database(bench: Bench, running: Services, site: Site) -> Iterator[Services]:
	"""A MariaDB that holds a copy of the site and follows the first; it is gone afterwards."""
	name = database_name(bench, site.name)
	user = read_json(site.folder / "site_config.json")
	second = replace(running, database_port=start_replica(name))
	try:
		path = run_folder() / "replica" / "copy.sql"
		dump(running, name, path, "--master-data=1", "--gtid")
		account = f"CREATE USER IF NOT EXISTS '{name}'@'%' IDENTIFIED BY '{user['db_password']}'"
		sql(second, f"CREATE DATABASE `{name}`; {account}; GRANT ALL ON `{name}`.* TO '{name}'@'%';")
		sql(
			second,
			f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={running.database_port}, "
			f"MASTER_USER='root', MASTER_PASSWORD='{running.database_password}', MASTER_USE_GTID=slave_pos;",
		)
		load(second, name, path)
		path.unlink()
		sql(second, "START SLAVE;")
		wait_for_replica(second)
		yield second
	finally:
		stop_process(run_folder() / "replica" / "pid", "The replica")


def wait_for_replica(second: Services) -> None:
	"""Until the replica has all that the first database wrote; `Stop` with its words when it does not."""
	deadline = time.monotonic() + SECONDS_TO_CATCH_UP
	while True:
		said = ask(second, "SHOW SLAVE STATUS\\G", "--column-names")
		state = dict(re.findall(r"^ *(\w+): ?(.*)$", said, re.MULTILINE))
		if state.get("Seconds_Behind_Master") == "0" and state.get("Slave_SQL_Running") == "Yes":
			return
		trouble = state.get("Last_Error") or state.get("Last_IO_Error")
		if trouble or time.monotonic() > deadline:
			raise Stop(f"The replica does not follow: {trouble or said}")
		time.sleep(0.5)


@contextmanager
def reading_from(site: Site, second: Services) -> Iterator[None]:
	"""The site's settings name the replica while the block runs."""
	path = site.folder / "site_config.json"
	before = read_json(path)
	told = {"read_from_replica": 1, "replica_host": "127.0.0.1", "replica_db_port": second.database_port}
	write_json(path, {**before, **told}, secret=True)
	try:
		yield
	finally:
		write_json(path, before, secret=True)


def ask(server: Services, statement: str, names: str = "--skip-column-names") -> str:
	"""The answer of a server, as its client prints it."""
	return run(
		client(server, "mariadb", "--batch", names, "--execute", statement),
		"A database did not answer.",
		env={"MYSQL_PWD": server.database_password},
	)


# What is measured


def measure(site: Site, first: Services, second: Services) -> dict[str, Any]:
	"""Each report with the statements on either server, then calls and jobs by the process that took them."""
	port = port_for(f"replica {site.name} {site.bench.version}", FIRST_PORT)
	with web_server(site, port=port, workers=2, threads=4) as processes:
		session = logged_in(site, port)
		reports = {}
		for name in names_of("report"):
			# what a first call of a session reads is read before
			run_report(session, port, name)
			with listening(first), listening(second):
				status, rows = run_report(session, port, name)
			reports[name] = {
				"status": status,
				"rows": rows,
				"first": statements(first),
				"replica": statements(second),
			}
		return {
			"platform": site.bench.release,
			"reports": reports,
			"web": web_shares(processes, session, port),
			"jobs": job_shares(processes, site),
		}


def logged_in(site: Site, port: int) -> OpenerDirector:
	"""A session of the Administrator."""
	session = build_opener(HTTPCookieProcessor())
	who = urlencode({"usr": "Administrator", "pwd": site.admin_password}).encode()
	session.open(f"http://127.0.0.1:{port}/api/method/login", who, timeout=60).close()
	return session


def names_of(kind: str) -> list[str]:
	"""Our reports or DocTypes."""
	folder = ROOT / "healthtalk_app" / "healthtalk_app" / kind
	return sorted(json.loads(path.read_text())["name"] for path in folder.glob("*/*.json"))


def run_report(session: OpenerDirector, port: int, name: str) -> tuple[int, int]:
	"""Status and number of rows over the last year."""
	filters = {"from_date": str(date.today() - timedelta(days=365)), "to_date": str(date.today())}
	asked = {"report_name": name, "filters": json.dumps(filters), "ignore_prepared_report": "true"}
	address = f"http://127.0.0.1:{port}/api/method/frappe.desk.query_report.run?{urlencode(asked)}"
	try:
		with session.open(address, timeout=300) as answer:
			return answer.status, len(json.load(answer)["message"]["result"])
	except HTTPError as error:
		return error.code, 0


@contextmanager
def listening(server: Services) -> Iterator[None]:
	"""The server notes every statement."""
	sql(server, "SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = 1;")
	yield
	sql(server, "SET GLOBAL general_log = 0;")


def statements(server: Services) -> int:
	"""How many of the noted statements read rows of the app, but for what tells who may see which."""
	tables = "|".join(sorted(set(names_of("doctype")) - set(ABOUT_USERS)))
	wanted = f"argument like 'select%' and argument regexp '`tab({tables})`'"
	return int(ask(server, f"select count(*) from mysql.general_log where {wanted}"))


def web_shares(processes: Processes, session: OpenerDirector, port: int) -> dict[str, float]:
	"""Seconds of the processor that each web worker took for calls that came at once."""
	parent = next(process.pid for name, process in processes.running if name == "web server")
	before = {child: seconds_of(child) for child in children(parent)}
	with ThreadPoolExecutor(AT_ONCE) as pool:
		list(pool.map(lambda _turn: run_report(session, port, "Matter Timeliness"), range(CALLS)))
	return {
		f"worker {number}": round(seconds_of(child) - seconds, 2)
		for number, (child, seconds) in enumerate(before.items(), 1)
	}


def children(parent: int) -> list[int]:
	"""Processes that a process has started."""
	words = run(["ps", "-o", "pid=", "--ppid", str(parent)], "The web server has no workers.")
	return [int(word) for word in words.split()]


def seconds_of(process: int) -> float:
	"""Processor time of a process so far."""
	words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
	return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def job_shares(processes: Processes, site: Site) -> dict[str, int]:
	"""How many jobs each of two workers did."""
	for number in (1, 2):
		processes.start(f"worker {number}", site.bench.command(None, "worker", "--queue", "short,default"))
	words = site.bench.script(
		"share_jobs.py",
		site.name,
		str(JOBS),
		failure="The workers did not do all jobs: see the worker's log.",
	)
	return json.loads(words.strip().splitlines()[-1])


if __name__ == "__main__":
	main(replica)
