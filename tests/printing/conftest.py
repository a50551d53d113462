"""What the printing tests share: a quick way to text and glyphs of a PDF."""

import shutil
import subprocess
from pathlib import Path

import pytest

from healthtalk_app.printing.faces import locate
from healthtalk_app.printing.render import RenderedPdf, render_pdf
from healthtalk_app.printing.samples import SAMPLES
from healthtalk_app.printing.templating import page, render_form

pytest.importorskip("weasyprint", reason="forms are set with WeasyPrint: pip install healthtalk_app[preview]")


@pytest.fixture(scope="session")
def fonts():
	return locate()


@pytest.fixture(scope="session")
def rendered(fonts):
	"""(form, size) → the finished PDF, each made once per test run."""
	made: dict[tuple[str, str], RenderedPdf] = {}

	def render(form: str, size: str) -> RenderedPdf:
		if (form, size) not in made:
			made[form, size] = render_pdf(page(render_form(form, SAMPLES[form](size))), fonts=fonts)
		return made[form, size]

	return render


@pytest.fixture
def text_of(tmp_path: Path):
	"""The text of a PDF as poppler reads it, without the line breaks that the layout put in."""
	if not shutil.which("pdftotext"):
		pytest.skip("reading a PDF back needs pdftotext (apt-get install poppler-utils)")

	def read(pdf: bytes) -> str:
		file = tmp_path / "form.pdf"
		file.write_bytes(pdf)
		done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
		return "".join(done.stdout.decode().split())

	return read
