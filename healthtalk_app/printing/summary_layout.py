"""What a summary looks like on paper and in Word alike: its title, numbered parts, enumerated paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from healthtalk_app.printing.templating import chinese

# parts whose paragraphs are counted 一是, 二是
COUNTED = ("Problems", "Next Steps")
ALREADY_COUNTED = re.compile(r"^[（(]?[一二三四五六七八九十\d]+(是|、|[)）]|[.．])")


def title_of(unit: str, period: str) -> str:
	"""云岭县卫生健康局2026年上半年“健康说事”工作总结."""
	return f"{unit}{period}“健康说事”工作总结"


def enumerated(section: str, paragraphs: Sequence[str]) -> list[str]:
	"""Problems and next steps with 一是, 二是 before them, unless somebody has counted them himself."""
	found = list(paragraphs)
	if section not in COUNTED or len(found) < 2 or any(ALREADY_COUNTED.match(text) for text in found):
		return found
	return [f"{chinese(place)}是{text}" for place, text in enumerate(found, 1)]
