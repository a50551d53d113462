"""Backup and restore, migration from the first version and between platforms, also when broken off."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.bench import BareSite
from tests.site.snapshot import differences
from tests.site.test_uninstall import module
from tools.bench import Bench, find_benches, prepare
from tools.paths import APP, ROOT
from tools.services import database_password, services
from tools.site import copy_template, drop_site

# the first version that loads a filled county
FIRST = "8f54f3e"
# the app writes these anew at each migration, as long as nobody has edited them
SHIPPED = ("Deadline Rule", "Matter Category", "Shipped Record", "Import Profile", "Appraisal Scheme")
MOMENTS = (3, 8, 15, 25)


# ---- what stands on a site --------------------------------------------------------------------------
def snapshot(site: BareSite, path: Path, like: Path | None = None) -> dict[str, Any]:
	"""Every row of the site, with the columns only that an earlier snapshot had."""
	module(site, "snapshot", site.name, str(path), *([str(like)] if like else []))
	return json.loads(path.read_text())


def tables_of(app: Path) -> set[str]:
	"""The tables of the app's documents, as a version of the app describes them."""
	found = [json.loads(path.read_text()) for path in app.glob(f"{APP}/{APP}/doctype/*/*.json")]
	return {f"tab{one['name']}" for one in found if not one.get("issingle")}


def of_tables(taken: dict[str, Any], tables: set[str]) -> dict[str, Any]:
	return {table: rows for table, rows in taken.items() if table in tables}


def rows_in(taken: dict[str, Any]) -> int:
	return sum(len(table["rows"]) for table in taken.values())


def files_of(site: BareSite) -> dict[str, str]:
	"""The digest of each file of the site, by its path."""
	folder = site.bench.sites / site.name
	paths = [path for kind in ("public", "private") for path in (folder / kind / "files").rglob("*")]
	return {
		str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
		for path in paths
		if path.is_file()
	}


def agrees(site: BareSite) -> None:
	"""Documents and log say the same; the command ends with an error otherwise."""
	assert "0 differences" in site.run("healthtalk", "rebuild", "--check")


def fill(site: BareSite) -> None:
	"""The app, a row in every DocType, files."""
	module(site, "use_the_app", "before", site.name)
	site.run("install-app", APP)
	module(site, "use_the_app", "after", site.name)


def backup(site: BareSite) -> list[Path]:
	"""The platform's backup with files: database, public files, private files."""
	folder = site.bench.sites / site.name / "private" / "backups"
	site.run("backup", "--with-files")
	return [next(folder.glob(f"*-{end}")) for end in ("database.sql.gz", "files.tar", "private-files.tar")]


def restore(site: BareSite, saved: list[Path]) -> None:
	database, public, private = map(str, saved)
	site.run(
		*("restore", database, "--with-public-files", public, "--with-private-files", private, "--force"),
		*("--db-root-username", "root", "--db-root-password", database_password()),
	)


@contextmanager
def another(bench: Bench, name: str) -> Iterator[BareSite]:
	"""A bare site on a bench while the block runs."""
	with services() as running:
		prepare(bench, running)
		copy_template(bench, running, name)
		try:
			yield BareSite(bench, name)
		finally:
			drop_site(bench, running, name)


# ---- backup and restore -----------------------------------------------------------------------------
@pytest.mark.upgrade(
	"backup and restore",
	"a site with a row in every DocType saved with its files and restored on another site",
	"every table of the site row by row, every file, documents against log",
)
def test_a_restored_site_is_equal(bare_site: BareSite, tmp_path: Path, record_property: Any) -> None:
	fill(bare_site)
	before, files = snapshot(bare_site, tmp_path / "before.json"), files_of(bare_site)
	assert files
	saved = backup(bare_site)
	with another(bare_site.bench, "restored.localhost") as other:
		restore(other, saved)
		after = snapshot(other, tmp_path / "after.json")
		ours = tables_of(ROOT)
		assert differences(of_tables(before, ours), of_tables(after, ours)) == []
		assert ours <= before.keys() and all(before[table]["rows"] for table in ours)
		assert [line for line in differences(before, after) if "tabSingles" not in line] == []
		restored = files_of(other)
		assert {path: restored.get(path) for path in files} == files
		agrees(other)
	record_property("tables", len(before))
	record_property("rows", rows_in(before))
	record_property("files", len(files))


# ---- from the first version -------------------------------------------------------------------------
class OldSite(BareSite):
	"""A site on which an old version of the app is at work."""

	def old(self, app: Path, *words: str) -> str:
		return self.bench.run(self.name, *words, failure=f"{words[0]} failed", env={"PYTHONPATH": str(app)})


