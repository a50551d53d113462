"""考核结果（排名）通报 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
UNITS = ("石门分院", "青溪分院", "白塔分院", "桃源分院", "双桥分院", "云溪分院", "大坪分院", "龙潭分院")
OVERVIEW = (
	"2026年第三季度，全县共有8家单位参加排名，平均得分86.3分，比上期提高1.2分；"
	"得分90分以上的2家，80分至90分的5家，80分以下的1家。"
)
PROBLEMS = (
	"一是受理告知不及时。大坪分院有3件事项超过时限告知，占其应告知事项的21.4%。\n"
	"二是回访不到位。双桥分院2件不满意评价未在5个工作日内回访。"
)
USE = (
	"本期排名结果纳入年度目标管理考核，作为单位评优评先和领导班子、党员干部考核的依据；"
	"连续两期末位的，由局分管领导约谈。"
)
REQUIREMENTS = (
	"各单位要对照排名查找差距，排名靠后的单位于11月30日前报送整改措施；"
	"其余单位要巩固成效，做到件件有着落、事事有回音。"
)


def ranking_circular(size: str) -> c.RankingCircular:
	"""通报 in the given size; the longest ranks three peer groups with grades, bonuses and deductions."""
	if size == "empty":
		return c.RankingCircular(issuer=ISSUER)
	form = c.RankingCircular(
		issuer=ISSUER,
		title="云岭县卫生健康局关于2026年第三季度健康说事工作排名情况的通报",
		number="云卫通〔2026〕5号",
		addressees="各医疗卫生单位，局机关各科室",
		overview=OVERVIEW,
		groups=[_group("分院", UNITS)],
		problems=PROBLEMS,
		use_of_results=USE,
		requirements=REQUIREMENTS,
		attachments=["2026年第三季度各单位指标得分明细表"],
		unit=ISSUER,
		issued_on="2026-10-15",
		copied_to="县委办公室，县政府办公室，县纪委县监委驻卫生健康局纪检监察组",
		printed_by="云岭县卫生健康局办公室",
	)
	if size == "longest":
		form.graded = form.adjusted = True
		form.groups = [_group(name, UNITS * 2, True) for name in ("总院", "分院", "公共卫生单位")]
		form.adjustments = "石门分院获评县级优秀案例，加2分；大坪分院1人受到责任追究，减3分。"
		form.remarks = ["白塔分院实行一票否决，不参加排名。"]
		form.problems = "\n".join([PROBLEMS] * 6)
		form.attachments = ["2026年第三季度各单位指标得分明细表", "一票否决情况说明"]
	return form


def _group(name: str, units: tuple[str, ...], graded: bool = False) -> c.RankedGroup:
	rows = []
	for place, unit in enumerate(units, 1):
		row = c.RankedUnit(str(place), unit, f"{95.5 - 1.5 * place:.1f}", change=("↑2", "↓1", "→")[place % 3])
		if graded:
			row.grade = "优秀" if place < 4 else "良好"
			row.bonus, row.deducted = ("2.0", "") if place == 1 else ("", "3.0" if place == 7 else "")
		rows.append(row)
	return c.RankedGroup(name, rows)
