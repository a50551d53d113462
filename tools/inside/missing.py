"""Print the requirements of a pyproject.toml (and of its extras) that this environment lacks.

Usage: python missing.py PYPROJECT [EXTRA…]
"""

import sys
from importlib import metadata
from pathlib import Path

try:
	import tomllib
except ModuleNotFoundError:  # Python 3.10
	from pip._vendor import tomli as tomllib

try:
	from packaging.requirements import Requirement
except ModuleNotFoundError:
	from pip._vendor.packaging.requirements import Requirement


def is_missing(line: str) -> bool:
	"""Whether no installed distribution satisfies the requirement."""
	requirement = Requirement(line)
	try:
		return not requirement.specifier.contains(metadata.version(requirement.name), prereleases=True)
	except metadata.PackageNotFoundError:
		return True


def main() -> None:
	"""Print one missing requirement per line, each once."""
	project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
	lines = list(project["dependencies"])
	for extra in sys.argv[2:]:
		lines += project["optional-dependencies"][extra]
	for line in dict.fromkeys(lines):
		if is_missing(line):
			print(line)


if __name__ == "__main__":
	main()
