"""How long a form takes beside the platform's default generator, and what 200 forms cost in memory.

	python benchmarks/printing.py                  memory and time of our generator, no platform
	cd SITES && python …/benchmarks/printing.py --site NAME
	                                               time of both generators on the same HTML, on a bench

With --json: one line, a list of {name, value, unit, against, against_value, ratio, limit, holds}.

*Warm*: both generators set the same print pages by turns in one process, every page another form; nothing of
a page is kept for the next. *First*: a new process for each generator, by turns, in which the page has been
made, as the platform makes it for either; counted is what comes then: the import of the platform's printing,
for both, the import of the generator, and the PDF. Seconds on the clock decide; CPU seconds, of the process
and its children, are told besides.
"""

import argparse
import dataclasses
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.figure import Figure, tell

FORMS, WARM_UP = 200, 20
ROUNDS, PROCESSES = 15, 5
MOST_WARM, MOST_FIRST, MOST_GROWTH = 0.5, 1.0, 20.0
OURS, THEIRS = "HealthTalk PDF", "wkhtmltopdf"


def spent() -> float:
	"""CPU seconds of this process and its finished children."""
	times = os.times()
	return times.user + times.system + times.children_user + times.children_system


def resident() -> float:
	"""Megabytes of memory that this process holds."""
	pages = int(Path("/proc/self/statm").read_text().split()[1])
	return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def timed(work: Callable[[], object]) -> tuple[float, float]:
	"""CPU seconds and seconds on the clock."""
	clock, cpu = time.perf_counter(), spent()
	work()
	return spent() - cpu, time.perf_counter() - clock


def distinct_forms(count: int) -> list[str]:
	"""One-page slips that differ in their text, so that every one has subsets of its own."""
	from healthtalk_app.printing.samples import referral_slip
	from healthtalk_app.printing.templating import render_form

	forms = []
	for number in range(count):
		slip = dataclasses.replace(referral_slip("ordinary"), number=f"云卫说流〔2026〕{number}号")
		words = "".join(chr(0x4E00 + (number * 97 + step * 13) % 6000) for step in range(40))
		slip.content = slip.content[:40] + words
		forms.append(render_form("referral_slip", slip))
	return forms


def memory(count: int = FORMS) -> list[Figure]:
	"""Megabytes after the first 20 forms and after all, and the median times."""
	from healthtalk_app.printing.faces import locate
	from healthtalk_app.printing.render import render_pdf
	from healthtalk_app.printing.templating import page

	fonts, cpu, clock, after_warm_up = locate(), [], [], 0.0
	for number, html in enumerate(map(page, distinct_forms(count))):
		if number == WARM_UP:
			after_warm_up = resident()
		one_cpu, one_clock = timed(lambda html=html: render_pdf(html, fonts=fonts))
		cpu.append(one_cpu)
		clock.append(one_clock)
	return [
		Figure("first form, CPU", cpu[0], "s"),
		Figure("median form, CPU", statistics.median(cpu[1:]), "s"),
		Figure("median form, clock", statistics.median(clock[1:]), "s"),
		Figure(f"memory after {WARM_UP} forms", after_warm_up, "MB"),
		Figure(f"memory after {count} forms", resident(), "MB"),
		Figure("growth of memory", resident() - after_warm_up, "MB", limit=MOST_GROWTH),
	]


# ---- beside the platform's generator


@contextmanager
def connected(site: str, assets: int) -> Iterator[None]:
	"""A connection to the site, whose style sheets the default generator finds at a port of this machine."""
	import frappe

	frappe.init(site)
	frappe.connect()
	frappe.local.conf.host_name = f"http://127.0.0.1:{assets}"
	try:
		yield
	finally:
		frappe.destroy()


@contextmanager
def serving() -> Iterator[int]:
	"""The files of this folder at a free port: the default generator fetches the page's style sheets."""
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		port = probe.getsockname()[1]
	serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
	assets = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
	try:
		for _attempt in range(100):
			with socket.socket() as probe:
				if not probe.connect_ex(("127.0.0.1", port)):
					break
			time.sleep(0.1)
		yield port
	finally:
		assets.terminate()
		assets.wait()


def print_pages(count: int) -> list[str]:
	"""Print pages as the platform hands them to a generator, with toolbar, style sheets and script."""
	import frappe
	from frappe.www.printview import get_print_style

	facts = {"print_style": get_print_style(), "lang": "zh", "layout_direction": "ltr", "title": "流转单"}
	return [
		frappe.render_template("www/printview.html", {**facts, "body": form})
		for form in distinct_forms(count)
	]


def ours(html: str) -> object:
	"""Through the platform's door, which imports its own generator before it asks for another one."""
	from frappe.utils import pdf, print_format  # noqa: F401

	from healthtalk_app.printing import platform

	return platform.pdf_generator("流转单", html, {}, None, platform.GENERATOR)


def theirs(html: str) -> object:
	from frappe.utils import pdf, print_format  # noqa: F401

	return pdf.get_pdf(html)


GENERATORS = {OURS: ours, THEIRS: theirs}


def first_print(site: str, generator: str, assets: int) -> None:
	"""For a process of its own: tell what its first print costs."""
	with connected(site, assets):
		html = print_pages(1)[0]
		print(json.dumps(timed(lambda: GENERATORS[generator](html))))


def compared(site: str) -> list[Figure]:
	"""Both generators on the same pages: warm in one process, and first in processes of their own."""
	with serving() as assets:
		warm = {OURS: [], THEIRS: []}
		with connected(site, assets):
			for number, html in enumerate(print_pages(ROUNDS + 1)):
				for name, generator in GENERATORS.items():
					cost = timed(lambda generator=generator, html=html: generator(html))
					if number:
						warm[name].append(cost)
		first = {OURS: [], THEIRS: []}
		for _round in range(PROCESSES):
			for name in GENERATORS:
				first[name].append(in_own_process(site, name, assets))
	return [
		*figures("warm", warm, MOST_WARM),
		*figures("first in a process", first, MOST_FIRST),
	]


def in_own_process(site: str, generator: str, assets: int) -> tuple[float, float]:
	words = [__file__, "--site", site, "--first", generator, "--assets", str(assets)]
	command = [sys.executable, "-W", "ignore", *words]
	done = subprocess.run(command, capture_output=True, text=True, check=True)
	cpu, clock = json.loads(done.stdout.splitlines()[-1])
	return cpu, clock


def figures(kind: str, costs: dict[str, list[tuple[float, float]]], limit: float) -> list[Figure]:
	"""Medians of both; the clock has the limit."""
	found = []
	for unit, place, most in (("clock", 1, limit), ("CPU", 0, None)):
		mine, other = (statistics.median(row[place] for row in costs[name]) for name in (OURS, THEIRS))
		found.append(Figure(f"a form, {kind}, {unit}", mine, "s", THEIRS, other, most))
	return found


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--site", help="compare with the platform's default generator on this site")
	parser.add_argument("--forms", type=int, default=FORMS)
	parser.add_argument("--json", action="store_true", help="print one line of JSON")
	parser.add_argument("--first", choices=list(GENERATORS), help=argparse.SUPPRESS)
	parser.add_argument("--assets", type=int, help=argparse.SUPPRESS)
	given = parser.parse_args()
	if given.first:
		first_print(given.site, given.first, given.assets)
		return
	tell(compared(given.site) if given.site else memory(given.forms), given.json)


if __name__ == "__main__":
	main()
