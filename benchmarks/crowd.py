"""A hundred residents at once on two web workers, through the public pages (issue 4).

	cd SITES && python …/benchmarks/crowd.py --site NAME --url http://HOST:PORT [--residents 100] [--json]

The web server runs already (`make benchmark` starts it). Every resident has an address of his own, as the
bureau's proxy tells it (SECURITY.md), and all limits are on, as shipped. Beforehand each of them has raised a
matter that an officer has answered. Then all start together: each opens the form, raises a matter, every
third with a photo, follows it by the code of his receipt, and rates the one that was answered, every fifth
badly. Afterwards everything that a receipt promised is looked for in the database.

Before the crowd comes, the progress page is measured beside an empty Web Page of the platform, by turns.
"""

import argparse
import os
import re
import secrets
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import frappe
import requests

from benchmarks.figure import Figure, tell
from healthtalk_app.rules import codes

ROUNDS, UNCOUNTED = 200, 10
PROGRESS_PAGE = 1.5
SUBMISSION, MATTER, EVALUATION = "Public Submission", "Talk Matter", "Public Evaluation"
CATEGORY = "CROWD"
ACTS = ("open the form", "raise", "raise with a photo", "follow", "read the reply", "rate")
# the platform keeps the second of them, for it is the same for everybody, and makes the first anew
EMPTY_PAGES = {"healthtalk-empty-anew": 1, "healthtalk-empty-kept": 0}
PAGE_OF = re.compile(r'data-page="(\w+)"')
CODE_OF = re.compile(r'data-code="(查询码|评价码)">([^<]+)<')
KEY_OF = re.compile(r'name="key" value="([^"]+)"')
Values = dict[str, str]


# ---- the site


def ground() -> list[str]:
	"""Units, a category, empty pages, the limits as shipped; returns the units to which residents write."""
	from healthtalk_app.services.voice import guest_acts
	from healthtalk_app.tests import factories

	frappe.set_user("Administrator")
	if not frappe.db.get_single_value("Healthtalk Settings", "bureau_unit"):
		factories.county("CROWD")
	factories.category(category_code=CATEGORY, asks_for_solution=1)
	for name, shipped in shipped_limits().items():
		frappe.db.set_single_value("Healthtalk Settings", name, shipped)
	for route, dynamic in EMPTY_PAGES.items():
		if not frappe.db.exists("Web Page", {"route": route}):
			page = {"title": route, "route": route, "published": 1, "dynamic_template": dynamic}
			frappe.get_doc(doctype="Web Page", main_section="", **page).insert()
	frappe.db.commit()
	frappe.clear_cache()
	return [unit["code"] for unit in guest_acts.addressees()[:5]]


def shipped_limits() -> dict[str, int]:
	"""The limits of the settings as a bureau gets them."""
	meta = frappe.get_meta("Healthtalk Settings")
	names = ("submit_limit_per_hour", "code_limit_per_hour")
	return {name: frappe.utils.cint(meta.get_field(name).default) for name in names}


def answered(people: list[Values]) -> list[Values]:
	"""A matter of each, raised and carried up to the reply by the services; the receipts."""
	from healthtalk_app.demo import build
	from healthtalk_app.services.steps import flow
	from healthtalk_app.services.voice import public_voice, receipt_codes

	receipts = []
	with build.quiet():
		for who in people:
			receipts.append(public_voice.submit({"content": "候诊区的座椅不够，老人站着等。", **who}, []))
			code = receipts[-1]["tracking_code"]
			name = receipt_codes.holder_of("tracking", code).submission
			flow.act(SUBMISSION, name, "Accept", {"category": CATEGORY})
			matter = frappe.get_doc(MATTER, receipt_codes.holder_of("tracking", code).matter)
			matter.plan, matter.reply = "添置座椅。", "已经添置二十张座椅，候诊区另设老人专座。"
			for status in ("Planned", "In Progress", "Replied"):
				flow.transition(matter, status)
			frappe.db.commit()
	return receipts


# ---- residents


def person(number: int, units: list[str]) -> Values:
	"""Who writes to which unit; named, confidential and anonymous by turns."""
	level = ("Named", "Confidential", "Anonymous")[number % 3]
	said = {"unit": units[number % len(units)], "identity_level": level}
	if level != "Anonymous":
		said |= {"raiser_name": f"居民{number}", "raiser_phone": f"1390000{number:04d}"}
	return said


