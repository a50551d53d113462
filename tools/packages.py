"""Packages of the operating system: which are needed, which are missing, and installing them when we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.say import Stop, run, say

SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")


@dataclass(frozen=True)
class Need:
	"""A program or file that must be there, and the Debian package that brings it."""

	package: str
	programs: tuple[str, ...] = ()
	files: tuple[str, ...] = ()

	def is_met(self) -> bool:
		"""Whether one of the programs or files exists."""
		path = os.pathsep.join([os.environ.get("PATH", ""), *SYSTEM_FOLDERS])
		if any(shutil.which(name, path=path) for name in self.programs):
			return True
		return any(any(Path("/").glob(pattern)) for pattern in self.files)


# The core packages bring the database server without a system service.
SERVERS = (
	Need("mariadb-server-core", programs=("mariadbd", "mysqld")),
	Need("mariadb-client", programs=("mariadb-dump", "mysqldump")),
	Need("redis-server", programs=("redis-server",)),
)
# WeasyPrint draws with Pango; without a Chinese font every character would be a box.
PAPER = (
	Need("libpango-1.0-0", files=("usr/lib/*/libpango-1.0.so.0", "usr/lib/libpango-1.0.so.0")),
	Need("libpangoft2-1.0-0", files=("usr/lib/*/libpangoft2-1.0.so.0", "usr/lib/libpangoft2-1.0.so.0")),
	Need(
		"fonts-noto-cjk", files=("usr/share/fonts/opentype/noto/NotoS*CJK*", "usr/share/fonts/*/NotoS*CJK*")
	),
)
# Finer faces, and pictures of the preview's pages; the forms can be printed without.
FACES = (
	Need("fonts-lxgw-wenkai", files=("usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",)),
	Need("fonts-hanazono", files=("usr/share/fonts/truetype/hanazono/HanaMinB.ttf",)),
	Need("poppler-utils", programs=("pdftoppm",)),
)
# the headless shell draws the same pages for less of the processor; Debian has it, Ubuntu has not
BROWSER = (
	Need("chromium", programs=("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")),
)
ENVIRONMENT = (
	Need("python3-venv", files=(f"{sys.base_prefix.lstrip('/')}/lib/python3*/ensurepip/_bundled/pip*",)),
)


def missing(needs: Iterable[Need]) -> list[str]:
	"""The packages whose programs or files are not there."""
	return [need.package for need in needs if not need.is_met()]


def install(needs: Iterable[Need], *, optional: bool = False) -> None:
	"""Install what is missing, as root or through sudo when that asks no password.

	Raises `Stop` with the command to type when we may not, or when this is no Debian or Ubuntu; what is
	`optional` is only spoken of.
	"""
	try:
		install_missing_of(list(needs))
	except Stop as stop:
		if not optional:
			raise
		say(f"{stop.sentence} HealthTalk goes on without.")


def install_missing_of(needs: list[Need]) -> None:
	"""The work of `install`."""
	packages = missing(needs)
	if not packages:
		return
	words = " ".join(packages)
	if not shutil.which("apt-get"):
		raise Stop(f"These programs are missing: {words} (Debian's names). Install them and run this again.")
	prefix = rights()
	if prefix is None:
		raise Stop(f"These packages are missing: run sudo apt-get install {words} and then this again.")
	say(f"Installing {words}.")
	failure = f"The packages {words} could not be installed: run apt-get install {words} by hand and see why."
	quiet = {"DEBIAN_FRONTEND": "noninteractive"}
	run([*prefix, "apt-get", "update", "-q"], failure, env=quiet)
	run([*prefix, "apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], failure, env=quiet)
	if still := missing(needs):
		raise Stop(f"{', '.join(still)} was installed, but its program was not found: is it outside of PATH?")


def rights() -> list[str] | None:
	"""The words before a command that needs root: none for root, sudo when it asks nothing, else None."""
	if os.geteuid() == 0:
		return []
	if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
		return ["sudo", "-n"]
	return None


def install_packages() -> None:
	"""`make packages`: all that the demo, the forms and the tests use."""
	install([*SERVERS, *PAPER, *BROWSER, *ENVIRONMENT])
	install(FACES, optional=True)
	say("All packages of the operating system that HealthTalk uses are installed.")
