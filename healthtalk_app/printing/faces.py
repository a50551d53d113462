"""The faces of the printed forms: which file stands for which role, and how to get a missing one.

A role is a kind of text (小标宋 titles, 黑体 headings, 楷体, 仿宋 body); a chain is what the role is set in,
best face first. What is missing on a machine falls back along the chain, and `notes` says so in one sentence.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FONTS_FOLDER = REPOSITORY / ".run" / "fonts"
NPM_PACKAGE = "@expo-google-fonts/noto-serif-sc"


class FontsMissing(RuntimeError):
	"""No face with Chinese characters is installed, so that nothing can be printed."""


@dataclass(frozen=True)
class Source:
	"""A face: its name for people, the files that may hold it, and what installs it."""

	label: str
	files: tuple[str, ...]
	install: str
	package: str = ""
	member: str = ""


@dataclass(frozen=True)
class Face:
	"""One face on this machine. `index` counts inside a collection (.ttc)."""

	path: Path
	index: int = 0


@dataclass(frozen=True)
class FontChain:
	"""Faces by role, best first, and one sentence for every face that is not there."""

	roles: Mapping[str, tuple[Face, ...]]
	notes: tuple[str, ...] = field(default=())


# In `files`, {run} is the project's own font folder, {app} the repository, {pylopdf} the PyPI package.
SOURCES = {
	"songti-title": Source(
		"Noto Serif SC SemiBold",
		(
			"{run}/NotoSerifSC_600SemiBold.ttf",
			"{app}/node_modules/" + NPM_PACKAGE + "/600SemiBold/NotoSerifSC_600SemiBold.ttf",
		),
		"npm install --prefix apps/healthtalk_app",
	),
	"songti-title-cjk": Source(
		"Noto Serif CJK SC Bold",
		("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc#2",),
		"apt-get install fonts-noto-cjk",
	),
	"heiti": Source(
		"Noto Sans SC",
		("{pylopdf}/NotoSansSC-Regular.otf", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc#2"),
		"pip install pylopdf-fonts-zh-cn",
	),
	"kaiti": Source(
		"LXGW WenKai",
		("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", "{run}/LXGWWenKai-Regular.ttf"),
		"apt-get install fonts-lxgw-wenkai",
		"fonts-lxgw-wenkai",
		"./usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
	),
	"fangsong": Source(
		"FandolFang",
		(
			"{run}/FandolFang-Regular.otf",
			"/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
			"/usr/share/texmf/fonts/opentype/public/fandol/FandolFang-Regular.otf",
		),
		"python -m healthtalk_app.printing.faces",
		"texlive-lang-chinese",
		"./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
	),
	"songti": Source(
		"Noto Serif SC",
		(
			"{pylopdf}/NotoSerifSC-Regular.otf",
			"{app}/node_modules/" + NPM_PACKAGE + "/400Regular/NotoSerifSC_400Regular.ttf",
			"/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc#2",
		),
		"pip install pylopdf-fonts-zh-cn",
	),
	"rare": Source(
		"HanaMinB",
		("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", "{run}/HanaMinB.ttf"),
		"apt-get install fonts-hanazono",
		"fonts-hanazono",
		"./usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
	),
}
CHAINS = {
	"title": ("songti-title", "songti-title-cjk", "songti", "rare"),
	"hei": ("heiti", "songti", "rare"),
	"kai": ("kaiti", "songti", "rare"),
	"fang": ("fangsong", "songti", "kaiti", "rare"),
}
# Two faces of one look: one of them is enough.
ALIKE = {"songti-title": "songti-title-cjk", "songti-title-cjk": "songti-title"}


def locate(slots: Mapping[str, str] | None = None, folder: Path | None = None) -> FontChain:
	"""The chain of every role on this machine.

	`slots` gives a file path by role (title, hei, kai, fang): the bureau's own licensed face, which then
	comes first; a `#2` at the end picks a face of a collection. `folder` replaces the project's font folder.
	Raises FontsMissing if the machine has no Chinese face at all.
	"""
	found = {
		key: face for key, source in SOURCES.items() if (face := _first_file(source, folder or FONTS_FOLDER))
	}
	notes = [_missing_note(source) for source in absent(folder)]
	roles = {}
	for role, keys in CHAINS.items():
		chain = [found[key] for key in keys if key in found]
		if slots and (path := (slots.get(role) or "").strip()):
			if own := _face(path):
				chain.insert(0, own)
			else:
				notes.append(f"The font file {path} set for {role} cannot be read; another face is used.")
		roles[role] = chain
	everything = list(dict.fromkeys(face for chain in roles.values() for face in chain))
	if not everything:
		everything = _system_faces()
	return FontChain({role: tuple(chain or everything) for role, chain in roles.items()}, tuple(notes))


def absent(folder: Path | None = None, own: Collection[str] = ()) -> list[Source]:
	"""The faces that are not on this machine and for which one of another look is used.

	`own` are the roles that the bureau has faces of its own for: what stands for these alone is not missed.
	"""
	folder = folder or FONTS_FOLDER
	there = {key for key, source in SOURCES.items() if _first_file(source, folder)}
	needed = {key for role, keys in CHAINS.items() if role not in own for key in keys}
	missed = [key for key in SOURCES if key in needed - there and ALIKE.get(key) not in there]
	# of two that are alike the first
	return [SOURCES[key] for key in missed if not (key == "songti-title-cjk" and "songti-title" in missed)]


def readable(path: str) -> bool:
	"""Whether a setting names a font file that can be read and holds characters."""
	import uharfbuzz  # only where a setting is checked

	face = _face(path.strip())
	if not face:
		return False
	try:
		blob = uharfbuzz.Blob.from_file_path(face.path)
		return uharfbuzz.Face(blob, face.index).glyph_count > 0
	except uharfbuzz.HarfBuzzError:
		return False


def ensure(folder: Path = FONTS_FOLDER, app: Path = REPOSITORY) -> list[str]:
	"""Fetch what is missing, without root: single files out of Debian packages, and the npm package.

	Downloads about 50 MB once (the package of FandolFang is large; only the face of 4 MB is kept). Returns
	one sentence for each thing done or left undone; an empty list says that everything was there already.
	"""
	said = []
	if not _first_file(SOURCES["songti-title"], folder):
		said.append(_npm_install(app))
	for source in SOURCES.values():
		if source.package and not _first_file(source, folder):
			said.append(_extract_from_debian(source, folder))
	said += [
		_missing_note(SOURCES[key]) for key in ("heiti", "songti") if not _first_file(SOURCES[key], folder)
	]
	return said


def _npm_install(app: Path) -> str:
	command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
	return _run(command, app) or f"Installed {SOURCES['songti-title'].label} with npm."


def _extract_from_debian(source: Source, folder: Path) -> str:
	"""One file of a Debian package, unpacked into `folder`; nothing is installed."""
	folder.mkdir(parents=True, exist_ok=True)
	with tempfile.TemporaryDirectory() as name:
		if problem := _run(["apt-get", "download", source.package], Path(name)):
			return problem
		package = next(Path(name).glob("*.deb"))
		if problem := _run(["dpkg-deb", "-x", str(package), "tree"], Path(name)):
			return problem
		shutil.copy(Path(name, "tree", source.member), folder)
	return f"Fetched {source.label} from Debian's {source.package}."


def _run(command: list[str], folder: Path) -> str:
	"""Run a command; a sentence if it failed, else an empty string."""
	try:
		done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900, check=False)
	except (OSError, subprocess.TimeoutExpired) as problem:
		return f"{command[0]} could not run ({problem}); the forms fall back to other faces."
	if done.returncode:
		last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
		return f"{' '.join(command)} failed ({last}); the forms fall back to other faces."
	return ""


def _first_file(source: Source, folder: Path) -> Face | None:
	places = {"run": folder, "app": REPOSITORY, "pylopdf": _pylopdf()}
	return next((face for file in source.files if (face := _face(file.format(**places)))), None)


def _face(path: str) -> Face | None:
	file, _, index = path.partition("#")
	readable = os.path.isfile(file) and os.access(file, os.R_OK)
	return Face(Path(file), int(index or 0)) if readable and (index or "0").isdigit() else None


@lru_cache(maxsize=1)
def _pylopdf() -> Path:
	spec = find_spec("pylopdf_fonts_zh_cn")
	places = list(spec.submodule_search_locations or ()) if spec else []
	return Path(places[0] if places else "/nonexistent")


def _missing_note(source: Source) -> str:
	return f"The face {source.label} is not installed ({source.install}); another face is used instead."


@lru_cache(maxsize=1)
def _system_faces() -> list[Face]:
	"""Whatever Chinese face fontconfig knows: the last resort on a machine without any of ours."""
	try:
		found = subprocess.run(
			["fc-match", "-f", "%{file}#%{index}", ":lang=zh-cn"],
			capture_output=True,
			text=True,
			timeout=30,
			check=True,
		).stdout
	except (OSError, subprocess.SubprocessError):
		found = ""
	face = _face(found)
	if not face:
		raise FontsMissing(
			"No Chinese font is installed: run “python -m healthtalk_app.printing.faces”, "
			"or apt-get install fonts-noto-cjk."
		)
	return [face]


if __name__ == "__main__":
	print("\n".join(ensure()) or "All faces of the forms are installed.", file=sys.stdout)
