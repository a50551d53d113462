"""For all tests: property tests are bounded by cases, never by the speed of the machine.

They try the same cases on every run, so that a red run speaks of the change; SEARCH=1 draws new ones.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
	"project",
	deadline=None,
	suppress_health_check=[HealthCheck.too_slow],
	derandomize=not os.environ.get("SEARCH"),
)
settings.load_profile("project")
