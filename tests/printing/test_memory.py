"""Memory of one process that sets many different forms."""

import re
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "printing.py"


def test_distinct_forms_in_one_process_leave_little_behind():
	"""Bounded: 50 forms instead of the benchmark's 200. Documents that stay alive cost 0.6 MB a form, 18 MB
	here; what may be left is the pages of the faces that are read for the first time, more of them with
	WeasyPrint 70 (about 10 MB) than with 59."""
	command = [sys.executable, "-W", "ignore", str(BENCHMARK), "--forms", "50"]
	done = subprocess.run(command, capture_output=True, text=True, check=True)
	growth = float(re.search(r"growth of memory\s+(-?[\d.]+) MB", done.stdout).group(1))
	assert growth <= 14