@dataclass
class Resident:
	"""One who raises, follows and rates; what he was shown, how long it took, and what went wrong."""

	number: int
	url: str
	who: Values = field(default_factory=dict)
	rating_code: str = ""
	mark: str = ""
	photo: bytes = b""
	receipt: Values = field(default_factory=dict)
	seconds: dict[str, float] = field(default_factory=dict)
	wrong: list[str] = field(default_factory=list)

	def __post_init__(self) -> None:
		self.browser = requests.Session()
		self.browser.trust_env = False
		# what the bureau's proxy adds, and as it speaks to the workers: a connection for each request
		address = f"10.{secrets.randbelow(250)}.{self.number // 250}.{self.number % 250 + 1}"
		self.browser.headers.update({"X-Forwarded-For": address, "Connection": "close"})

	def live(self, start: threading.Barrier) -> None:
		"""Everything a resident does, when all are ready."""
		start.wait()
		for act in (self.raise_matter, self.follow, self.rate):
			try:
				act()
			except (requests.RequestException, LookupError) as error:
				self.wrong.append(f"{act.__name__}: {type(error).__name__} {error}")

	def raise_matter(self) -> None:
		key = KEY_OF.search(self.page("open the form", "GET", "raise", "raise"))
		values = {"content": f"取药窗口排队太久，{self.mark}。"}
		files = [("files", ("photo.png", self.photo, "image/png"))] if self.photo else None
		values |= {"key": key[1] if key else "", **self.who}
		act = "raise with a photo" if self.photo else "raise"
		self.receipt = dict(CODE_OF.findall(self.page(act, "POST", "raise", "receipt", values, files)))

	def follow(self) -> None:
		self.page("follow", "POST", "track", "progress", {"code": self.receipt["查询码"]})

	def rate(self) -> None:
		given = {"act": "rate", "level": "Satisfied", "outcome": "Solved", "comment": "办得很快。"}
		if self.number % 5 == 0:
			given |= {"level": "Very Dissatisfied", "outcome": "Not Solved", "comment": "还是不够。"}
		self.page("read the reply", "POST", "rate", "rating", {"code": self.rating_code})
		said = self.page("rate", "POST", "rate", "rating", {"code": self.rating_code, **given})
		if "谢谢您的评价" not in said:
			self.wrong.append(f"rate: {plain(said)}")

	def page(self, act: str, verb: str, path: str, wanted: str, form: dict | None = None, files=None) -> str:
		"""The page that answers, timed; another page or status than wanted is an error."""
		begun = time.perf_counter()
		url = f"{self.url}/healthtalk/{path}"
		answer = self.browser.request(verb, url, data=form, files=files, timeout=120)
		self.seconds[act] = time.perf_counter() - begun
		shown = PAGE_OF.search(answer.text)
		if answer.status_code != 200 or not shown or shown[1] != wanted:
			self.wrong.append(f"{act}: {answer.status_code} {plain(answer.text)}")
		return answer.text


def plain(html: str) -> str:
	"""The words of a page's main part, for a message."""
	main = html.partition('<main id="main"')[2].partition("</main>")[0] or html
	return " ".join(re.sub(r"<[^>]*>", " ", main).split())[:300]


def crowd(url: str, people: list[Values], receipts: list[Values]) -> tuple[list[Resident], float]:
	"""All residents at once; who they were and how many seconds it took until the last was done."""
	from healthtalk_app.demo import picture

	run, photo, residents = secrets.token_hex(4), picture.sheet(), []
	for number, (who, receipt) in enumerate(zip(people, receipts, strict=True)):
		mark, picked = f"编号{run}-{number:04d}", b"" if number % 3 else photo
		residents.append(Resident(number, url, who, receipt["rating_code"], mark, picked))
	start = threading.Barrier(len(residents) + 1)
	threads = [threading.Thread(target=resident.live, args=(start,)) for resident in residents]
	for thread in threads:
		thread.start()
	start.wait()
	begun = time.perf_counter()
	for thread in threads:
		thread.join()
	return residents, time.perf_counter() - begun


# ---- measuring


