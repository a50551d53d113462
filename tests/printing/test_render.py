"""HTML → PDF: faces, fallback, missing characters, and that nothing is ever loaded from outside."""

import dataclasses
import io
import re
import zlib

import pytest
from fontTools.ttLib import TTFont

from healthtalk_app.printing import render
from healthtalk_app.printing.engine import split_character_maps
from healthtalk_app.printing.faces import SOURCES, FontChain, locate
from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.templating import page

pypdf = pytest.importorskip("pypdf")


def paragraph(text: str) -> str:
	return page(f"<p>{text}</p>")


def embedded_fonts(pdf: bytes) -> dict[str, bytes]:
	"""Base name → font file of every face in a PDF."""
	found = {}
	for one in pypdf.PdfReader(io.BytesIO(pdf)).pages:
		for reference in one["/Resources"]["/Font"].values():
			font = reference.get_object()
			descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
			file = descriptor.get("/FontFile3") or descriptor.get("/FontFile2")
			found[font["/BaseFont"]] = file.get_object().get_data()
	return found


def drawn(pdf: bytes) -> set[str]:
	"""Characters for which an embedded face has a glyph with an outline."""
	characters = set()
	for data in embedded_fonts(pdf).values():
		font = TTFont(io.BytesIO(data))
		for code, glyph in font.getBestCmap().items():
			if glyph != ".notdef" and has_outline(font, glyph):
				characters.add(chr(code))
	return characters


def has_outline(font: TTFont, glyph: str) -> bool:
	from fontTools.pens.boundsPen import BoundsPen

	glyphs = font.getGlyphSet()
	pen = BoundsPen(glyphs)
	glyphs[glyph].draw(pen)
	return pen.bounds is not None


@pytest.mark.parametrize("character", ["㛃", "𬭎", "龑", "珺", "祎", "璟", "玥", "垚", "彧", "昇"])
def test_rare_name_characters_are_drawn(character, text_of):
	result = render_pdf(paragraph(f'<span class="name">张{character}</span>'))
	assert result.missing == []
	assert {"张", character} <= drawn(result.pdf)
	assert f"张{character}" in text_of(result.pdf)


def test_a_name_with_one_rare_character_is_set_in_one_face():
	faces = [
		characters(data)
		for data in embedded_fonts(render_pdf(paragraph('<i class="name">张㛃</i>')).pdf).values()
	]
	assert [face for face in faces if {"张", "㛃"} <= face]
	assert not [face for face in faces if "张" in face and "㛃" not in face]


def characters(data: bytes) -> set[str]:
	return {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()}


def test_a_character_without_any_face_prints_a_mark_and_is_reported(text_of):
	result = render_pdf(paragraph("今天很好😀。"))
	assert result.missing == ["😀"]
	assert "今天很好〓。" in text_of(result.pdf)
	assert any("😀" in note for note in result.notes)


def test_old_gbk_private_codes_become_the_real_character(text_of):
	assert "杨䶮" in text_of(render_pdf(paragraph("杨\ue863")).pdf)


def test_control_characters_and_selectors_leave_no_trace(text_of):
	result = render_pdf(paragraph("葛\U000e0100某\u200b人\ufeff"))
	assert result.missing == []
	assert "葛某人" in text_of(result.pdf)


def test_fonts_are_subset_to_the_characters_of_their_role():
	result = render_pdf(page("<h1>标题</h1><p>正文</p>"))
	faces = [characters(data) for data in embedded_fonts(result.pdf).values()]
	assert {"标", "题", " "} in faces
	# page numbers are set in the role of the body
	assert any({"正", "文", "第", "页"} <= face and "标" not in face for face in faces)
	assert all(re.match(r"/[A-Z]{6}\+", name) for name in embedded_fonts(result.pdf))


HOSTILE = [
	'<img src="file:///etc/passwd">',
	'<img src="http://127.0.0.1:9/pixel.png">',
	'<link rel="stylesheet" href="http://127.0.0.1:9/style.css">',
	'<link rel="attachment" href="file:///etc/passwd">',
	'<object data="file:///etc/passwd"></object>',
	'<p style="background:url(http://127.0.0.1:9/back.png)">字</p>',
	"<style>@import url(http://127.0.0.1:9/more.css);</style>",
	'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
	"<style>@font-face{font-family:x;src:url(file:///etc/passwd)} p{font-family:x}</style>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_is_loaded_from_outside_even_if_markup_asks_for_it(html, monkeypatch):
	"""Whatever the page asks for, no address but the temporary faces is opened."""
	opened = []
	monkeypatch.setattr(
		"socket.create_connection", lambda *a, **k: opened.append(a) or pytest.fail("network")
	)
	monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *a, **k: opened.append(a))
	if hasattr(__import__("weasyprint.urls").urls, "urlopen"):
		monkeypatch.setattr("weasyprint.urls.urlopen", lambda *a, **k: opened.append(a))
	result = render_pdf(paragraph("正文") + html)
	assert opened == []
	assert b"root:" not in b"".join(streams(result.pdf))


