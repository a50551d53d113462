"""The project's own MariaDB and Redis: private data folders, own ports, no system service.

Both live in the run folder and are shared by all commands that run at the same time. Each command holds a
lease while it needs them; whoever gives back the last lease stops them. A command that was killed leaves no
lease behind, because leases are file locks, and the next command finds its servers and goes on with them.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.paths import locked, read_json, run_folder, write_json
from tools.processes import answers, launch, port_for, process_of, program, remembered_port, stop_process
from tools.say import run, say

FIRST_PORTS = {"database": 23306, "redis": 26379, "replica": 23506}
# megabytes for MariaDB's pages: an eighth of the machine's memory, within these bounds
LEAST_PAGES, MOST_PAGES = 512, 4096


@dataclass(frozen=True)
class Services:
	"""What a site needs to know to use the two servers."""

	database_port: int
	database_socket: Path
	database_password: str
	redis_port: int
	redis_socket: Path

	def redis_url(self, database: int) -> str:
		"""Address of one numbered database of the Redis server."""
		return f"redis://127.0.0.1:{self.redis_port}/{database}"


@contextlib.contextmanager
def services() -> Iterator[Services]:
	"""MariaDB and Redis while the block runs, and longer when another command or `keep` needs them."""
	lease = take_lease()
	try:
		with locked("services"):
			running = start()
		yield running
	finally:
		with locked("services"):
			lease.close()
			if not someone_needs_them():
				stop()


def start() -> Services:
	"""Start what does not run yet. Safe to call again."""
	return Services(
		database_port=start_database(),
		database_socket=socket_path(),
		database_password=database_password(),
		redis_port=start_redis(),
		redis_socket=socket_path("redis"),
	)


def stop() -> None:
	"""Stop both servers and wait until they have written what they hold."""
	stop_process(run_folder() / "db" / "pid", "MariaDB")
	stop_process(run_folder() / "redis" / "pid", "Redis")


# Leases


def take_lease() -> object:
	"""An open, locked file: it counts as long as this process lives and has it open."""
	folder = run_folder() / "leases"
	folder.mkdir(exist_ok=True)
	file = (folder / f"{os.getpid()}-{secrets.token_hex(4)}").open("w")
	fcntl.flock(file, fcntl.LOCK_EX)
	return file


def someone_needs_them() -> bool:
	"""Whether a live lease is left or `make up` asked to keep the servers. Removes the leases of the dead."""
	alive = (run_folder() / "keep").exists()
	for path in (run_folder() / "leases").glob("*"):
		with path.open("w") as file:
			try:
				fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
			except BlockingIOError:
				alive = True
			else:
				path.unlink()
	return alive


# MariaDB


def start_database() -> int:
	"""Start MariaDB unless it runs; returns its port. Raises `Stop` with the end of its log when it dies."""
	folder = run_folder() / "db"
	port = remembered_port("database")
	if process_of(folder / "pid") and port and answers(port):
		return port
	server = program("mariadbd", "mysqld")
	if not (folder / "data" / "mysql").exists():
		create_database(folder)
	(folder / "tmp").mkdir(exist_ok=True)
	port = port_for("database", FIRST_PORTS["database"])
	first_statements = folder / "first.sql"
	first_statements.touch(mode=0o600)
	first_statements.write_text(accounts(database_password()))
	command = [
		server,
		"--no-defaults",
		*as_whom(),
		f"--datadir={folder / 'data'}",
		f"--socket={socket_path()}",
		f"--pid-file={folder / 'server.pid'}",
		f"--tmpdir={folder / 'tmp'}",
		f"--init-file={first_statements}",
		f"--port={port}",
		"--bind-address=127.0.0.1",
		"--skip-name-resolve",
		"--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_unicode_ci",
		f"--innodb-buffer-pool-size={pages()}M",
		# One write to disk per second is enough for a trial and for tests.
		"--innodb-flush-log-at-trx-commit=2",
		"--max-connections=200",
		"--max-allowed-packet=64M",
		# the thousand tables of several sites, instead of 400
		"--table-definition-cache=4000",
		"--table-open-cache=4000",
		*(["--server-id=1", "--log-bin=binlog"] if os.environ.get("BINLOG") else []),
	]
	launch(command, folder, "MariaDB", lambda: answers(port))
	return port


def start_replica(database: str) -> int:
	"""A second, empty MariaDB for a replica of one database, read-only for all but root; returns its port."""
	folder = run_folder() / "replica"
	stop_process(folder / "pid", "The replica")
	create_database(folder)
	port = port_for("replica", FIRST_PORTS["replica"])
	first_statements = folder / "first.sql"
	first_statements.touch(mode=0o600)
	first_statements.write_text(accounts(database_password()))
	command = [
		program("mariadbd", "mysqld"),
		"--no-defaults",
		*as_whom(),
		f"--datadir={folder / 'data'}",
		f"--socket={socket_path('replica')}",
		f"--tmpdir={folder}",
		f"--init-file={first_statements}",
		f"--port={port}",
		"--bind-address=127.0.0.1",
		"--skip-name-resolve",
		"--character-set-server=utf8mb4",
		"--collation-server=utf8mb4_unicode_ci",
		f"--innodb-buffer-pool-size={pages()}M",
		"--max-allowed-packet=64M",
		"--server-id=2",
		"--read-only",
		f"--replicate-wild-do-table={database}.%",
	]
	launch(command, folder, "The replica", lambda: answers(port))
	return port


def pages() -> int:
	"""Megabytes that MariaDB keeps pages in."""
	memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
	return min(max(memory // 8, LEAST_PAGES), MOST_PAGES)


def create_database(folder: Path) -> None:
	"""Lay out an empty data folder."""
	say("Creating a private MariaDB data folder.")
	shutil.rmtree(folder / "data", ignore_errors=True)
	(folder / "data").mkdir(parents=True, mode=0o700)
	run(
		[
			program("mariadb-install-db", "mysql_install_db"),
			"--no-defaults",
			*as_whom(),
			f"--datadir={folder / 'data'}",
			"--auth-root-authentication-method=normal",
			"--skip-test-db",
		],
		f"MariaDB could not create its data folder {folder / 'data'}.",
	)


def accounts(password: str) -> str:
	"""The statements that MariaDB runs at each start, before it accepts anyone: root has a password."""
	return f"""
DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host NOT IN ('localhost', '127.0.0.1'));
FLUSH PRIVILEGES;
ALTER USER 'root'@'localhost' IDENTIFIED BY '{password}';
CREATE USER IF NOT EXISTS 'root'@'127.0.0.1';
GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
ALTER USER 'root'@'127.0.0.1' IDENTIFIED BY '{password}';
"""


def database_password() -> str:
	"""The private server's root password, made once."""
	path = run_folder() / "db" / "password.json"
	content = read_json(path)
	if not content:
		content = {"password": secrets.token_hex(16)}
		write_json(path, content, secret=True)
	return content["password"]


def as_whom() -> list[str]:
	"""MariaDB refuses to run as root unless it is told to; an ordinary user needs nothing."""
	return ["--user=root"] if os.geteuid() == 0 else []


def socket_path(server: str = "db") -> Path:
	"""The socket, in the run folder unless the path would be longer than the system allows (107 bytes)."""
	path = run_folder() / server / "socket"
	if len(os.fsencode(path)) <= 100:
		return path
	folder = Path("/tmp") / f"healthtalk-{os.getuid()}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"
	folder.mkdir(mode=0o700, exist_ok=True)
	return folder / "socket"


# Redis


def start_redis() -> int:
	"""Start Redis unless it runs; returns its port. It keeps nothing on disk."""
	folder = run_folder() / "redis"
	port = remembered_port("redis")
	if process_of(folder / "pid") and port and answers(port):
		return port
	server = program("redis-server")
	folder.mkdir(exist_ok=True)
	port = port_for("redis", FIRST_PORTS["redis"])
	command = [
		*(server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""),
		*("--unixsocket", str(socket_path("redis")), "--unixsocketperm", "700"),
	]
	launch(command, folder, "Redis", lambda: answers(port))
	return port