def first_version(folder: Path) -> Path:
	"""The first version's files in a folder; skips where the history is not at hand."""
	done = subprocess.run(["git", "archive", FIRST, APP, "pyproject.toml"], cwd=ROOT, capture_output=True)
	if done.returncode:
		pytest.skip(f"the history of the repository is not here: {done.stderr.decode().strip()}")
	with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
		archive.extractall(folder)
	return folder


@pytest.mark.upgrade(
	"migration from the first version, broken off and run again",
	f"the demo county loaded by {FIRST}, migrate killed after {', '.join(map(str, MOMENTS))} s, then run",
	"no row less, no old column other, events unchanged, documents against log",
)
def test_the_first_versions_county_is_carried_over(
	bare_site: BareSite, tmp_path: Path, record_property: Any
) -> None:
	site, app = OldSite(bare_site.bench, bare_site.name), first_version(tmp_path / "first")
	site.old(app, "install-app", APP)
	site.old(app, "healthtalk", "demo")
	old_tables = tables_of(app)
	before, files = snapshot(site, tmp_path / "before.json"), files_of(site)
	assert before["tabCase Event"]["rows"]
	killed = sum(kill_migrate(site, seconds) for seconds in MOMENTS)
	assert killed
	site.run("migrate", "--skip-search-index")
	after = snapshot(site, tmp_path / "after.json", tmp_path / "before.json")
	kept = old_tables - {f"tab{name}" for name in SHIPPED}
	lines = differences(of_tables(before, kept), of_tables(after, kept))
	assert [line for line in lines if not line.startswith(("more:", "column of"))] == []
	lost = differences(of_tables(before, old_tables), of_tables(after, old_tables))
	assert [line for line in lost if line.startswith("less:")] == []
	assert before["tabCase Event"]["rows"] == after["tabCase Event"]["rows"]
	assert files_of(site) == files
	agrees(site)
	record_property("rows", rows_in(of_tables(before, old_tables)))
	record_property("events", len(before["tabCase Event"]["rows"]))
	record_property("migrates killed", killed)


def kill_migrate(site: BareSite, seconds: int) -> bool:
	"""Start a migrate and kill it after so many seconds; False when it had ended by itself."""
	process = subprocess.Popen(
		site.bench.command(site.name, "migrate", "--skip-search-index"),
		cwd=site.bench.sites,
		env={**os.environ, **site.bench.environment()},
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
		start_new_session=True,
	)
	time.sleep(seconds)
	if process.poll() is not None:
		return False
	os.killpg(process.pid, signal.SIGKILL)
	process.wait()
	return True


# ---- from platform 15 to 16 -------------------------------------------------------------------------
@pytest.mark.upgrade(
	"platform 15 to 16",
	"a site of 15 with a row in every DocType saved, restored on a bench of 16 and migrated",
	"every table of the app row by row, every file, documents against log",
)
def test_a_site_of_15_goes_on_on_16(bare_site: BareSite, tmp_path: Path, record_property: Any) -> None:
	if bare_site.bench.version != 16 or not (older := find_benches("15")):
		pytest.skip("it needs a bench of each version, and runs on 16")
	with another(older[0], "fifteen.localhost") as source:
		fill(source)
		before, files = snapshot(source, tmp_path / "before.json"), files_of(source)
		restore(bare_site, backup(source))
	bare_site.run("migrate", "--skip-search-index")
	after = snapshot(bare_site, tmp_path / "after.json", tmp_path / "before.json")
	ours = tables_of(ROOT)
	found = differences(of_tables(before, ours), of_tables(after, ours))
	assert [line for line in found if not line.startswith("column of")] == []
	restored = files_of(bare_site)
	assert {path: restored.get(path) for path in files} == files
	agrees(bare_site)
	record_property("tables", len(ours))
	record_property("rows", rows_in(of_tables(before, ours)))


# ---- removal and return -----------------------------------------------------------------------------
@pytest.mark.upgrade(
	"uninstall and reinstall",
	"a used site uninstalled, installed again and used again",
	"a row in every DocType, documents against log",
)
def test_the_app_comes_back_after_its_removal(bare_site: BareSite) -> None:
	fill(bare_site)
	bare_site.run("uninstall-app", APP, "--yes", "--no-backup")
	bare_site.run("install-app", APP)
	module(bare_site, "use_the_app", "after", bare_site.name)
	agrees(bare_site)
