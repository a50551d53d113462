"""Work in the background: Redis, workers, jobs, the scheduler, long runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime
from frappe.utils.background_jobs import generate_qname, get_queues, get_redis_conn, get_workers
from frappe.utils.scheduler import is_scheduler_inactive
from redis.exceptions import ConnectionError as NoRedis
from rq.registry import FailedJobRegistry

from healthtalk_app.services import runs

# what the app's own jobs use
QUEUES = ("short", "default", "long")
WAITING = timedelta(minutes=30)
SILENT = timedelta(hours=1)
FAILED_SINCE = timedelta(days=1)
RUNS_SINCE = timedelta(days=7)
# every five minutes: by it one sees whether the scheduler lives
PULSE = "healthtalk_app.services.runs.resume_stopped"
APP = "healthtalk_app"


def queue() -> Iterator[str]:
	"""What stands still although it should run."""
	yield from _scheduler()
	yield from _runs()
	try:
		get_redis_conn().ping()
	except NoRedis:
		yield _("Redis of the queue is not reachable: nothing runs in the background. Start redis_queue.")
		return
	yield from _workers()
	yield from _jobs()


def _scheduler() -> Iterator[str]:
	if is_scheduler_inactive(verbose=False):
		yield _(
			"The scheduler is off (maintenance_mode, pause_scheduler or Enable Scheduler in System Settings)"
			": deadlines are not watched. Run bench --site {0} enable-scheduler."
		).format(frappe.local.site)
	# get_all: the check is an operator's on the command line and reads everything
	known = {
		job.method: job
		for job in frappe.get_all(
			"Scheduled Job Type",
			filters={"method": ("like", f"{APP}.%")},
			fields=["method", "stopped", "last_execution", "creation"],
		)
	}
	for method in sorted(wanted_jobs() - set(known)):
		yield _("The scheduled job {0} is not set up. Run bench migrate.").format(method)
	for method, job in sorted(known.items()):
		if job.stopped:
			yield _("The scheduled job {0} was stopped. Open it in Scheduled Job Type and start it.").format(
				method
			)
	pulse = known.get(PULSE)
	if pulse and get_datetime(pulse.last_execution or pulse.creation) < now_datetime() - SILENT:
		yield _("The scheduler has run nothing for over an hour. Start bench schedule and the workers.")


def wanted_jobs() -> set[str]:
	"""The methods that the app's hooks schedule."""
	events = frappe.get_hooks("scheduler_events", app_name=APP)
	found: set[str] = set()
	for kind, methods in events.items():
		for group in methods.values() if kind == "cron" else [methods]:
			found |= set(group)
	return found


def _runs() -> Iterator[str]:
	# get_all: as above
	silent = frappe.get_all(
		runs.DOCTYPE,
		{"status": ("in", runs.UNDER_WAY), "alive_at": ("<", now_datetime() - SILENT)},
		pluck="name",
	)
	for name in silent:
		said = _("The background run {0} has stood still for over an hour. Open it and resume it.")
		yield said.format(name)
	since = now_datetime() - RUNS_SINCE
	failed = frappe.get_all(runs.DOCTYPE, {"status": "Failed", "alive_at": (">", since)}, ["name", "message"])
	for run in failed:
		yield _("The background run {0} has failed: {1} Mend that and resume it.").format(
			run.name, run.message or ""
		)


def _workers() -> Iterator[str]:
	served = {name for worker in get_workers() for name in worker.queue_names()}
	for kind in QUEUES:
		if generate_qname(kind) not in served:
			yield _("No worker serves the queue {0}. Start the workers (supervisorctl status).").format(kind)


def _jobs() -> Iterator[str]:
	now, failed, waiting = datetime.now(timezone.utc), Counter(), Counter()
	for one in get_queues():
		waiting.update(
			_method(job) for job in one.jobs if _ours(job) and job.enqueued_at < _bare(now - WAITING, job)
		)
		registry = FailedJobRegistry(queue=one)
		for job in one.job_class.fetch_many(registry.get_job_ids(), connection=one.connection):
			if job and _ours(job) and job.ended_at and job.ended_at > _bare(now - FAILED_SINCE, job):
				failed[_method(job)] += 1
	for method, times in sorted(failed.items()):
		yield _("The job {0} failed {1} times in the last day. Its error stands in RQ Job.").format(
			method, times
		)
	for method, times in sorted(waiting.items()):
		yield _("The job {0} has waited for over half an hour ({1} times). Start more workers.").format(
			method, times
		)


def _bare(moment: datetime, job: Any) -> datetime:
	"""In the form in which this release of rq tells times."""
	told = job.enqueued_at or job.ended_at
	return moment if told and told.tzinfo else moment.replace(tzinfo=None)


def _ours(job: Any) -> bool:
	return (job.kwargs or {}).get("site") == frappe.local.site


def _method(job: Any) -> str:
	return str(job.kwargs.get("job_name") or job.kwargs.get("method"))
