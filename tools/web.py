"""The processes of a site: web server, job worker, scheduler."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.processes import port_for, port_is_free
from tools.say import Stop, last_lines, say
from tools.site import Site

# A thread waits on each open connection, and browsers open some ahead of need and leave them silent for
# minutes: so many threads that these hold nobody up. In production a proxy stands before the server.
THREADS = 64
SECONDS_TO_ANSWER = 120
SECONDS_TO_END = 20


@dataclass
class Processes:
	"""Processes that belong together: they start one by one and all stop in reverse order."""

	site: Site
	running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

	def start(self, name: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
		"""Start one process, writing to the place's logs. Ctrl-C does not reach it; `stop` ends it."""
		with self.log(name).open("w") as output:
			process = subprocess.Popen(
				command,
				cwd=self.site.bench.sites,
				env={**os.environ, **self.site.bench.environment(), **(env or {})},
				stdin=subprocess.DEVNULL,
				stdout=output,
				stderr=output,
				start_new_session=True,
			)
		self.running.append((name, process))

	def log(self, name: str) -> Path:
		"""Where a process writes."""
		return self.site.bench.place / "logs" / f"{self.site.name}.{name}.log"

	def check(self) -> None:
		"""Raise `Stop` when a process has ended by itself."""
		for name, process in self.running:
			if process.poll() is not None:
				log = self.log(name)
				raise Stop(f"The {name} ended by itself: the reason stands above and in {log}.", tail(log))

	def stop(self) -> None:
		"""Ask all to end, last started first, wait, and force those that do not."""
		for _name, process in reversed(self.running):
			if process.poll() is None:
				process.send_signal(signal.SIGTERM)
		deadline = time.monotonic() + SECONDS_TO_END
		for name, process in reversed(self.running):
			try:
				process.wait(timeout=max(0.1, deadline - time.monotonic()))
			except subprocess.TimeoutExpired:
				say(f"The {name} did not stop in time and is ended by force.")
				with contextlib.suppress(ProcessLookupError):
					os.killpg(process.pid, signal.SIGKILL)
				process.wait()
		self.running.clear()


def tail(log: Path) -> str:
	"""The end of a log file."""
	return last_lines(log.read_text(errors="replace"))


@contextlib.contextmanager
def web_server(
	site: Site, *, port: int, host: str = "127.0.0.1", workers: int = 1, threads: int = THREADS
) -> Iterator[Processes]:
	"""A web server for the site while the block runs; more processes may join it."""
	processes = Processes(site)
	try:
		processes.start(
			"web server", server_command(site, host, port, workers, threads), {"HEALTHTALK_SITE": site.name}
		)
		wait_for_answer(processes, port)
		yield processes
	finally:
		processes.stop()


def server_command(site: Site, host: str, port: int, workers: int, threads: int) -> list[str]:
	"""The words that start gunicorn for one site."""
	return [
		*(str(site.bench.python), "-m", "gunicorn", "tools.inside.wsgi:application"),
		*("--bind", f"{host}:{port}", "--workers", str(workers), "--threads", str(threads)),
		*("--timeout", "300", "--graceful-timeout", "5", "--log-level", "warning"),
	]


def wait_for_answer(processes: Processes, port: int) -> None:
	"""Wait until the site answers a simple call; `Stop` when it does not, or answers with an error."""
	deadline = time.monotonic() + SECONDS_TO_ANSWER
	while True:
		processes.check()
		try:
			urllib.request.urlopen(f"http://127.0.0.1:{port}/api/method/ping", timeout=10).close()
			return
		except urllib.error.HTTPError as error:
			reason = error.read().decode(errors="replace")
			log = processes.log("web server")
			raise Stop(
				f"The site answers with error {error.code}: see above and {log}.", last_lines(reason)
			) from error
		except OSError:
			if time.monotonic() > deadline:
				raise Stop(
					f"The web server on port {port} gave no answer in {SECONDS_TO_ANSWER} seconds."
				) from None
		time.sleep(0.2)


def web_port(name: str, first: int) -> int:
	"""The port for a web server: `PORT` when the user asks for one, else a remembered or free one."""
	asked = os.environ.get("PORT")
	if not asked:
		return port_for(name, first)
	if not asked.isdigit() or not 0 < int(asked) < 65536:
		raise Stop(f"PORT={asked} is not a port number: use one from 1024 to 65535.")
	if not port_is_free(int(asked)):
		raise Stop(f"Port {asked} is taken: stop what listens there, or choose another with PORT=….")
	return int(asked)
