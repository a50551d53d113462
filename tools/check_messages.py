"""Messages to users leave by `exceptions.refuse`, which escapes the values that it puts into a sentence.

The desk shows a message as HTML: a title or name put into the sentence beforehand would be read as markup.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

DOORS = ("frappe.throw", "frappe.msgprint", "msgprint", "refuse", "inputs.refuse", "exceptions.refuse")
# the door itself
EXEMPT_FILES = ("exceptions.py",)
SAFE = ("escape", "escape_html")


def complaints(package: Path) -> Iterator[str]:
	"""One line for each message that is put together before it reaches a door; tests are left out."""
	for path in sorted(package.rglob("*.py")):
		relative = path.relative_to(package)
		if relative.parts[0] == "tests" or relative.as_posix() in EXEMPT_FILES:
			continue
		for line in raw_messages(path.read_text(encoding="utf-8")):
			yield f"{package.name}/{relative}:{line}: give the values to refuse(), which escapes them"


def raw_messages(source: str) -> Iterator[int]:
	"""Lines of a module where a message is formatted with values that nobody has escaped."""
	for node in ast.walk(ast.parse(source)):
		if isinstance(node, ast.Call) and ast.unparse(node.func) in DOORS and node.args:
			if any(puts_together(part) for part in ast.walk(node.args[0])):
				yield node.lineno


def puts_together(node: ast.AST) -> bool:
	"""An f-string, a sum or a remainder of texts, or `.format` with anything but escaped values."""
	if isinstance(node, ast.JoinedStr) or (
		isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod)
	):
		return True
	if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
		return False
	if node.func.attr != "format" or ast.unparse(node.func.value) == "frappe":
		return False
	return not all(is_escaped(value) for value in (*node.args, *(word.value for word in node.keywords)))


def is_escaped(node: ast.AST) -> bool:
	"""A call of an escaping function, or a number that was counted."""
	return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in (*SAFE, "len")
