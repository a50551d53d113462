"""`python -m healthtalk_app.printing.preview`: every form from sample data as PDF and PNG, with an index.

Needs no platform; PNG pages need poppler's pdftoppm and are left out with a sentence if it is missing.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from jinja2 import Template

from healthtalk_app.printing.faces import FontsMissing, locate
from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.samples import SAMPLES, SIZES
from healthtalk_app.printing.templating import page, render_form

FORM_NAMES = {
	"session_record": "说事记录表",
	"sign_in_poster": "签到海报",
	"referral_slip": "流转单",
	"assignment_slip": "交办单",
	"supervision_slip": "督办单",
	"extension_approval": "延期审批表",
	"evaluation_form": "评议表",
	"receipt": "说事回执",
	"reply_sheet": "答复单",
	"acceptance_notice": "受理告知书",
	"refusal_notice": "不予受理告知书",
	"one_time_notice": "一次性告知书",
	"petition_opinion": "答复意见书",
	"mediation_agreement": "医疗纠纷调解协议书",
	"inspection_record": "督导检查记录表",
	"inspection_feedback": "督导检查反馈意见书",
	"rectification_notice": "责令整改通知书",
	"rectification_report": "整改报告·销号表",
	"demerit_notice": "不良执业行为记分通知书",
	"accountability_decision": "责任追究决定书",
	"admonition_talk": "诫勉谈话记录",
	"flow_chart": "流程图",
	"survey_form": "满意度调查问卷",
	"commitment_letter": "公开承诺书",
	"commitment_poster": "公开承诺海报",
	"award_certificate": "荣誉证书",
	"ethics_sheet": "医德考评表",
	"survey_invitations": "调查邀请码",
	"ranking_circular": "排名通报",
	"work_summary": "阶段性工作总结",
	"leaders_page": "领导看板",
	"report_table": "报表",
}
SIZE_NAMES = {"empty": "空白", "ordinary": "一般", "longest": "最长"}
INDEX = Template(
	"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>表单预览</title>
<style>body{font:16px/1.6 sans-serif;margin:2em;background:#f4f4f4}section{margin:0 0 2em}
img{width:220px;border:1px solid #999;background:#fff;margin:.3em}</style><h1>表单预览</h1>
{% for form in forms %}<section><h2>{{ form.name }}</h2>{% for size in form.sizes %}
<h3><a href="{{ size.pdf }}">{{ size.name }}</a>：{{ size.pages }}页，{{ size.kilobytes }} KB</h3>
{% for image in size.images %}
<a href="{{ image }}"><img src="{{ image }}" alt="{{ form.name }}"></a>{% endfor %}
{% endfor %}</section>{% endfor %}</html>""",
	autoescape=True,
)


def build(out: Path, forms: list[str], resolution: int = 110) -> list[str]:
	"""Render `forms` in all sizes into `out`; one sentence for each thing worth knowing."""
	out.mkdir(parents=True, exist_ok=True)
	fonts = locate()
	said = list(fonts.notes)
	rows = []
	for form in forms:
		sizes = []
		for size in SIZES:
			rendered = render_pdf(page(render_form(form, SAMPLES[form](size)), FORM_NAMES[form]), fonts=fonts)
			file = out / f"{form}-{size}.pdf"
			file.write_bytes(rendered.pdf)
			said += [note for note in rendered.notes if note not in said]
			sizes.append(
				{
					"pdf": file.name,
					"name": SIZE_NAMES[size],
					"pages": rendered.pages,
					"kilobytes": round(len(rendered.pdf) / 1024),
					"images": _images(file, resolution),
				}
			)
		rows.append({"name": FORM_NAMES[form], "sizes": sizes})
	out.joinpath("index.html").write_text(INDEX.render(forms=rows), "utf-8")
	if not shutil.which("pdftoppm"):
		said.append("No pictures were made: pdftoppm is missing (apt-get install poppler-utils).")
	return said


def _images(file: Path, resolution: int) -> list[str]:
	"""One PNG per page beside the PDF; their names."""
	if not shutil.which("pdftoppm"):
		return []
	for old in file.parent.glob(f"{file.stem}-*.png"):
		old.unlink()
	subprocess.run(
		["pdftoppm", "-r", str(resolution), "-png", file.name, file.stem], cwd=file.parent, check=True
	)
	return sorted(image.name for image in file.parent.glob(f"{file.stem}-*.png"))


def main(arguments: list[str] | None = None) -> int:
	"""Command line; 1 with a sentence when nothing can be printed."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("--out", type=Path, default=Path("build/preview"))
	parser.add_argument("--form", choices=sorted(SAMPLES), action="append", help="only this form")
	given = parser.parse_args(arguments)
	try:
		for sentence in build(given.out, given.form or list(SAMPLES)):
			print(sentence)
	except FontsMissing as problem:
		print(problem, file=sys.stderr)
		return 1
	print(f"{given.out / 'index.html'} shows every form.")
	return 0


if __name__ == "__main__":
	sys.exit(main())
