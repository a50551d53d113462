"""Benches: which there are, which one to use, and a private place to run sites on one.

A user's bench is read, never changed, with one exception: Python packages that the app depends on and that
are missing in the bench's environment are installed there. Sites, logs, locks and settings live in the run
folder, in a place per version that looks like a bench to the platform.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.paths import APP, ROOT, run_folder, write_json
from tools.say import Stop, run, say
from tools.services import Services

OLDEST_FRAPPE = (15, 72)
TOO_NEW_FRAPPE = 17
PLATFORM_APPS = ("frappe", "erpnext")
INSIDE = ROOT / "tools" / "inside"


@dataclass(frozen=True)
class Bench:
	"""A bench with Frappe and ERPNext of a version that the app supports."""

	folder: Path
	release: str

	@property
	def version(self) -> int:
		"""15 or 16."""
		return int(self.release.split(".")[0])

	@property
	def python(self) -> Path:
		"""The bench's own interpreter, which has the platform installed."""
		return self.folder / "env" / "bin" / "python"

	@property
	def place(self) -> Path:
		"""The folder that stands for the bench when our sites run."""
		return run_folder() / str(self.version)

	@property
	def sites(self) -> Path:
		"""Our own sites folder on this bench."""
		return self.place / "sites"

	def environment(self) -> dict[str, str]:
		"""What the platform's processes need to see: our code, our place, no site of the user's."""
		return {
			"PYTHONPATH": str(ROOT),
			"PYTHONPYCACHEPREFIX": str(run_folder() / "bytecode"),
			"FRAPPE_BENCH_ROOT": str(self.place),
			"SITES_PATH": str(self.sites),
			"FRAPPE_STREAM_LOGGING": "",
			"FRAPPE_SITE": "",
		}

	def command(self, site: str | None, *words: str) -> list[str]:
		"""The words of `bench --site SITE …`, without the bench program, which refuses root."""
		chosen = ["--site", site] if site else []
		return [str(self.python), "-m", "frappe.utils.bench_helper", "frappe", *chosen, *words]

	def run(self, site: str | None, *words: str, failure: str, env: Mapping[str, str] | None = None) -> str:
		"""Run a bench command in our sites folder and return its output; `Stop(failure)` when it fails."""
		return run(
			self.command(site, *words),
			failure,
			cwd=self.sites,
			env={**self.environment(), **(env or {})},
			log=self.place / "logs" / "tools.log",
		)

	def script(self, name: str, *words: str, failure: str) -> str:
		"""Run one of the scripts in `tools/inside` with the bench's interpreter, in our sites folder."""
		return run(
			[self.python, INSIDE / name, *words],
			failure,
			cwd=self.sites,
			env=self.environment(),
			log=self.place / "logs" / "tools.log",
		)


# Finding


def find_benches(version: str | None = None) -> list[Bench]:
	"""All usable benches, one per version: those in `BENCH`, else `~/frappe-bench*` and our own.

	`BENCH` may name several, with colons between. `version`, else `VERSION`, keeps one version only.
	Raises `Stop` when `BENCH` names something that is not a usable bench.
	"""
	if named := os.environ.get("BENCH"):
		benches = [named_bench(Path(folder).expanduser()) for folder in named.split(":")]
	else:
		found = [read_bench(folder) for folder in sorted(Path.home().glob("frappe-bench*"))]
		found += [read_bench(folder) for folder in sorted(run_folder().glob("bench-*")) if has_assets(folder)]
		benches = [bench for bench in found if bench and why_not(bench.release) is None]
	return choose(benches, version or os.environ.get("VERSION"))


def where_we_looked() -> str:
	"""The places that `find_benches` looked at, for a sentence."""
	return os.environ.get("BENCH") or f"{Path.home()}/frappe-bench* or {run_folder()}/bench-*"


def named_bench(folder: Path) -> Bench:
	"""The bench that the user named, or a sentence why it cannot be used."""
	bench = read_bench(folder)
	if not bench:
		raise Stop(
			f"BENCH={folder} is not a bench with Frappe and ERPNext (it lacks env/bin/python, apps/frappe or "
			"apps/erpnext): name another folder, or leave BENCH out."
		)
	if reason := why_not(bench.release):
		raise Stop(f"BENCH={folder} cannot be used: {reason}")
	return bench


def read_bench(folder: Path) -> Bench | None:
	"""The bench in a folder, or None when it lacks an environment, Frappe or ERPNext."""
	folder = folder.resolve()
	init = folder / "apps" / "frappe" / "frappe" / "__init__.py"
	parts = [folder / "env" / "bin" / "python", init, folder / "apps" / "erpnext" / "erpnext"]
	if not all(part.exists() for part in parts):
		return None
	release = release_of(init.read_text(encoding="utf-8"))
	return Bench(folder, release) if release else None


