"""The project's own checks find what they are for, and leave alone what is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import check_messages, check_paths, check_sql


@pytest.fixture
def root(tmp_path: Path) -> Path:
	"""A small app."""
	files = {
		"app/__init__.py": "",
		"app/services/session.py": "class Hold:\n\tdef run(self): ...\ndef open_session(): ...\nLIMIT = 3\n",
		"app/patches/v1.py": "def execute(): ...\n",
		"app/public/desk.js": "",
	}
	for name, text in files.items():
		path = tmp_path / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(text)
	return tmp_path


def complaints(root: Path, name: str, text: str) -> list[str]:
	"""What is said of a file with this text."""
	path = root / "app" / name
	path.parent.mkdir(parents=True, exist_ok=True)
	path.write_text(text)
	return list(check_paths.complaints(root, "app"))


@pytest.mark.parametrize(
	"path",
	[
		"app.services.session.open_session",
		"app.services.session.Hold.run",
		"app.services.session.LIMIT",
		"app.services",
	],
)
def test_paths_that_resolve(root: Path, path: str) -> None:
	assert complaints(root, "hooks.py", f'x = "{path}"\n') == []


@pytest.mark.parametrize(
	("name", "text"),
	[
		("hooks.py", 'x = ["app.services.session.close_session"]\n'),
		("hooks.py", 'x = "app.services.session.Hold.stop"\n'),
		("hooks.py", 'x = "app.service.session"\n'),
		("report.json", '{"method": "app.report.run"}\n'),
		("desk.js", "frappe.call({ method: 'app.api.matter.accept' })\n"),
		("patches.txt", "app.patches.v2\n"),
	],
)
def test_paths_that_do_not(root: Path, name: str, text: str) -> None:
	assert len(complaints(root, name, text)) == 1
	assert complaints(root, name, text)[0].startswith(f"app/{name}:1: app.")


def test_patches_are_modules_with_execute(root: Path) -> None:
	assert complaints(root, "patches.txt", "[pre_model_sync]\napp.patches.v1  # once\n") == []


def test_assets_must_exist_and_need_no_build(root: Path) -> None:
	assert complaints(root, "hooks.py", 'app_include_js = "/assets/app/desk.js"\n') == []
	assert "does not exist" in complaints(root, "hooks.py", 'app_include_js = "/assets/app/gone.js"\n')[0]
	assert "plain file" in complaints(root, "hooks.py", 'app_include_js = "/assets/app/desk.bundle.js"\n')[0]


@pytest.mark.parametrize(
	"source",
	[
		"from frappe.query_builder.functions import Count\n",
		"from pypika import functions as fn\nx = fn.Sum(table.amount)\n",
		'rows = frappe.db.count("Talk Matter")\n',
		'rows = frappe.get_all("Talk Matter", fields=[{"COUNT": "name", "as": "n"}])\n',
		'rows = frappe.get_all("Talk Matter", fields=["count(name) as n"])\n',
		'frappe.db.sql("SELECT unit, AVG(score) FROM `tabX` GROUP BY unit")\n',
	],
)
def test_aggregates_are_found(source: str) -> None:
	assert list(check_sql.aggregates(source))


@pytest.mark.parametrize(
	"source",
	[
		'"""Select a row and count (once) what is left."""\n',
		"total = sum(row.amount for row in rows)\n",
		"number = names.count('x')\n",
		"from frappe.query_builder.functions import Coalesce, Max\n",
		'frappe.db.sql("select max(number) from `tabX` for update")\n',
		'_("The sum (of all units) must be 100.")\n',
	],
)
def test_what_is_no_aggregate_is_left_alone(source: str) -> None:
	assert list(check_sql.aggregates(source)) == []


def test_metrics_and_tests_may_aggregate(tmp_path: Path) -> None:
	for folder in ("metrics", "tests", "services"):
		(tmp_path / folder).mkdir()
		(tmp_path / folder / "x.py").write_text('frappe.db.count("X")\n')
	assert [line.split(":")[0] for line in check_sql.complaints(tmp_path)] == [
		f"{tmp_path.name}/services/x.py"
	]


@pytest.mark.parametrize(
	"source",
	[
		'frappe.throw(_("{0} is closed.").format(unit.title))\n',
		'frappe.throw(f"{unit} is closed.", WrongSideError)\n',
		'frappe.msgprint(_("Closed: ") + unit)\n',
		'refuse(_("{0} is closed.").format(unit))\n',
		'inputs.refuse("%s is closed." % unit)\n',
		'frappe.throw(_("{0} of {1}").format(escape_html(a), b))\n',
	],
)
def test_messages_with_raw_values_are_found(source: str) -> None:
	assert list(check_messages.raw_messages(source)) == [1]


@pytest.mark.parametrize(
	"source",
	[
		'frappe.throw(_("The unit is closed."), WrongSideError)\n',
		'refuse(_("{0} is closed."), unit.title, error=WrongSideError)\n',
		'frappe.msgprint(_("{0} of {1}").format(escape_html(a), len(b)))\n',
		'name = "{0} {1}".format(a, b)\n',
		'refuse(_("It ended on {0}."), frappe.format(until, "Datetime"))\n',
	],
)
def test_messages_that_are_safe_are_left_alone(source: str) -> None:
	assert list(check_messages.raw_messages(source)) == []
