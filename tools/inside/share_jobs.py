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
WORK = "healthtalk_app.services.records.rebuild.check"


def main(site: str, jobs: int) -> None:
	"""Raises `TimeoutError` when the workers leave jobs undone, `RuntimeError` when one of them failed."""
	frappe.init(site)
	frappe.connect()
	# reads every document and its log: long enough that a second worker is quicker than waiting for the first
	done = [frappe.enqueue(WORK, queue="short") for _number in range(jobs)]
	deadline = time.monotonic() + SECONDS
	while not all(job.is_finished or job.is_failed for job in done):
		if time.monotonic() > deadline:
			raise TimeoutError(f"{len(get_queue('short'))} jobs still wait")
		time.sleep(0.2)
	for job in done:
		job.refresh()
		if job.is_failed:
			raise RuntimeError(f"a job failed:\n{job.exc_info}")
	print(json.dumps(collections.Counter(job.worker_name for job in done)))
	frappe.destroy()


if __name__ == "__main__":
	main(sys.argv[1], int(sys.argv[2]))
