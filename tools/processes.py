"""Servers as processes: finding their programs and ports, starting them, knowing them again, ending them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tools.paths import locked, read_json, run_folder, write_json
from tools.say import Stop, last_lines, say

SECONDS_TO_START = 60
SECONDS_TO_STOP = 30

# Ports


def port_for(name: str, first: int, *, is_free: Callable[[int], bool] | None = None) -> int:
	"""The port of a server: the remembered one while it is free, else the next free one from `first` up.

	Raises `Stop` when two hundred ports in a row are taken.
	"""
	is_free = is_free or port_is_free
	path = run_folder() / "ports.json"
	# two suites of a run ask at once
	with locked("ports"):
		ports = read_json(path)
		candidates = [ports[name]] if name in ports else []
		candidates += [port for port in range(first, first + 200) if port not in ports.values()]
		for port in candidates:
			if is_free(port):
				write_json(path, {**ports, name: port})
				return port
	raise Stop(
		f"No port from {first} to {first + 199} is free for {name}: stop what listens there and try again."
	)


def remembered_port(name: str) -> int | None:
	"""The port that a server was last given."""
	return read_json(run_folder() / "ports.json").get(name)


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
	"""Whether a server could listen there now."""
	with socket.socket() as probe:
		probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			probe.bind((host, port))
		except OSError:
			return False
	return True


def answers(port: int, host: str = "127.0.0.1") -> bool:
	"""Whether something listens there."""
	try:
		socket.create_connection((host, port), timeout=2).close()
	except OSError:
		return False
	return True


# Processes


def program(*names: str) -> str:
	"""Path of the first of these programs that is installed; servers are often outside of a user's PATH."""
	path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
	for name in names:
		if found := shutil.which(name, path=path):
			return found
	raise Stop(
		f"{names[0]} is not installed: run make packages as root, or install mariadb-server and redis-server."
	)


def launch(command: list[str], folder: Path, name: str, is_up: Callable[[], bool]) -> None:
	"""Start a server in a session of its own (so that Ctrl-C does not reach it) and wait until it answers."""
	folder.mkdir(parents=True, exist_ok=True)
	log = folder / "log"
	with log.open("w") as output:
		process = subprocess.Popen(
			command,
			stdin=subprocess.DEVNULL,
			stdout=output,
			stderr=output,
			start_new_session=True,
			cwd=folder,
		)
	(folder / "pid").write_text(str(process.pid))
	deadline = time.monotonic() + SECONDS_TO_START
	while not is_up():
		if process.poll() is not None or time.monotonic() > deadline:
			process.kill()
			raise Stop(
				f"{name} did not start: the reason stands above and in {log}.", last_lines(log.read_text())
			)
		time.sleep(0.1)


def process_of(pid_file: Path) -> int | None:
	"""The live process that wrote this file, unless another program has taken its number since."""
	try:
		pid = int(pid_file.read_text())
		command = Path(f"/proc/{pid}/cmdline").read_text()
		state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
	except (OSError, ValueError):
		return None
	# Redis shows its address behind its name.
	name = Path(command.partition("\0")[0].partition(" ")[0]).name
	return pid if name in ("mariadbd", "mysqld", "redis-server") and state != "Z" else None


def stop_process(pid_file: Path, name: str) -> None:
	"""Ask the process to end and wait; force it only when it does not."""
	pid = process_of(pid_file)
	if pid:
		os.kill(pid, signal.SIGTERM)
		deadline = time.monotonic() + SECONDS_TO_STOP
		while process_of(pid_file):
			if time.monotonic() > deadline:
				say(f"{name} did not stop within {SECONDS_TO_STOP} seconds and is ended by force.")
				os.kill(pid, signal.SIGKILL)
				break
			with contextlib.suppress(ChildProcessError):
				os.waitpid(pid, os.WNOHANG)
			time.sleep(0.1)
	pid_file.unlink(missing_ok=True)
