"""Words for people at a terminal: progress, results, and failures in one sentence."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

LINES_SHOWN_OF_A_FAILED_COMMAND = 25
DISK_FULL = "The disk is full: free some space (a bench needs about 4 GB, a site 300 MB) and run this again."


class Stop(Exception):
	"""A step that cannot go on. `sentence` says what is wrong and what to do about it."""

	def __init__(self, sentence: str, details: str = "") -> None:
		super().__init__(sentence)
		self.sentence = sentence
		self.details = details


def say(text: str) -> None:
	"""Print a line of progress at once, also when the output is a file or a pipe."""
	print(text, flush=True)


def main(step: Callable[[], int | None]) -> None:
	"""Run a command's main function; a `Stop` becomes its sentence and exit code 1, Ctrl-C becomes 130.

	A polite request to end (SIGTERM) counts as Ctrl-C, so that servers are stopped then too.
	"""
	signal.signal(signal.SIGTERM, interrupt)
	try:
		sys.exit(step() or 0)
	except Stop as stop:
		if stop.details:
			print(stop.details, file=sys.stderr)
		print(stop.sentence, file=sys.stderr, flush=True)
		sys.exit(1)
	except OSError as error:
		print(sentence_for_file(error), file=sys.stderr, flush=True)
		sys.exit(1)
	except KeyboardInterrupt:
		print("Stopped.", file=sys.stderr, flush=True)
		sys.exit(130)


def interrupt(_signal: int, _frame: FrameType | None) -> None:
	"""End as if Ctrl-C had been pressed."""
	raise KeyboardInterrupt


def sentence_for_file(error: OSError) -> str:
	"""The sentence for a file that could not be read or written; any other error passes through."""
	if error.errno == errno.ENOSPC:
		return DISK_FULL
	if isinstance(error, PermissionError) and error.filename:
		return (
			f"{error.filename} belongs to another user: run this as that user, or set "
			"HEALTHTALK_RUN to a folder of your own."
		)
	raise error


def run(
	command: Sequence[str | Path],
	failure: str,
	*,
	cwd: Path | None = None,
	env: Mapping[str, str] | None = None,
	log: Path | None = None,
	stdin: str | None = None,
) -> str:
	"""Run a command quietly and return its output.

	`env` is added to the present environment. With `log` the output is appended there as well.
	Raises `Stop(failure)` with the end of the output when the command cannot start or fails; a full disk
	and a network that cannot be reached replace `failure`, because they are what the reader can act on.
	"""
	try:
		done = subprocess.run(
			[str(part) for part in command],
			cwd=cwd,
			env={**os.environ, **(env or {})},
			input=stdin,
			stdin=subprocess.DEVNULL if stdin is None else None,
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
			errors="replace",
		)
	except OSError as error:
		raise Stop(failure, str(error)) from error
	if log:
		log.parent.mkdir(parents=True, exist_ok=True)
		with log.open("a", encoding="utf-8") as file:
			file.write(done.stdout)
	if done.returncode:
		raise Stop(sentence_for(done.stdout, failure), last_lines(done.stdout))
	return done.stdout


def last_lines(output: str) -> str:
	"""The end of a failed command's output, where the reason stands."""
	return "\n".join(output.rstrip().splitlines()[-LINES_SHOWN_OF_A_FAILED_COMMAND:])


def sentence_for(output: str, failure: str) -> str:
	"""The sentence for a failed command: its own `failure`, unless the output shows a cause outside of it."""
	lowered = output.lower()
	if "no space left on device" in lowered or "errno 28" in lowered:
		return DISK_FULL
	if any(sign in lowered for sign in NO_NETWORK):
		return (
			failure + " The network cannot be reached: check the connection or the proxy and run this again."
		)
	return failure


NO_NETWORK = (
	"could not resolve host",
	"temporary failure in name resolution",
	"temporary failure resolving",
	"name or service not known",
	"network is unreachable",
	"failed to establish a new connection",
	"getaddrinfo eai_again",
	"getaddrinfo enotfound",
	"connection timed out",
)
