"""Removing the app removes all that it added and leaves ERPNext as it was (issue: must show)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import BareSite
from tests.site.snapshot import differences
from tools.paths import APP
from tools.say import run


def module(site: BareSite, name: str, *words: str) -> None:
	"""Run one of the scripts beside this test on the site, in a process of its own."""
	command = [site.bench.python, "-m", f"tests.site.{name}", *words]
	run(command, f"{name} failed", cwd=site.bench.sites, env=site.bench.environment())


@pytest.mark.upgrade(
	"uninstall",
	"a site used in every DocType, uninstalled",
	"every table equal to before the installation",
)
def test_removal_leaves_the_site_as_it_was(bare_site: BareSite, tmp_path: Path) -> None:
	before, after = tmp_path / "before.json", tmp_path / "after.json"
	module(bare_site, "use_the_app", "before", bare_site.name)
	module(bare_site, "snapshot", bare_site.name, str(before))
	bare_site.run("install-app", APP)
	module(bare_site, "use_the_app", "after", bare_site.name)
	bare_site.run("uninstall-app", APP, "--yes", "--no-backup")
	module(bare_site, "snapshot", bare_site.name, str(after))
	assert differences(json.loads(before.read_text()), json.loads(after.read_text())) == []
