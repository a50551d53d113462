"""Failures in one sentence, with the cause that the reader can act on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools import say
from tools.packages import Need, install, missing
from tools.say import Stop, main, run, sentence_for

FAILURE = "The sources could not be fetched."


def test_a_network_that_is_not_there_is_named() -> None:
	for output in (
		"fatal: unable to access 'https://github.com/': Could not resolve host: github.com",
		"urllib3 NewConnectionError: Failed to establish a new connection: [Errno 101]",
		"W: Failed to fetch http://deb.debian.org Temporary failure resolving 'deb.debian.org'",
	):
		assert sentence_for(output, FAILURE).startswith(f"{FAILURE} The network cannot be reached")


def test_a_full_disk_is_named() -> None:
	assert sentence_for("OSError: [Errno 28] No space left on device", FAILURE).startswith("The disk is full")


def test_any_other_failure_keeps_its_own_sentence() -> None:
	assert sentence_for("SyntaxError", FAILURE) == FAILURE


def test_a_failed_command_stops_with_its_last_words_and_a_log(tmp_path: Path) -> None:
	log = tmp_path / "logs" / "tools.log"
	with pytest.raises(Stop) as caught:
		run([sys.executable, "-c", "print('first'); raise SystemExit('last words')"], FAILURE, log=log)
	assert caught.value.sentence == FAILURE
	assert caught.value.details.endswith("last words")
	assert "first" in log.read_text()


def test_a_command_that_does_not_exist_stops_too() -> None:
	with pytest.raises(Stop, match="could not be fetched"):
		run(["/nowhere/at-all"], FAILURE)


def test_a_stop_becomes_its_sentence_and_an_exit_code(capsys: pytest.CaptureFixture) -> None:
	def step() -> None:
		raise Stop("Port 8000 is taken.")

	with pytest.raises(SystemExit) as caught:
		main(step)
	assert caught.value.code == 1
	assert capsys.readouterr().err == "Port 8000 is taken.\n"


def test_interrupting_is_not_a_failure_of_ours(capsys: pytest.CaptureFixture) -> None:
	def step() -> None:
		raise KeyboardInterrupt

	with pytest.raises(SystemExit) as caught:
		main(step)
	assert caught.value.code == 130


def test_only_what_is_missing_is_installed() -> None:
	there, not_there = Need("sh-package", programs=("sh",)), Need("ghost", programs=("no-such-program",))
	assert missing([there, not_there]) == ["ghost"]


def test_without_rights_the_sentence_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr("tools.packages.rights", lambda: None)
	monkeypatch.setattr(
		"tools.packages.shutil.which", lambda name, path=None: "/x" if name == "apt-get" else None
	)
	with pytest.raises(Stop, match="run sudo apt-get install ghost and then this again"):
		install([Need("ghost", programs=("no-such-program",))])


def test_what_is_optional_does_not_stop_anything(
	monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
	monkeypatch.setattr("tools.packages.rights", lambda: None)
	install([Need("ghost", programs=("no-such-program",))], optional=True)
	assert "ghost" in capsys.readouterr().out


def test_only_the_end_of_a_long_output_is_shown() -> None:
	shown = say.last_lines("\n".join(str(number) for number in range(100)))
	assert shown.splitlines()[0] == "75"
	assert shown.splitlines()[-1] == "99"


def test_a_file_of_another_user_is_a_sentence(capsys: pytest.CaptureFixture) -> None:
	def step() -> None:
		raise PermissionError(13, "Permission denied", "/srv/run/db")

	with pytest.raises(SystemExit):
		main(step)
	assert capsys.readouterr().err.startswith("/srv/run/db belongs to another user")
