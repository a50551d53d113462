"""Workers as processes of their own that a test kills."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frappe

from tools.bench import read_bench

SECONDS = 120


def command(*words: str) -> dict[str, Any]:
	"""What `subprocess` needs for `bench --site SITE WORDS…`."""
	bench = read_bench(Path(os.environ["HEALTHTALK_BENCH"]))
	return {
		"args": bench.command(frappe.local.site, *words),
		"cwd": bench.sites,
		"env": {**os.environ, **bench.environment()},
		"stdout": subprocess.PIPE,
		"stderr": subprocess.PIPE,
		"text": True,
	}


def kill_when(half_way: Callable[[], Any], *words: str) -> None:
	"""Start a command and kill it as soon as it is half-way; fails when it ends before."""
	process = subprocess.Popen(**command(*words))
	until = time.monotonic() + SECONDS
	while not half_way():
		assert process.poll() is None and time.monotonic() < until, "it ended before it could be killed"
		time.sleep(0.02)
	os.kill(process.pid, signal.SIGKILL)
	process.communicate()


def finish(*words: str) -> str:
	"""Run a command to its end; returns what it printed."""
	done = subprocess.run(**command(*words), timeout=SECONDS, check=False)
	assert done.returncode == 0, done.stderr[-2000:]
	return done.stdout


def take_out_of_the_queue(run: str) -> None:
	"""No worker is at work on the test site: the test does what it would have done."""
	from frappe.utils.background_jobs import get_queue

	for job in get_queue("long").jobs:
		if job.kwargs.get("kwargs", {}).get("run") == run:
			job.delete()
