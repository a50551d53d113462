"""Which bench is used, and what is said when none can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import bench as benches
from tools.bench import Bench, choose, common_config, find_benches, link, read_bench, release_of, why_not
from tools.say import Stop
from tools.services import Services


def make_bench(folder: Path, release: str) -> Path:
	"""The parts of a bench that are looked at."""
	(folder / "env" / "bin").mkdir(parents=True)
	(folder / "env" / "bin" / "python").touch()
	(folder / "apps" / "erpnext" / "erpnext").mkdir(parents=True)
	(folder / "apps" / "frappe" / "frappe").mkdir(parents=True)
	(folder / "apps" / "frappe" / "frappe" / "__init__.py").write_text(
		f'import os\n\n__version__ = "{release}"\n'
	)
	return folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
	"""An empty home and run folder, and no wish of the user's."""
	monkeypatch.setenv("HOME", str(tmp_path / "home"))
	monkeypatch.setenv("HEALTHTALK_RUN", str(tmp_path / "run"))
	monkeypatch.delenv("BENCH", raising=False)
	monkeypatch.delenv("VERSION", raising=False)
	(tmp_path / "home").mkdir()
	return tmp_path / "home"


def test_the_release_is_read_from_the_source() -> None:
	assert release_of('x = 1\n__version__ = "15.72.4"\n') == "15.72.4"
	assert release_of("__version__ = '16.0.0-dev'\n") == "16.0.0-dev"
	assert release_of("no version here") is None


@pytest.mark.parametrize("release", ["15.72.0", "15.72.4", "15.110.2", "16.0.0-dev", "16.3.1"])
def test_supported_releases(release: str) -> None:
	assert why_not(release) is None


@pytest.mark.parametrize("release", ["14.99.0", "15.71.9", "17.0.0"])
def test_other_releases_are_refused_with_the_release_in_the_sentence(release: str) -> None:
	assert release in why_not(release)


def test_benches_of_the_home_are_found_one_per_version_oldest_first(home: Path) -> None:
	make_bench(home / "frappe-bench-a", "16.1.0")
	make_bench(home / "frappe-bench-b", "15.80.0")
	make_bench(home / "frappe-bench-c", "15.90.0")
	make_bench(home / "frappe-bench-old", "14.1.0")
	(home / "frappe-bench-empty").mkdir()
	assert [found.release for found in find_benches()] == ["15.80.0", "16.1.0"]


def test_a_bench_that_was_built_only_half_is_not_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	folder = make_bench(benches.run_folder() / "bench-15", "15.72.4")
	assert find_benches() == []
	(folder / "sites" / "assets").mkdir(parents=True)
	(folder / "sites" / "assets" / "assets.json").write_text("{}")
	assert [found.folder for found in find_benches()] == [folder]


def test_version_keeps_one() -> None:
	both = [Bench(Path("/a"), "15.72.4"), Bench(Path("/b"), "16.0.0")]
	assert choose(both, "16") == both[1:]
	assert choose(both, "17") == []
	assert choose(both, None) == both


def test_several_benches_can_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	first, second = make_bench(home / "x", "16.0.0"), make_bench(home / "y", "15.72.4")
	monkeypatch.setenv("BENCH", f"{first}:{second}")
	assert [found.folder for found in find_benches()] == [second, first]


def test_a_named_folder_that_is_no_bench_is_an_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("BENCH", str(home))
	with pytest.raises(Stop, match="is not a bench with Frappe and ERPNext"):
		find_benches()


def test_a_named_bench_that_is_too_old_is_an_error(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("BENCH", str(make_bench(home / "x", "15.2.0")))
	with pytest.raises(Stop, match=r"15\.72 or newer"):
		find_benches()


def test_a_bench_needs_erpnext(home: Path) -> None:
	folder = make_bench(home / "x", "15.72.4")
	(folder / "apps" / "erpnext" / "erpnext").rmdir()
	assert read_bench(folder) is None


def test_the_versions_do_not_share_redis_databases() -> None:
	running = Services(
		database_port=1,
		database_socket=Path("/run/m"),
		database_password="p",
		redis_port=2,
		redis_socket=Path("/run/r"),
	)
	keys = ("redis_cache", "redis_queue", "redis_socketio")
	addresses = [common_config(version, running)[key] for version in (15, 16) for key in keys]
	assert len(set(addresses)) == 6
	assert addresses[:2] == ["unix:///run/r?db=0", "redis://127.0.0.1:2/1"]
	assert addresses[3:5] == ["redis://127.0.0.1:2/4", "redis://127.0.0.1:2/5"]


def test_a_link_is_renewed_when_the_bench_has_moved(tmp_path: Path) -> None:
	path = tmp_path / "env"
	link(path, tmp_path / "old")
	link(path, tmp_path / "new")
	assert path.readlink() == tmp_path / "new"
