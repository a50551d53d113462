"""Forms that are set at the same moment, as the threads of a web server do it."""

import subprocess
import sys
from pathlib import Path

# what each sheet must hold, and nothing of another's: a title of its own
SET_AT_ONCE = """
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from pypdf import PdfReader

from healthtalk_app.printing.faces import locate
from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.templating import page

WORDS = ("流转单", "签到表", "通知书", "总结表")
fonts, ready = locate(), Barrier(len(WORDS))


def printed(words):
    ready.wait()
    pdf = render_pdf(page(f"<h1>{words}</h1>"), fonts=fonts).pdf
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text().strip()


with ThreadPoolExecutor(len(WORDS)) as threads:
    print(*threads.map(printed, WORDS), sep="\\n")
"""


def test_the_first_forms_of_a_process_may_come_at_the_same_moment():
	command = [sys.executable, "-W", "ignore", "-c", SET_AT_ONCE]
	done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2])
	assert done.returncode == 0, done.stderr
	assert done.stdout.split() == ["流转单", "签到表", "通知书", "总结表"]
