"""Every dotted path that names our code from a string resolves: hooks, patches, jobs, records, desk scripts.

Such strings are found by the platform at run time only, so a function that was renamed or moved would fail
in a user's hands. Modules are read, never imported.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".py", ".json", ".js", ".html", ".txt")


def complaints(root: Path, app: str) -> Iterator[str]:
	"""One line for each path or asset that does not exist."""
	dotted = re.compile(rf"""["'`]({app}(?:\.\w+)+)(?=["'`?(])""")
	asset = re.compile(rf"""["'`(]/assets/{app}/([\w./-]+)""")
	for path in sorted((root / app).rglob("*")):
		if path.suffix not in SUFFIXES or not path.is_file():
			continue
		for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
			where = f"{path.relative_to(root)}:{number}"
			for name in names_in(line, path, dotted, app):
				if not resolves(root, name):
					yield f"{where}: {name} does not exist"
			for file in asset.findall(line):
				if ".bundle." in file:
					yield f"{where}: {file} would have to be built inside the user's bench; use a plain file"
				elif not (root / app / "public" / file).exists():
					yield f"{where}: {app}/public/{file} does not exist"


def names_in(line: str, path: Path, dotted: re.Pattern[str], app: str) -> Iterable[str]:
	"""The dotted paths in a line. A patch is a bare module that must have `execute`."""
	if path.name == "patches.txt":
		words = line.split("#")[0].split()
		return [f"{words[0]}.execute"] if words and words[0].startswith(f"{app}.") else []
	return dotted.findall(line)


def resolves(root: Path, name: str) -> bool:
	"""Whether a dotted path is a module or package of ours, or something that one of them defines."""
	parts = name.split(".")
	for length in range(len(parts), 0, -1):
		base = root.joinpath(*parts[:length])
		rest = parts[length:]
		if base.is_dir() and not rest:
			return True
		for source in (base.with_suffix(".py"), base / "__init__.py"):
			if source.is_file() and (not rest or defines(source, tuple(rest))):
				return True
	return False


def defines(source: Path, names: tuple[str, ...]) -> bool:
	"""Whether a module has `names[0]` at its top level, and that class has `names[1]`, and so on."""
	found = top_level(source).get(names[0])
	for name in names[1:]:
		if not isinstance(found, ast.ClassDef):
			return False
		found = members(found.body).get(name)
	return found is not None


@functools.cache
def top_level(source: Path) -> dict[str, ast.AST]:
	"""What a module defines or imports, by name."""
	return members(ast.parse(source.read_text(encoding="utf-8")).body)


def members(body: Iterable[ast.stmt]) -> dict[str, ast.AST]:
	"""Functions, classes, variables and imported names of a block, also inside `if` and `try`."""
	found: dict[str, ast.AST] = {}
	for node in body:
		if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
			found[node.name] = node
		elif isinstance(node, ast.Import | ast.ImportFrom):
			found.update({(alias.asname or alias.name): node for alias in node.names})
		elif isinstance(node, ast.Assign | ast.AnnAssign):
			targets = node.targets if isinstance(node, ast.Assign) else [node.target]
			found.update({target.id: node for target in targets if isinstance(target, ast.Name)})
		elif isinstance(node, ast.If | ast.Try):
			found.update(members([*node.body, *node.orelse]))
	return found
