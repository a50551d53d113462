"""Servers fail under people at work: the database dies, Redis is emptied, the disk fills, the clock moves."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import frappe
import pytest
import redis
import requests
from frappe.utils import now_datetime
from freezegun import freeze_time

from tests.site.county import MATTER, County, act, done, refused
from tests.site.killed import finish, take_out_of_the_queue
from tests.site.rest import Rest
from tests.site.test_campaign_killed import ALL, CAMPAIGN, WORK, activated, run_of, tasks_of
from tests.site.test_races import at_once, step, winners
from tools.paths import run_folder
from tools.processes import process_of
from tools.services import start_database

BUSY = "BusyError"
# of the web server that the tools start
THREADS = 8
SECONDS = 60


# ---- the database ---------------------------------------------------------------------------------
def kill_database() -> None:
	"""End MariaDB as a power cut would, and wait until it is gone."""
	pid_file = run_folder() / "db" / "pid"
	os.kill(process_of(pid_file), signal.SIGKILL)
	while process_of(pid_file):
		time.sleep(0.05)


def restart_database() -> None:
	"""Start MariaDB again and give this process a new connection in the place of the dead one."""
	start_database()
	frappe.db.close()
	frappe.db.connect()


def no_traceback(answer: requests.Response) -> None:
	"""What a user is shown tells nothing of the code."""
	assert "Traceback" not in answer.text, answer.text[:2000]


@pytest.mark.fault(
	"database killed in mid-transaction",
	"kill -9 of MariaDB while 8 officers' requests hold open transactions, started again",
	"no traceback is shown, none of the 8 is half written; sent again all are taken, no number is skipped",
)
def test_a_dead_database_takes_open_transactions_with_it(county: County) -> None:
	names = [county.matter() for _matter in range(THREADS)]
	frappe.db.commit()
	# who holds the matters makes all requests wait half-way
	calls = [step(county.clerk, MATTER, name, "Accept", category=county.category) for name in names]
	frappe.db.sql("select name from `tabTalk Matter` where name in %s for update", (names,))
	with ThreadPoolExecutor(len(calls)) as pool:
		sent = [pool.submit(send, call) for call in calls]
		wait_until(lambda: statements_under_way() >= THREADS)
		kill_database()
		answers = [one.result(timeout=SECONDS) for one in sent]
	restart_database()
	for answer in answers:
		# the platform's own page: it cannot speak without a database
		assert answer.status_code == 500
		no_traceback(answer)
	rows = frappe.get_all(MATTER, {"name": ("in", names)}, ["status", "number"])
	assert {(row.status, row.number) for row in rows} == {("Raised", None)}
	again = at_once(*calls)
	for place, answer in enumerate(again):
		if not answer.ok:
			winners([answer], BUSY)
			done(act(county.clerk, MATTER, names[place], "Accept", {"category": county.category}))
	frappe.db.rollback()
	numbers = frappe.get_all(MATTER, {"name": ("in", names)}, pluck="number")
	assert None not in numbers and len(set(numbers)) == len(names)


def send(call: tuple[Rest, str, str, dict[str, Any]]) -> requests.Response:
	"""One request from a connection of its own."""
	user, verb, path, sent = call
	with requests.Session() as session:
		session.headers.update(user._session.headers)
		session.cookies.update(user._session.cookies)
		return session.request(verb, user.url + path, json=sent, timeout=SECONDS)


def statements_under_way() -> int:
	"""How many statements of the site's other connections have not ended."""
	((number,),) = frappe.db.sql(
		"select count(*) from information_schema.processlist "
		"where command = 'Query' and id != connection_id() and time_ms > 200"
	)
	return number


def wait_until(held: Any) -> None:
	until = time.monotonic() + SECONDS
	while not held():
		assert time.monotonic() < until, "it never came to that"
		time.sleep(0.05)


# ---- Redis ----------------------------------------------------------------------------------------
def flush(address: str) -> None:
	"""Empty Redis whole: caches, sessions, queues."""
	redis.Redis.from_url(address).flushall()


@pytest.mark.fault(
	"Redis emptied during work",
	"FLUSHALL twice a second while 5 matters are raised, accepted and planned by a logged-in officer",
	"all 15 steps are taken, the officer is not logged out",
)
def test_work_goes_on_while_redis_is_emptied(county: County) -> None:
	stop: list[bool] = []
	address = frappe.conf.redis_cache

	def empty() -> int:
		times = 0
		while not stop:
			flush(address)
			times += 1
			time.sleep(0.5)
		return times

	with ThreadPoolExecutor(1) as pool:
		emptied = pool.submit(empty)
		try:
			names = [county.matter("Planned") for _matter in range(5)]
		finally:
			stop.append(True)
		assert emptied.result() > 1
	assert set(frappe.get_all(MATTER, {"name": ("in", names)}, pluck="status")) == {"Planned"}


