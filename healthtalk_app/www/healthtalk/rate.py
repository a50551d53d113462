"""Where the rating code of a receipt leads until the public pages open: it says so, whatever the code."""

from typing import Any

from healthtalk_app.www.healthtalk.track import describe

no_cache = 1


def get_context(context: Any) -> None:
	"""A page that neither reads the code nor tells whether it exists."""
	context.update(describe("办理结果评价", "评价"))
