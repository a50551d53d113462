"""`make preview`, and the faces that the printed forms are set in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tools.bench import own_python
from tools.packages import ENVIRONMENT, FACES, PAPER, install
from tools.paths import APP, BUILD, ROOT
from tools.say import Stop, main, say


def preview() -> None:
	"""Render every form from sample data to build/preview, with no platform installed."""
	install([*PAPER, *ENVIRONMENT])
	install(FACES, optional=True)
	python = own_python(["preview"])
	fetch_faces(python)
	words = [python, "-m", f"{APP}.printing.preview", "--out", BUILD / "preview"]
	if subprocess.run([str(word) for word in words], cwd=ROOT).returncode:
		raise Stop("The forms could not be rendered: the reason stands above.")


def fetch_faces(python: Path) -> None:
	"""Fetch the faces that are missing. Without them others are used, so nothing fails here."""
	done = subprocess.run(
		[str(python), "-m", f"{APP}.printing.faces"],
		cwd=ROOT,
		env={**os.environ, "PYTHONPATH": str(ROOT)},
		capture_output=True,
		text=True,
	)
	for line in done.stdout.splitlines():
		if not line.startswith("All faces"):
			say(line)


if __name__ == "__main__":
	main(preview)
