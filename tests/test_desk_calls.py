"""What the desk calls is there and takes POST: `frappe.xcall` of version 15 knows no other verb."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[1] / "healthtalk_app"
CALL = re.compile(r"""frappe\.xcall\(\s*["'`]healthtalk_app\.(api\.[a-z_.]+)["'`]""")


def called() -> list[str]:
	scripts = (path for path in APP.rglob("*.js") if "node_modules" not in path.parts)
	return sorted({name for path in scripts for name in CALL.findall(path.read_text(encoding="utf-8"))})


def verbs(name: str) -> set[str]:
	"""The verbs that a whitelisted function takes; all when it names none."""
	module, _dot, function = name.rpartition(".")
	tree = ast.parse((APP / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
	(found,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function)
	for decorator in found.decorator_list:
		if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "frappe.whitelist":
			given = {word.arg: word.value for word in decorator.keywords}
			return set(ast.literal_eval(given["methods"])) if "methods" in given else {"GET", "POST"}
	return set()


def test_the_desk_calls_something() -> None:
	assert len(called()) > 20


@pytest.mark.parametrize("name", called())
def test_what_the_desk_calls_takes_post(name: str) -> None:
	assert "POST" in verbs(name)
