"""Ports, leases, and the sentences about them."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from tools import processes, services
from tools.paths import read_json, write_json
from tools.say import Stop
from tools.web import web_port


@pytest.fixture(autouse=True)
def run_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""A run folder of the test's own."""
	monkeypatch.setenv("HEALTHTALK_RUN", str(tmp_path))
	monkeypatch.delenv("PORT", raising=False)
	return tmp_path


def test_a_port_is_remembered() -> None:
	assert processes.port_for("database", 23306, is_free=lambda port: True) == 23306
	assert processes.port_for("database", 99, is_free=lambda port: True) == 23306
	assert processes.remembered_port("database") == 23306


def test_a_port_that_was_taken_meanwhile_is_given_up_for_the_next() -> None:
	processes.port_for("database", 23306, is_free=lambda port: True)
	assert processes.port_for("database", 23306, is_free=lambda port: port != 23306) == 23307
	assert processes.remembered_port("database") == 23307


def test_two_servers_never_get_one_port() -> None:
	assert processes.port_for("a", 8000, is_free=lambda port: True) == 8000
	assert processes.port_for("b", 8000, is_free=lambda port: True) == 8001


def test_no_free_port_is_a_sentence() -> None:
	with pytest.raises(Stop, match="No port from 8000 to 8199 is free for web"):
		processes.port_for("web", 8000, is_free=lambda port: False)


def test_a_listening_port_is_not_free() -> None:
	with socket.socket() as server:
		server.bind(("127.0.0.1", 0))
		server.listen()
		port = server.getsockname()[1]
		assert not processes.port_is_free(port)
		assert processes.answers(port)
	assert not processes.answers(port)


def test_a_port_that_the_user_asks_for_and_that_is_taken_is_a_sentence(
	monkeypatch: pytest.MonkeyPatch,
) -> None:
	with socket.socket() as server:
		server.bind(("127.0.0.1", 0))
		server.listen()
		port = server.getsockname()[1]
		monkeypatch.setenv("PORT", str(port))
		with pytest.raises(Stop, match=f"Port {port} is taken: .* PORT="):
			web_port("demo", 8000)


@pytest.mark.parametrize("asked", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_a_sentence(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("PORT", asked)
	with pytest.raises(Stop, match="is not a port number"):
		web_port("demo", 8000)


def test_the_servers_are_needed_while_a_lease_is_held_or_they_are_to_be_kept(run_folder: Path) -> None:
	lease = services.take_lease()
	assert services.someone_needs_them()
	lease.close()
	assert not services.someone_needs_them()
	assert list((run_folder / "leases").iterdir()) == []
	(run_folder / "keep").touch()
	assert services.someone_needs_them()


def test_a_dead_or_foreign_process_does_not_count_as_the_server(run_folder: Path) -> None:
	pid_file = run_folder / "pid"
	assert processes.process_of(pid_file) is None
	pid_file.write_text("not a number")
	assert processes.process_of(pid_file) is None
	pid_file.write_text("1")
	assert processes.process_of(pid_file) is None
	pid_file.write_text(str(os.getpid()))
	assert processes.process_of(pid_file) is None


def test_the_root_password_is_made_once_and_only_its_owner_can_read_it(run_folder: Path) -> None:
	password = services.database_password()
	assert services.database_password() == password
	assert len(password) == 32
	mode = (run_folder / "db" / "password.json").stat().st_mode
	assert stat.S_IMODE(mode) == 0o600


def test_a_long_path_moves_the_socket_to_a_short_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
	deep = tmp_path / ("x" * 120)
	monkeypatch.setenv("HEALTHTALK_RUN", str(deep))
	path = services.socket_path()
	assert len(os.fsencode(path)) <= 100
	assert services.socket_path() == path


def test_json_is_written_in_one_step(run_folder: Path) -> None:
	path = run_folder / "a" / "b.json"
	assert read_json(path) == {}
	write_json(path, {"单位": 1})
	assert read_json(path) == {"单位": 1}
	assert [entry.name for entry in path.parent.iterdir()] == ["b.json"]