def release_of(source: str) -> str | None:
	"""The version that a package's `__init__.py` states."""
	match = re.search(r"""^__version__ = ["']([^"']+)["']""", source, re.MULTILINE)
	return match.group(1) if match else None


def why_not(release: str) -> str | None:
	"""Why a Frappe release is not supported, as a sentence, or None when it is."""
	major, minor = (int(part) for part in release.split(".")[:2])
	if (major, minor) < OLDEST_FRAPPE:
		return f"it has Frappe {release}, and HealthTalk needs 15.72 or newer; update it with bench update."
	if major >= TOO_NEW_FRAPPE:
		return f"it has Frappe {release}, and HealthTalk knows 15 and 16 only."
	return None


def choose(benches: Iterable[Bench], version: str | None) -> list[Bench]:
	"""The first bench of each version, oldest first; with `version` only that one."""
	first: dict[int, Bench] = {}
	for bench in benches:
		first.setdefault(bench.version, bench)
	return [first[number] for number in sorted(first) if not version or str(number) == version]


# A place to run


def prepare(bench: Bench, services: Services) -> None:
	"""Make or refresh the bench's place in the run folder. Existing sites are left as they are."""
	for name in ("apps", "config", "logs", "sites/assets"):
		(bench.place / name).mkdir(parents=True, exist_ok=True)
	link(bench.place / "env", bench.folder / "env")
	for app in PLATFORM_APPS:
		link(bench.place / "apps" / app, bench.folder / "apps" / app)
	link(bench.place / "apps" / APP, ROOT)
	(bench.sites / "apps.txt").write_text("\n".join([*PLATFORM_APPS, APP]) + "\n")
	link_assets(bench)
	write_json(bench.sites / "common_site_config.json", common_config(bench.version, services), secret=True)
	install_missing(bench.python, bench.folder)


def common_config(version: int, services: Services) -> dict[str, object]:
	"""Settings of all our sites on one bench. Each version has Redis databases of its own.

	Sockets where the platform takes them: a question there costs two thirds of one over a port. The cache of
	version 16 and the queues take none.
	"""
	first = 4 * (version - 15)
	cache = f"unix://{services.redis_socket}?db={first}" if version == 15 else services.redis_url(first)
	return {
		"db_host": "127.0.0.1",
		"db_port": services.database_port,
		"db_socket": str(services.database_socket),
		"redis_cache": cache,
		"redis_queue": services.redis_url(first + 1),
		"redis_socketio": services.redis_url(first + 2),
		"live_reload": False,
		"developer_mode": 0,
	}


def link_assets(bench: Bench) -> None:
	"""Show the bench's built assets and our own files to the web server of our sites folder."""
	built = bench.folder / "sites" / "assets"
	if not has_assets(bench.folder):
		raise Stop(
			f"The bench at {bench.folder} has no built assets: run bench build there once, then try again."
		)
	assets = bench.sites / "assets"
	for entry in built.iterdir():
		if entry.suffix == ".json":
			shutil.copyfile(entry, assets / entry.name)
		elif entry.name != APP:
			link(assets / entry.name, entry.resolve())
	link(assets / APP, ROOT / APP / "public")


def has_assets(folder: Path) -> bool:
	"""Whether the desk's scripts were built, the last step of making a bench."""
	return (folder / "sites" / "assets" / "assets.json").exists()


def link(path: Path, target: Path) -> None:
	"""Make `path` a symbolic link to `target`, whatever link stood there before."""
	if path.is_symlink():
		if path.readlink() == target:
			return
		path.unlink()
	path.symlink_to(target)


# Python packages


def install_missing(python: Path, owner: Path, extras: Sequence[str] = ()) -> None:
	"""Install those of the app's dependencies (and of the named extras) that an environment lacks."""
	missing = run(
		[python, INSIDE / "missing.py", ROOT / "pyproject.toml", *extras],
		f"The Python in {owner} cannot list its packages: is the environment complete?",
	).split("\n")
	missing = [line for line in missing if line]
	if not missing:
		return
	say(f"Installing {', '.join(missing)} into {owner}.")
	run(
		[*installer(python), *missing],
		f"{', '.join(missing)} could not be installed into {owner}: install them there by hand with pip.",
	)


def installer(python: Path) -> list[str]:
	"""The command that installs packages into an environment; those made by uv have no pip."""
	if (python.parent / "pip").exists() or not shutil.which("uv"):
		return [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
	return ["uv", "pip", "install", "--quiet", "--python", str(python)]


def own_python(extras: Sequence[str]) -> Path:
	"""The interpreter of `.run/venv`, made on first use, with the app's dependencies and the named extras."""
	folder = run_folder() / "venv"
	python = folder / "bin" / "python"
	if not python.exists():
		say(f"Creating a Python environment in {folder}.")
		run(
			[sys.executable, "-m", "venv", "--clear", folder],
			"A Python environment could not be created: install python3-venv and try again.",
		)
	install_missing(python, folder, extras)
	return python