@pytest.mark.fault(
	"Redis emptied between work",
	"FLUSHALL with the job of an activated campaign in the queue",
	"the sweeper has the job started again; 6000 tasks, each once",
)
def test_a_job_lost_from_the_queue_is_started_again(county: County) -> None:
	from healthtalk_app.services import runs  # needs a site: not before the fixture

	campaign = activated(county)
	flush(frappe.conf.redis_cache)
	run = run_of(campaign)
	assert run.status == "Waiting"
	frappe.db.set_value(runs.DOCTYPE, run.name, "alive_at", run.alive_at - runs.SILENT - timedelta(minutes=1))
	assert run.name in runs.resume_stopped()
	frappe.db.commit()
	take_out_of_the_queue(run.name)
	finish("execute", WORK, "--kwargs", repr({"run": run.name}))
	assert run_of(campaign).status == "Finished"
	tasks = tasks_of(campaign)
	assert len({(task.unit, task.phase, task.subject, task.period) for task in tasks}) == len(tasks) == ALL
	assert frappe.db.get_value(CAMPAIGN, campaign, "task_count") == ALL


# ---- the disk -------------------------------------------------------------------------------------
@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
	"""A file system of 64 kB over a folder while the block runs; skips where it may not be mounted."""
	done_ = subprocess.run(
		["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, text=True
	)
	if done_.returncode:
		pytest.skip(f"a full disk needs the right to mount: {done_.stderr.strip()}")
	try:
		yield
	finally:
		subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.fault(
	"disk full on upload",
	"a full file system over the private files while an officer attaches 1 MB to a matter",
	"a sentence, no File row, no broken file; with room again it is taken",
)
def test_a_full_disk_refuses_an_upload_in_words(county: County) -> None:
	name = county.matter()
	folder = Path(frappe.get_site_path("private", "files")).resolve()

	def upload() -> requests.Response:
		return county.clerk.call(
			"POST",
			"/api/method/upload_file",
			files={"file": ("grosses.txt", b"x" * 1_000_000)},
			data={"is_private": "1", "doctype": MATTER, "docname": name},
		)

	before = set(folder.iterdir())
	with full_disk(folder):
		answer = upload()
		left = list(folder.iterdir())
	refused(answer, "DiskFullError")
	assert left == []
	frappe.db.rollback()
	assert not frappe.get_all("File", {"attached_to_name": name})
	assert upload().ok
	frappe.db.rollback()
	assert len(frappe.get_all("File", {"attached_to_name": name})) == 1
	assert len(set(folder.iterdir()) - before) == 1


# ---- the clock ------------------------------------------------------------------------------------
@pytest.mark.fault(
	"clock moved",
	"the clock back an hour, forward a day, then right again between the steps of a matter (freezegun)",
	"what is before the last step is refused in words, the log keeps its order",
)
def test_the_log_keeps_its_order_when_the_clock_moves(county: County) -> None:
	from healthtalk_app.exceptions import TimeOrderError  # needs a site: not before the fixture
	from healthtalk_app.services.steps import flow

	name = county.matter("Accepted")
	right = now_datetime()
	frappe.set_user(county.clerk.user)

	def step_at(hours: int, action: str, **values: Any) -> None:
		with freeze_time(right + timedelta(hours=hours) - local_offset()):
			flow.act(MATTER, name, action, values)

	with pytest.raises(TimeOrderError) as refusal:
		step_at(-1, "Make Plan", plan="增开窗口。")
	assert len(str(refusal.value)) > 3
	frappe.db.rollback()
	step_at(24, "Make Plan", plan="增开窗口。")
	frappe.db.commit()
	# the clock is right again, and the last step lies in the future
	with pytest.raises(TimeOrderError):
		step_at(1, "Start")
	frappe.db.rollback()
	step_at(25, "Start")
	frappe.db.commit()
	moved = frappe.get_all(
		"Case Event",
		{"reference_doctype": MATTER, "reference_name": name, "event": "status"},
		["to_status", "occurred_at"],
		order_by="sequence",
	)
	assert [event.to_status for event in moved] == ["Accepted", "Planned", "In Progress"]
	assert [event.occurred_at for event in moved] == sorted(event.occurred_at for event in moved)


def local_offset() -> timedelta:
	"""How far the site's time is ahead of the machine's, which is what is frozen."""
	return timedelta(seconds=round((now_datetime() - datetime.utcnow()).total_seconds()))
