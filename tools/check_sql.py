"""SQL aggregates live in `metrics/` only, so that a figure is defined once and never without the row rule."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

AGGREGATES = {"Count", "Sum", "Avg"}
DATABASE_METHODS = {"count", "sum", "avg"}
IN_WORDS = re.compile(r"\b(count|sum|avg)\s*\(", re.IGNORECASE)
LOOKS_LIKE_SQL = re.compile(r"\bselect\b|^\s*(count|sum|avg)\s*\([^)]*\)(\s+as\s+\w+)?\s*$", re.IGNORECASE)
EXEMPT = ("metrics", "demo", "tests")
# How many rows a list has is no figure; there the platform's endpoint for it gets the row rule.
EXEMPT_FILES = ("api/overrides.py",)


def complaints(package: Path) -> Iterator[str]:
	"""One line for each aggregate outside of `metrics/`, the demo and the tests."""
	for path in sorted(package.rglob("*.py")):
		relative = path.relative_to(package)
		if relative.parts[0] in EXEMPT or relative.as_posix() in EXEMPT_FILES:
			continue
		for line, what in aggregates(path.read_text(encoding="utf-8")):
			yield f"{package.name}/{relative}:{line}: {what} belongs in metrics/"


def aggregates(source: str) -> Iterator[tuple[int, str]]:
	"""Line and form of each aggregate in a module: query builder, ORM, dictionaries (16), raw SQL."""
	tree = ast.parse(source)
	documentation = docstrings(tree)
	for node in ast.walk(tree):
		if isinstance(node, ast.ImportFrom) and "functions" in (node.module or ""):
			yield from ((node.lineno, f"the aggregate {a.name}") for a in node.names if a.name in AGGREGATES)
		elif isinstance(node, ast.Attribute) and is_aggregate(node):
			yield node.lineno, f"the aggregate {ast.unparse(node)}"
		elif isinstance(node, ast.Dict):
			keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
			yield from (
				(node.lineno, f"the aggregate {key}") for key in keys if key in ("COUNT", "SUM", "AVG")
			)
		elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
			if IN_WORDS.search(node.value) and LOOKS_LIKE_SQL.search(node.value):
				yield node.lineno, "an aggregate in raw SQL"


def is_aggregate(node: ast.Attribute) -> bool:
	"""`fn.Count`, `functions.Sum`, `frappe.db.count` and the like."""
	owner = ast.unparse(node.value)
	if node.attr in AGGREGATES:
		return owner.endswith(("fn", "functions"))
	return node.attr in DATABASE_METHODS and owner == "frappe.db"


def docstrings(tree: ast.AST) -> set[ast.AST]:
	"""The text nodes that only explain."""
	return {
		node.value
		for node in ast.walk(tree)
		if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
	}