def pages(url: str, receipts: list[Values]) -> Iterator[Figure]:
	"""The progress page of an answered matter beside the platform's empty page, one call each by turns."""
	spent: dict[str, list[float]] = {name: [] for name in ("progress", *EMPTY_PAGES)}
	for number in range(ROUNDS + UNCOUNTED):
		resident = Resident(number, url)
		code = {"code": receipts[number % len(receipts)]["tracking_code"]}
		resident.page("progress", "POST", "track", "progress", code)
		spent["progress"].append(resident.seconds["progress"])
		for route in EMPTY_PAGES:
			begun = time.perf_counter()
			empty = resident.browser.get(f"{url}/{route}", timeout=120)
			spent[route].append(time.perf_counter() - begun)
			if empty.status_code != 200 or route not in empty.text:
				raise SystemExit(f"An empty page answers {empty.status_code}: {plain(empty.text)}")
		if resident.wrong:
			raise SystemExit(resident.wrong[0])
	ours, anew, kept = (statistics.median(times[UNCOUNTED:]) for times in spent.values())
	yield Figure("progress page", ours, "s", "empty platform page, made anew", anew, PROGRESS_PAGE)
	yield Figure("progress page beside a kept one", ours, "s", "empty platform page, kept", kept)


def limits(url: str) -> Iterator[Figure]:
	"""That the limits are on: one code more often than an hour allows, each time from another address."""
	allowed, code = shipped_limits()["code_limit_per_hour"], {"code": codes.new_code()}
	browsers = [Resident(number, url).browser for number in range(allowed + 5)]
	said = [browser.post(f"{url}/healthtalk/track", data=code).status_code for browser in browsers]
	wrong = sum((status == 429) != (number >= allowed) for number, status in enumerate(said))
	yield Figure("calls not limited as they should", wrong, "calls", limit=0)


def kept(residents: list[Resident], since: str) -> Iterator[Figure]:
	"""What the residents were promised, as it is in the database."""
	from healthtalk_app.services.voice import receipt_codes

	frappe.db.rollback()
	wrong = [f"resident {one.number}: {sentence}" for one in residents for sentence in one.wrong]
	wrong += frappe.get_all("Error Log", {"creation": (">=", since)}, pluck="method")
	for sentence in wrong[:10]:
		print(sentence, file=sys.stderr)
	without = odd = photos = ratings = 0
	for one in residents:
		found = frappe.get_all(SUBMISSION, {"content": ("like", f"%{one.mark}%")}, pluck="name")
		odd += abs(len(found) - 1)
		sent = receipt_codes.holder_of("tracking", one.receipt.get("查询码", "")).submission or "-"
		without += bool(one.receipt) and sent not in found
		photos += abs(len(frappe.get_all("File", {"attached_to_name": sent})) - bool(one.photo))
		rated = receipt_codes.holder_of("rating", one.rating_code).matter
		ratings += abs(len(frappe.get_all(EVALUATION, {"reference_name": rated})) - 1)
	counts = {
		"errors": len(wrong),
		"receipts without a submission": without,
		"submissions lost or doubled": odd,
		"photos lost or doubled": photos,
		"ratings lost or doubled": ratings,
	}
	yield from (Figure(name, number, "", limit=0) for name, number in counts.items())


def times(residents: list[Resident]) -> Iterator[Figure]:
	"""How long each act took while all waited for the same two workers."""
	for act in ACTS:
		spent = [one.seconds[act] for one in residents if act in one.seconds]
		if len(spent) > 1:
			yield Figure(f"{act}, median of {len(spent)}", statistics.median(spent), "s")
			yield Figure(f"{act}, 95th percentile", statistics.quantiles(spent, n=20)[18], "s")


def measure(url: str, count: int) -> Iterator[Figure]:
	"""All figures, one by one."""
	units = ground()
	people = [person(number, units) for number in range(count)]
	receipts = answered(people)
	yield from pages(url, receipts)
	yield from limits(url)
	since = frappe.utils.now()
	residents, whole = crowd(url, people, receipts)
	yield from kept(residents, since)
	yield from times(residents)
	yield Figure(f"{count} residents, to the last act", whole, "s")


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--site", required=True)
	parser.add_argument("--url", required=True)
	parser.add_argument("--residents", type=int, default=100)
	parser.add_argument("--json", action="store_true", help="one line of JSON")
	given = parser.parse_args()
	frappe.init(given.site, sites_path=os.getcwd())
	frappe.connect()
	try:
		tell(measure(given.url, given.residents), given.json)
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()
