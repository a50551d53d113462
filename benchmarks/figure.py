"""One thing measured: what `make benchmark` prints and writes."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
	"""One thing measured. With `limit`, `ratio` (or `value`, where there is nothing to compare with) may not
	be above it."""

	name: str
	value: float
	unit: str
	against: str | None = None
	against_value: float | None = None
	limit: float | None = None

	@property
	def ratio(self) -> float | None:
		return self.value / self.against_value if self.against_value else None

	@property
	def holds(self) -> bool | None:
		measured = self.value if self.ratio is None else self.ratio
		return None if self.limit is None else measured <= self.limit

	def as_dict(self) -> dict[str, Any]:
		rounded = {
			key: round(value, 4) if isinstance(value, float) else value
			for key, value in {**asdict(self), "ratio": self.ratio}.items()
		}
		return {**rounded, "holds": self.holds}

	def line(self) -> str:
		words = f"{self.name:34}{self.value:9.3f} {self.unit}"
		if self.ratio is not None:
			words += f"   {self.against} {self.against_value:.3f}   ratio {self.ratio:.3f}"
		if self.limit is not None:
			words += f"   limit {self.limit:g}: {'holds' if self.holds else 'BROKEN'}"
		return words


def tell(figures: Iterable[Figure], as_json: bool) -> None:
	"""Print each as it is found; `as_json` prints one line of JSON at the end, and the rest as messages."""
	found = []
	for figure in figures:
		found.append(figure.as_dict())
		print(figure.line(), file=sys.stderr if as_json else sys.stdout, flush=True)
	if as_json:
		print(json.dumps(found, ensure_ascii=False))
