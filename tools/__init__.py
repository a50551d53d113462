"""What the Makefile calls: benches, private services, sites, the demo and the tests.

Standard library only, because it runs before anything is installed.
"""

import sys

OLDEST_PYTHON = (3, 10)

if sys.version_info < OLDEST_PYTHON:
	sys.exit(
		"This Python is {}.{}; HealthTalk needs 3.10 or newer: run make PYTHON=python3.x.".format(
			*sys.version_info[:2]
		)
	)
