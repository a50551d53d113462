"""`make lint`: style, import rules, and what no linter knows about this project."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from tools import check_messages, check_paths, check_sql
from tools.paths import APP, ROOT


def checks(python: Path) -> dict[str, Callable[[], str]]:
	"""The checks by name; each returns its complaints as text, empty when all is well."""
	bin_folder = python.parent
	return {
		"ruff check": functools.partial(command, [bin_folder / "ruff", "check", "--no-cache", "."]),
		"ruff format": functools.partial(
			command, [bin_folder / "ruff", "format", "--no-cache", "--check", "."]
		),
		"import rules": functools.partial(command, [bin_folder / "lint-imports", "--no-cache"]),
		"JSON files": lambda: lines(broken_json(tracked(".json"))),
		"JavaScript syntax": lambda: lines(broken_scripts(tracked(".js"))),
		"dotted paths": lambda: lines(check_paths.complaints(ROOT, APP)),
		"messages": lambda: lines(check_messages.complaints(ROOT / APP)),
		"SQL aggregates": lambda: lines(check_sql.complaints(ROOT / APP)),
	}


def command(words: list[str | Path]) -> str:
	"""Output of a linter when it complains."""
	done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
	return (done.stdout + done.stderr).strip() if done.returncode else ""


def lines(complaints: Iterable[str]) -> str:
	"""Complaints, one per line."""
	return "\n".join(complaints)


def tracked(suffix: str) -> list[Path]:
	"""Our own files with a suffix: all of the package, nothing that was built."""
	return sorted(path for path in (ROOT / APP).rglob(f"*{suffix}") if "node_modules" not in path.parts)


def broken_json(paths: Iterable[Path]) -> Iterable[str]:
	"""Files that are not JSON."""
	for path in paths:
		try:
			json.loads(path.read_text(encoding="utf-8"))
		except ValueError as error:
			yield f"{path.relative_to(ROOT)}: {error}"


def broken_scripts(paths: Iterable[Path]) -> Iterable[str]:
	"""Scripts that Node.js cannot parse. Without Node.js nothing is said."""
	node = shutil.which("node")
	for path in paths if node else ():
		done = subprocess.run([node, "--check", str(path)], capture_output=True, text=True)
		if done.returncode:
			yield f"{path.relative_to(ROOT)}: {done.stderr.strip()}"