def streams(pdf: bytes) -> list[bytes]:
	"""Every stream of a PDF, unpacked."""
	found = []
	for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
		try:
			found.append(zlib.decompress(raw))
		except zlib.error:
			found.append(raw)
	return found


def test_the_fetcher_refuses_every_file_but_its_own(tmp_path):
	outside = tmp_path / "outside.font"
	outside.write_bytes(b"x")
	folder = tmp_path / "own"
	folder.mkdir()
	folder.joinpath("1.font").write_bytes(b"face")
	fetch = render.only_own_fonts(folder)
	assert read(fetch(folder.joinpath("1.font").as_uri())) == b"face"
	for url in (
		outside.as_uri(),
		"file:///etc/passwd",
		"http://127.0.0.1:9/1.font",
		f"{folder.as_uri()}/../outside.font",
		"data:text/css,p{}",
	):
		with pytest.raises(PermissionError):
			fetch(url)


def read(answer) -> bytes:
	return answer["string"] if isinstance(answer, dict) else answer.read()


def test_pictures_inside_the_page_stay():
	"""A dot as data: image is part of the page itself."""
	dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	result = render_pdf(page(f'<p>图</p><img src="data:image/png;base64,{dot}">'))
	assert b"/Subtype/Image" in result.pdf.replace(b" ", b"")


class Stream:
	def __init__(self, lines: list[bytes]) -> None:
		self.stream = lines


class Pdf:
	def __init__(self, *objects: Stream) -> None:
		self.objects = objects


def test_character_maps_are_cut_into_blocks_of_a_hundred():
	entries = [f"<{n:04x}> <{n:04x}>".encode() for n in range(250)]
	stream = Stream([b"begincmap", b"250 beginbfchar", *entries, b"endbfchar", b"endcmap"])
	split_character_maps(None, Pdf(stream))
	heads = [line for line in stream.stream if line.endswith(b"beginbfchar")]
	assert heads == [b"100 beginbfchar", b"100 beginbfchar", b"50 beginbfchar"]
	assert [line for line in stream.stream if line.startswith(b"<")] == entries
	assert stream.stream.count(b"endbfchar") == 3


def test_no_character_map_of_a_finished_form_has_a_block_above_a_hundred():
	text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 400))
	pdf = render_pdf(paragraph(text)).pdf
	sizes = [int(size) for data in streams(pdf) for size in re.findall(rb"(\d+) beginbfchar", data)]
	assert sum(sizes) > 300
	assert max(sizes) <= 100


def test_a_machine_without_a_face_still_prints_and_says_what_is_missing(monkeypatch, text_of):
	gone = dataclasses.replace(SOURCES["fangsong"], files=("/nowhere/fang.otf",))
	monkeypatch.setitem(SOURCES, "fangsong", gone)
	chain = locate()
	assert [note for note in chain.notes if gone.label in note and gone.install in note]
	assert "健康说事" in text_of(render_pdf(paragraph("健康说事"), fonts=chain).pdf)


def test_a_font_slot_comes_first_and_a_wrong_one_is_named(fonts):
	own = fonts.roles["kai"][0]
	chain = locate({"fang": f"{own.path}#{own.index}", "hei": "/nowhere/hei.ttf"})
	assert chain.roles["fang"][0] == own
	assert chain.roles["hei"] == fonts.roles["hei"]
	assert any("/nowhere/hei.ttf" in note for note in chain.notes)


def test_each_form_takes_a_fresh_font_configuration(monkeypatch, fonts):
	"""The same family with another subset: the second form must not keep the first one's glyphs."""
	first, second = render_pdf(paragraph("甲乙丙"), fonts=fonts), render_pdf(paragraph("丁戊己"), fonts=fonts)
	assert {"甲", "乙", "丙"} <= drawn(first.pdf)
	assert {"丁", "戊", "己"} <= drawn(second.pdf)
	assert not {"甲", "乙", "丙"} & drawn(second.pdf)


def test_every_role_has_a_face(fonts):
	assert isinstance(fonts, FontChain)
	assert all(fonts.roles[role] for role in ("title", "hei", "kai", "fang"))
