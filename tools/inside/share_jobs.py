"""Put jobs into a site's queue, wait for them, and print as JSON how many each worker did.

cd SITES && python …/tools/inside/share_jobs.py SITE JOBS
"""

import collections
import json
import sys
import time

import frappe
from frappe.utils.background_jobs import get_queue

SECONDS = 120


def main(site: str, jobs: int) -> None:
	"""Raises `TimeoutError` when the workers leave jobs undone."""
	frappe.init(site)
	frappe.connect()
	# each takes long enough that a second worker is quicker than waiting for the first
	done = [frappe.enqueue("time.sleep", queue="short", secs=0.2) for _number in range(jobs)]
	deadline = time.monotonic() + SECONDS
	while not all(job.is_finished or job.is_failed for job in done):
		if time.monotonic() > deadline:
			raise TimeoutError(f"{len(get_queue('short'))} jobs still wait")
		time.sleep(0.2)
	for job in done:
		job.refresh()
	print(json.dumps(collections.Counter(job.worker_name for job in done)))
	frappe.destroy()


if __name__ == "__main__":
	main(sys.argv[1], int(sys.argv[2]))
