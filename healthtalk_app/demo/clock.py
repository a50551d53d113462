"""The demo's clock: what happened last spring was also written down last spring.

Everything in the platform and in the app asks `frappe.utils.now_datetime`, and modules hold it by name.
So the name is exchanged wherever it is bound, and given back at the end. Only the demo does this: the
services know nothing of it and no request can reach it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import frappe.utils
import frappe.utils.data

# never a whole number of seconds, which the platform writes in two ways
TICK = timedelta(microseconds=1001)


class Clock:
	"""A clock that stands until it is set."""

	def __init__(self, start: datetime) -> None:
		self.now = start

	def read(self) -> datetime:
		"""The time, a tick later at each reading: two savings never carry the same time."""
		self.now += TICK
		return self.now

	def set(self, moment: datetime) -> None:
		"""Go on to `moment`; a demo clock never runs backwards."""
		if moment < self.now:
			raise ValueError(f"{moment} lies before {self.now}")
		self.now = moment


@contextmanager
def running(start: datetime) -> Iterator[Clock]:
	"""Inside the block the site's time is what the clock says."""
	clock = Clock(start)
	real = frappe.utils.data.now_datetime

	def now_datetime() -> datetime:
		return clock.read()

	exchange(real, now_datetime)
	try:
		yield clock
	finally:
		exchange(now_datetime, real)


def exchange(old: Callable[[], datetime], new: Callable[[], datetime]) -> None:
	"""Bind `new` in every loaded module that holds `old` as `now_datetime`."""
	for module in list(sys.modules.values()):
		if getattr(module, "__dict__", {}).get("now_datetime") is old:
			module.now_datetime = new
