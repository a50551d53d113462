"""Where things are: the checkout and the run folder that holds all that the tools create."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
APP = "healthtalk_app"
BUILD = ROOT / "build"


def run_folder() -> Path:
	"""The run folder: `HEALTHTALK_RUN`, else `.run` in the checkout. Only its owner may read it."""
	folder = Path(os.environ.get("HEALTHTALK_RUN") or ROOT / ".run").expanduser().resolve()
	folder.mkdir(parents=True, exist_ok=True, mode=0o700)
	return folder


def cache_folder() -> Path:
	"""What checkouts share and can be made again: `XDG_CACHE_HOME/healthtalk`, for its owner alone.

	Where the user has no such folder of his own, the run folder.
	"""
	try:
		home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
		folder = Path(home, "healthtalk").expanduser().resolve()
		folder.mkdir(parents=True, exist_ok=True)
		folder.chmod(0o700)
		(folder / "lock").touch()
	except (OSError, RuntimeError):
		return run_folder()
	return folder


@contextlib.contextmanager
def locked(name: str, folder: Path | None = None) -> Iterator[None]:
	"""Hold a lock of the run folder (or another), so that two commands at once do not make a thing twice."""
	with ((folder or run_folder()) / f"{name}.lock").open("w") as file:
		fcntl.flock(file, fcntl.LOCK_EX)
		yield


def read_json(path: Path) -> dict[str, Any]:
	"""The JSON object in a file, or an empty one when there is no such file."""
	try:
		return json.loads(path.read_text(encoding="utf-8"))
	except FileNotFoundError:
		return {}


def write_json(path: Path, content: dict[str, Any], *, secret: bool = False) -> None:
	"""Write a JSON object in one step; a `secret` file can be read by its owner only."""
	path.parent.mkdir(parents=True, exist_ok=True)
	draft = path.with_name(path.name + ".new")
	draft.touch(mode=0o600 if secret else 0o644)
	draft.write_text(
		json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8"
	)
	draft.replace(path)
