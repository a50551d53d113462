"""Which release is built for which Python, and the one mend that its sources need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import build
from tools.build import check_disk, choose_release, once, without_withdrawn
from tools.say import Stop


@pytest.mark.parametrize(("python", "version"), [((3, 10), 15), ((3, 11), 15), ((3, 13), 15), ((3, 14), 16)])
def test_the_python_decides_the_version(python: tuple[int, int], version: int) -> None:
	assert choose_release(None, python).version == version
	assert choose_release("", python).version == version


def test_a_version_that_this_python_cannot_run_names_the_python_that_can() -> None:
	with pytest.raises(Stop, match=r"Python 3\.11 cannot run version 16 .* make demo PYTHON=python3\.14\.$"):
		choose_release("16", (3, 11))
	with pytest.raises(Stop, match=r"PYTHON=python3\.13\.$"):
		choose_release("15", (3, 14))


def test_a_python_that_is_too_new_for_both_is_told_so() -> None:
	with pytest.raises(Stop, match=r"Python 3\.15 cannot run"):
		choose_release(None, (3, 15))


def test_an_unknown_version_is_refused() -> None:
	with pytest.raises(Stop, match="VERSION=14 is not known"):
		choose_release("14", (3, 11))


LOCK = """\
foo@^1.0.0:
  version "1.0.1"

frappe-charts@^2.0.0-rc26:
  version "2.0.0-rc26"
  resolved "https://registry.example/frappe-charts-2.0.0-rc26.tgz#96"
  integrity sha512-0vy==

zed@2:
  version "2.0.0"
"""


def test_the_withdrawn_package_leaves_the_lock_and_nothing_else_does() -> None:
	assert without_withdrawn(LOCK) == 'foo@^1.0.0:\n  version "1.0.1"\n\nzed@2:\n  version "2.0.0"\n'
	newer = LOCK.replace("rc26", "rc27")
	assert without_withdrawn(newer) == newer


def test_a_step_is_done_once_and_again_after_a_failure(tmp_path: Path) -> None:
	done: list[str] = []

	def fails() -> None:
		done.append("tried")
		raise Stop("no network")

	with pytest.raises(Stop):
		once(tmp_path, "sources", fails)
	once(tmp_path, "sources", lambda: done.append("done"))
	once(tmp_path, "sources", lambda: done.append("again"))
	assert done == ["tried", "done"]


def test_a_disk_without_room_is_refused_before_anything_is_fetched(
	tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(build, "GIGABYTES_NEEDED", 10**9)
	with pytest.raises(Stop, match=r"GB are free at .*HEALTHTALK_RUN"):
		check_disk(tmp_path)
