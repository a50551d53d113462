"""When a site is migrated: what counts as a change of the schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.bench import Bench
from tools.demo import users_in
from tools.say import Stop
from tools.site import database_name, fingerprint, schema_files


@pytest.fixture
def package(tmp_path: Path) -> Path:
	"""A package with one file of each kind."""
	for name in (
		"hooks.py",
		"patches.txt",
		"doctype/talk/talk.json",
		"doctype/talk/talk.py",
		"fixtures/shipped/role.json",
		"setup/install.py",
		"services/session.py",
		"tests/data.json",
		"translations/zh.csv",
		"public/desk.json",
	):
		path = tmp_path / "app" / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text("one")
	return tmp_path / "app"


def test_schema_files_are_those_that_migrate_acts_on(package: Path) -> None:
	names = {path.relative_to(package).as_posix() for path in schema_files(package)}
	assert names == {
		"hooks.py",
		"patches.txt",
		"doctype/talk/talk.json",
		"fixtures/shipped/role.json",
		"setup/install.py",
	}


def test_a_changed_or_renamed_doctype_changes_the_fingerprint_and_a_service_does_not(package: Path) -> None:
	before = fingerprint(schema_files(package), "15.72.4")
	(package / "services" / "session.py").write_text("two")
	assert fingerprint(schema_files(package), "15.72.4") == before
	(package / "doctype" / "talk" / "talk.json").write_text("two")
	changed = fingerprint(schema_files(package), "15.72.4")
	assert changed != before
	(package / "doctype" / "talk" / "talk.json").rename(package / "doctype" / "talk" / "matter.json")
	assert fingerprint(schema_files(package), "15.72.4") != changed


def test_a_new_release_of_the_platform_changes_the_fingerprint(package: Path) -> None:
	assert fingerprint(schema_files(package), "15.72.4") != fingerprint(schema_files(package), "15.73.0")


def test_both_versions_can_have_a_site_of_one_name_on_one_server() -> None:
	old, new = Bench(Path("/a"), "15.72.4"), Bench(Path("/b"), "16.0.0")
	assert database_name(old, "x.localhost") != database_name(new, "x.localhost")
	assert database_name(old, "x.localhost") != database_name(old, "y.localhost")


def test_the_demo_users_are_found_behind_other_words() -> None:
	line = '{"users": [{"user": "a@b.example", "password": "p", "role": "Viewer", "unit": "院"}]}'
	assert users_in(f"Loading …\n{line}\n")[0]["user"] == "a@b.example"
	with pytest.raises(Stop, match="users were not told"):
		users_in("nothing")
