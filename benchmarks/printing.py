"""How long a form takes beside the platform's default generator, and what 200 forms cost in memory.

	python benchmarks/printing.py                  memory and time of our generator, no platform
	cd SITES && python …/benchmarks/printing.py --site NAME
	                                               time of both generators on the same HTML, on a bench

Times are CPU seconds of this process and its children, which other work on the machine does not change.
"""

import argparse
import dataclasses
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

FORMS, WARM_UP = 200, 20


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


def free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


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


def memory(count: int = FORMS) -> dict[str, float]:
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
	return {
		"first form, CPU s": cpu[0],
		"median, CPU s": statistics.median(cpu[1:]),
		"median, clock s": statistics.median(clock[1:]),
		f"MB after {WARM_UP}": after_warm_up,
		f"MB after {count}": resident(),
		"growth, MB": resident() - after_warm_up,
	}


def ratios(site: str, rounds: int = 10) -> dict[str, float]:
	"""Our generator and the platform's default one on the same pages: first in the process, and warm."""
	import frappe

	frappe.init(site)
	frappe.connect()
	# the default generator fetches the print page's style sheets from the site
	port = free_port()
	frappe.local.conf.host_name = f"http://127.0.0.1:{port}"
	serve = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
	assets = subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
	time.sleep(2)
	try:
		from frappe.utils.pdf import get_pdf
		from frappe.www.printview import get_print_style

		from healthtalk_app.printing import platform

		# the print page as the platform hands it to a generator, with its toolbar, style sheets and script
		facts = {"print_style": get_print_style(), "lang": "zh", "layout_direction": "ltr", "title": "流转单"}
		pages = [
			frappe.render_template("www/printview.html", {**facts, "body": form})
			for form in distinct_forms(rounds + 1)
		]
		options = ({}, None, platform.GENERATOR)
		ours = [timed(lambda html=html: platform.pdf_generator("流转单", html, *options)) for html in pages]
		theirs = [timed(lambda html=html: get_pdf(html)) for html in pages]
	finally:
		assets.terminate()
		frappe.destroy()
	found = {}
	for kind, place in (("CPU", 0), ("clock", 1)):
		warm = statistics.median(row[place] for row in ours[1:])
		their_warm = statistics.median(row[place] for row in theirs[1:])
		found |= {
			f"ours first, {kind} s": ours[0][place],
			f"ours warm, {kind} s": warm,
			f"default warm, {kind} s": their_warm,
			f"ratio warm, {kind}": warm / their_warm,
			f"ratio first, {kind}": ours[0][place] / theirs[0][place],
		}
	return found


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--site", help="compare with the platform's default generator on this site")
	parser.add_argument("--forms", type=int, default=FORMS)
	given = parser.parse_args()
	for label, figure in (ratios(given.site) if given.site else memory(given.forms)).items():
		print(f"{label:28}{figure:10.3f}")


if __name__ == "__main__":
	main()
