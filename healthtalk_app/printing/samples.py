"""Sample data for every form: empty, ordinary and longest. Places and persons are invented."""

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.accountability_samples import accountability_decision, admonition_talk
from healthtalk_app.printing.award_samples import award_certificate, ethics_sheet
from healthtalk_app.printing.commitment_samples import commitment_letter, commitment_poster
from healthtalk_app.printing.demerit_samples import demerit_notice
from healthtalk_app.printing.dispute_sample import mediation_agreement
from healthtalk_app.printing.inspection_samples import inspection_feedback, inspection_record
from healthtalk_app.printing.petition_samples import (
	acceptance_notice,
	one_time_notice,
	petition_opinion,
	refusal_notice,
)
from healthtalk_app.printing.ranking_samples import ranking_circular
from healthtalk_app.printing.rectification_samples import rectification_notice, rectification_report
from healthtalk_app.printing.summary_samples import leaders_page, report_table, work_summary

ISSUER = "云岭县卫生健康局"
DESK = "https://health.example.cn/app/"
STATES = [
	("Raised", "已提出", "说"),
	("Accepted", "已受理", "听"),
	("Not Accepted", "不予受理", ""),
	("Planned", "已商定", "商"),
	("In Progress", "办理中", "办"),
	("Replied", "已答复", "办"),
	("Evaluated", "已评价", "评"),
	("Closed", "已办结", ""),
	("Merged", "已合并", ""),
	("Withdrawn", "已撤回", ""),
]
TRANSITIONS = [
	("Raised", "Accepted", "受理"),
	("Raised", "Not Accepted", "不予受理"),
	("Accepted", "Planned", "商定方案"),
	("Planned", "In Progress", "开始办理"),
	("In Progress", "Replied", "答复"),
	("Replied", "Evaluated", "评价"),
	("Evaluated", "Closed", "办结"),
	("Replied", "Closed", "办结"),
	("Raised", "Withdrawn", "撤回"),
	("Accepted", "Withdrawn", "撤回"),
	("Planned", "Withdrawn", "撤回"),
	("In Progress", "Withdrawn", "撤回"),
	("Replied", "In Progress", "重新办理"),
	("Evaluated", "In Progress", "重新办理"),
	("Closed", "In Progress", "重新办理"),
]

CONTENT = (
	"反映卫生院慢性病门诊每周只开两个半天，高血压、糖尿病患者续方要到县总医院，单程四十多公里，一天只有两班车；"
	"希望增加门诊次数，并把缬沙坦氢氯噻嗪、二甲双胍缓释片放进卫生院目录。另反映家庭医生签约一年，只来过一次电话。"
)
OPINION = "门诊次数由本院自行调整，下月起每周一、三、五上午开诊；药品目录超出本单位权限，提请流转办理。"
LONG_LINES = [
	"一是门诊排班。现有全科医生三名，其中一名在县总医院进修，剩下两名轮流值班、下村巡诊，慢性病门诊只能排在周二和周四上午；"
	"排班表贴在一楼大厅，但村里老人多半不识字，常常白跑一趟，来回车费二十六元，赶不上末班车还要在镇上住一晚。",
	"二是药品供应。续方常用的八种药里有三种卫生院没有，患者要么到县城买，要么换药；换药以后血压波动，又要重新复查，"
	"既增加了费用，也让人对卫生院不放心。村民代表提出，能不能由县总医院统一配送，按月把药送到卫生院，由卫生院发放。",
	"三是家庭医生签约。签约时说好每季度上门一次，一年下来只接到一次电话，量血压的仪器也没有留下；"
	"签约服务包里写明的免费化验项目，患者不知道什么时候做、到哪里做，问了几次都说等通知。",
	"四是转诊衔接。从县总医院出院回来的病人，卫生院看不到出院小结，只能凭病人自己带回来的纸条开药；"
	"遇到节假日，出院带药吃完了，村卫生室又不敢接着开，病人只好再跑一趟县城。",
]


def _long(times: int) -> str:
	"""A long text in numbered paragraphs, as a recorder would write it."""
	rounds = ["", "会上村民代表补充：", "分管副院长当场说明：", "会后走访核实：", "镇里联系干部另外提出："]
	return "\n".join(rounds[turn % 5] + line for turn in range(times) for line in LONG_LINES)


def _slip() -> c.ReferralSlip:
	return c.ReferralSlip(
		issuer=ISSUER,
		number="云卫说流〔2026〕12号",
		notes=[
			"本单一式三份，说事单位、承办单位、局机关党委各存一份。",
			"承办单位收单后1个工作日内签收；不属本单位职责的，2个工作日内说明理由退回。",
			"评价为“不满意”“非常不满意”的，重新办理并再次反馈。",
		],
		desk_url=DESK + "referral-slip/HRS-2026-00012",
		urgency=c.Choice(["特急", "加急", "平件"], ["加急"]),
		round=1,
		speaker="张㛃",
		gender_age="女，58岁",
		phone="138****0012",
		address="云岭县石门镇峙前村3组",
		participant_category="村民代表",
		talk_unit="云岭县医疗健康集团石门分院",
		mode="上门说",
		talked_on="2026-11-03",
		place="峙前村文化礼堂",
		recorder="祁璟翀",
		categories=c.Choice(list(c.MATTER_CATEGORIES), ["医疗服务", "药品供应"]),
		content=CONTENT,
		preliminary=c.Opinion(OPINION, person="", signed_on="2026-11-04"),
		proposal=c.Opinion(
			"拟由医政科主办，药政科、县医保局协办，5个工作日内答复，15个工作日内办结。",
			signed_on="2026-11-05",
		),
		hops=[
			c.Hop("2026-11-05", "石门分院", "何喆", "局机关党委", "翁犇", "2026-11-06"),
			c.Hop("2026-11-06", "局机关党委", "翁犇", "医政科", "𬭎龑", "2026-11-13"),
		],
	)


def referral_slip(size: str) -> c.ReferralSlip:
	"""流转单 in the given size: empty, ordinary or longest."""
	if size == "empty":
		return c.ReferralSlip(issuer=ISSUER, notes=_slip().notes)
	slip = _slip()
	if size == "longest":
		slip.content = _long(3)
		slip.request = "希望县里统一安排，年底前给个准信。"
		slip.instruction = c.Opinion(
			"此事群众反映多次，请医政科牵头，药政科、集团总院配合，一次办好，办结后上门反馈。",
			"",
			"龑明远",
			"2026-11-06",
		)
		slip.hops += [
			c.Hop(f"2026-11-{day:02d}", "医政科", "𬭎龑", unit, person, f"2026-11-{day + 3:02d}")
			for day, unit, person in [
				(9, "云岭县医疗健康集团总院", "叶昇"),
				(10, "药政科", "程垚"),
				(11, "县医疗保障局", "孟彧"),
				(12, "石门镇人民政府", "沈祎"),
				(13, "峙前村卫生室", "陆珺"),
				(16, "医政科", "𬭎龑"),
			]
		]
		slip.result = c.Opinion("\n".join(LONG_LINES[:2]), "医政科", "", "2026-11-20")
		slip.feedback_mode.chosen = ["当面"]
		slip.feedback_on = "2026-11-23"
		slip.rating.chosen = ["基本满意"]
		slip.closing.chosen = ["办结销号"]
		slip.closed_by, slip.closed_on = "翁犇", "2026-11-24"
	return slip


def assignment_slip(size: str) -> c.AssignmentSlip:
	"""交办单 in the given size."""
	notes = ["本单一式两份，交办单位、主办单位各存一份。", "收单后1个工作日内签收，按时限回执。"]
	if size == "empty":
		return c.AssignmentSlip(issuer=ISSUER, notes=notes)
	slip = c.AssignmentSlip(
		issuer=ISSUER,
		number="云卫说交〔2026〕31号",
		notes=notes,
		desk_url=DESK + "referral-slip/HRS-2026-00031",
		source="说事活动（石门分院第6场）",
		lead_unit="云岭县医疗健康集团总院",
		co_units=["药政科", "石门分院"],
		matter="石门片区慢性病续方用药和门诊次数问题",
		content=CONTENT,
		requirement="一、11月13日前拿出药品配送办法，保证八种续方常用药按月到院。\n"
		"二、11月20日前把排班表送到各村，由村干部在广播里通知。\n三、办理结果当面告知说事人，并填写反馈评价。",
		due_on="2026-11-20",
		instruction=c.Opinion("同意交办，请集团总院按时回执。", "", "龑明远", "2026-11-06"),
		issue=c.Opinion("", "局机关党委", "翁犇", "2026-11-06"),
		receipt=c.Opinion("", "集团总院办公室", "叶昇", "2026-11-07"),
	)
	if size == "longest":
		slip.content, slip.requirement = _long(2), _long(1)
		slip.reply = c.Opinion(_long(2), "云岭县医疗健康集团总院", "", "2026-11-19")
		slip.co_units += ["县疾病预防控制中心", "县妇幼保健院", "峙前村卫生室"]
	return slip


def supervision_slip(size: str) -> c.SupervisionSlip:
	"""督办单 in the given size."""
	notes = ["收到本单后1个工作日内签收，3个工作日内书面回执。", "两次督办仍未办结的，提请局党委研究。"]
	if size == "empty":
		return c.SupervisionSlip(issuer=ISSUER, notes=notes)
	base = assignment_slip("longest" if size == "longest" else "ordinary")
	slip = c.SupervisionSlip(**{**vars(base), "kind": "supervision", "notes": notes})
	slip.number, slip.original_number = "云卫说督〔2026〕4号", "云卫说交〔2026〕31号"
	slip.original_due_on, slip.due_on = "2026-11-20", "2026-11-30"
	slip.days_overdue, slip.supervision_round = 3, 1
	slip.content = CONTENT
	slip.progress = "门诊次数已于11月9日调整到位；药品配送办法尚未会签，三种药仍未到院。"
	slip.reason = "集团药学部与供货企业就配送费用没有谈妥，县医保局的结算口径还在请示。"
	slip.requirement = "11月30日前办结，每三天报一次进展。" if size == "ordinary" else _long(1)
	slip.instruction = c.Opinion("请集团总院主要负责人过问。", "", "龑明远", "2026-11-23")
	slip.issue = c.Opinion("", "局机关党委", "翁犇", "2026-11-23")
	slip.receipt = c.Opinion("", "集团总院办公室", "叶昇", "2026-11-23")
	if size == "longest":
		slip.progress, slip.reason = _long(1), "\n".join(LONG_LINES[:2])
		slip.conclusion.chosen = ["继续督办"]
		slip.conclusion_opinion = c.Opinion(
			"两种药已经到院，一种药仍缺，继续督办。", "", "翁犇", "2026-12-01"
		)
	return slip


def extension_approval(size: str) -> c.ExtensionApproval:
	"""延期审批表 in the given size."""
	notes = ["延期须在原届满日之前报批，每件一次为限；批准后3日内告知说事人并说明理由。"]
	if size == "empty":
		return c.ExtensionApproval(issuer=ISSUER, notes=notes)
	form = c.ExtensionApproval(
		issuer=ISSUER,
		number="云卫说延〔2026〕2号",
		notes=notes,
		desk_url=DESK + "talk-matter/HTM-2026-00087",
		matter="石门片区慢性病续方用药和门诊次数问题",
		unit="云岭县医疗健康集团总院",
		accepted_on="2026-11-04",
		due_on="2026-11-25",
		basis="说事事项15个工作日办结，可延期一次，不超过10个工作日",
		reason="药品配送涉及两家供货企业重新议价，议价结果须报县医疗保障局备案，备案期10个工作日，原届满日之前不能办结。",
		extended_to="2026-12-09",
		unit_opinion=c.Opinion("情况属实，申请延期10个工作日。", signed_on="2026-11-20"),
		deputy_opinion=c.Opinion("拟同意。", "", "沈祎", "2026-11-20"),
		leader_opinion=c.Opinion("同意延期，请做好解释。", "", "龑明远", "2026-11-21"),
		notify_mode=c.Choice(["书面", "电话", "当面", "短信", "网络"], ["电话"]),
		notified_on="2026-11-21",
		notified_by="何喆",
	)
	if size == "longest":
		form.reason = _long(4)
		form.unit_opinion.text = _long(1)
	return form


def session_record(size: str) -> c.SessionRecord:
	"""说事记录表 in the given size."""
	if size == "empty":
		return c.SessionRecord(issuer=ISSUER)
	handled = ["当场", "承办", "流转"]
	rows = [
		(
			"张㛃",
			CONTENT,
			"下月起每周一、三、五上午开诊；药品目录提请流转。",
			"叶昇",
			"流转",
			"局机关党委",
			"2026-11-25",
		),
		(
			"周垚",
			"化验单要到窗口取，外出打工的子女看不到，老人又看不懂。",
			"当场教会手机查询，并在导诊台设代查点。",
			"陆珺",
			"当场",
			"",
			None,
		),
		(
			"孟彧",
			"夜间急诊只有一名护士，叫人要跑上三楼。",
			"本周内装好呼叫铃，夜班增加一名护士。",
			"何喆",
			"承办",
			"石门分院护理部",
			"2026-11-13",
		),
	]
	record = c.SessionRecord(
		issuer=ISSUER,
		number="石门分院〔2026〕第6场",
		desk_url=DESK + "talk-session/HTS-2026-00041",
		topics=["慢性病用药方便不方便", "夜间急诊"],
		organiser_kind=c.Choice(["单位", "团队", "个人", "联合"], ["单位", "联合"]),
		organisers=["云岭县医疗健康集团石门分院", "县疾病预防控制中心"],
		mode=c.Choice(list(c.TALK_MODES), ["上门说", "左右单位联合说"]),
		started_at="2026-11-03T18:30",
		ended_at="2026-11-03T20:15",
		place="峙前村文化礼堂",
		host="叶昇",
		recorder="祁璟翀",
		participants=[
			c.ParticipantGroup("村（社区）主要干部", 3, ["沈祎", "罗玥", "方淦"]),
			c.ParticipantGroup("村（居）民代表", 12, ["张㛃", "周垚", "孟彧"]),
			c.ParticipantGroup("患者代表", 5, ["𬭎龑", "姚喆"]),
			c.ParticipantGroup("老龄幼妇", 8, []),
		],
		matters=[
			c.RaisedMatter(str(n), who, said, answer, by, c.Choice(list(handled), [how]), unit, due)
			for n, (who, said, answer, by, how, unit, due) in enumerate(rows, 1)
		],
		listened="局机关党委派员到会，逐条记录，当场复述三件事项并请说事人确认。",
		attending_superiors=["翁犇（局机关党委）"],
		evaluation="",
		rating_counts=[9, 7, 3, 1, 0],
		host_signature=c.Opinion(signed_on="2026-11-03"),
		representative_signature=c.Opinion(signed_on="2026-11-03"),
	)
	if size == "longest":
		record.participants += [
			c.ParticipantGroup(name, 4, ["程垚", "丁玥", "陆珺", "吴彧"])
			for name in c.PARTICIPANT_CATEGORIES[3:10]
		]
		more = [
			(who, line, OPINION, "何喆", "承办", "石门分院", "2026-11-13")
			for who, line in zip(
				["方淦", "罗玥", "丁昉", "㛃宁", "姚喆"], [*LONG_LINES, CONTENT], strict=True
			)
		]
		record.matters += [
			c.RaisedMatter(str(n), who, said, answer, by, c.Choice(list(handled), [how]), unit, due)
			for n, (who, said, answer, by, how, unit, due) in enumerate(more, 4)
		]
		record.listened = "\n".join(LONG_LINES[:2])
	return record


def evaluation_form(size: str) -> c.EvaluationForm:
	"""评议表 in the given size: ballot and tally."""
	notes = ["每项只选一档，在方框内打√；可以不填意见和建议。", "本表不记名，填好后投入票箱。"]
	form = c.EvaluationForm(issuer=ISSUER, notes=notes)
	if size == "empty":
		return form
	form.number, form.session_number = "云卫说评〔2026〕18号", "石门分院〔2026〕第6场"
	form.topic, form.unit, form.held_on = "慢性病用药方便不方便", "云岭县医疗健康集团石门分院", "2026-11-03"
	form.handed_out, form.returned, form.valid, form.tallied_on = 20, 20, 19, "2026-11-03"
	votes = [
		[11, 5, 2, 1, 0],
		[12, 5, 2, 0, 0],
		[8, 6, 4, 1, 0],
		[7, 8, 3, 1, 0],
		[6, 7, 4, 2, 0],
		[7, 6, 5, 1, 0],
	]
	form.tally = [c.tally_row(item, counts) for item, counts in zip(form.items, votes, strict=True)]
	form.overall_tally = c.tally_row("总体评价", [8, 7, 3, 1, 0])
	form.suggestions = ["门诊排班请在村广播里通知。", "希望续方药一次能开一个月。"]
	form.scrutineer, form.teller = "张㛃", "祁璟翀"
	if size == "longest":
		form.identity.chosen = ["村（居）民代表"]
		form.chosen = dict(
			zip(form.items, ["满意", "非常满意", "满意", "基本满意", "不满意", "满意"], strict=True)
		)
		form.overall, form.suggestion = "满意", "\n".join(LONG_LINES[:2])
		form.suggestions += [*LONG_LINES, "夜班增加一名护士。", "量血压的仪器请修好。", *LONG_LINES, CONTENT]
	return form


def receipt(size: str) -> c.Receipt:
	"""说事回执 in the given size."""
	notes = [
		"查询码和评价码只印在本联，请妥善保存，不要给承办单位和他人看。",
		"遗失可以持身份证到受理单位挂失。",
	]
	if size == "empty":
		return c.Receipt(issuer=ISSUER, notes=notes)
	form = c.Receipt(
		issuer=ISSUER,
		number="云卫说受〔2026〕87号",
		notes=notes,
		speaker="张㛃",
		matter="慢性病续方用药和门诊次数问题",
		content=CONTENT,
		unit="云岭县医疗健康集团石门分院",
		accepted_on="2026-11-04",
		promised_on="2026-11-25",
		tracking_code="7K3M-QX9T-2HRD-W",
		tracking_url="https://health.example.cn/healthtalk/track#7K3MQX9T2HRDW",
		rating_code="P4VN-8EJC-6ZYB-F",
		rating_url="https://health.example.cn/healthtalk/rate#P4VN8EJC6ZYBF",
		contact="0570-0000001",
		supervision_phone="0570-0000002",
		issued_by="何喆",
		issued_on="2026-11-04",
	)
	if size == "longest":
		form.content = _long(5)
	return form


def reply_sheet(size: str) -> c.ReplySheet:
	"""答复单 in the given size."""
	notes = ["本单一式两份，一份交说事人，一份随事项归档；当面送达的，由说事人签收。"]
	if size == "empty":
		return c.ReplySheet(issuer=ISSUER, notes=notes)
	form = c.ReplySheet(
		issuer=ISSUER,
		number="云卫说受〔2026〕87号",
		notes=notes,
		speaker="张㛃",
		source="健康说事",
		raised_on="2026-11-03",
		accepted_on="2026-11-04",
		promised_on="2026-11-25",
		replied_on="2026-11-20",
		unit="云岭县医疗健康集团总院",
		matter="慢性病续方用药和门诊次数问题",
		content=CONTENT,
		reply="您反映的三件事，现答复如下：\n"
		"一、门诊次数。石门分院自11月9日起每周一、三、五上午开设慢性病门诊，排班已送到各村。\n"
		"二、续方用药。总院药学部自11月16日起每周二向石门分院配送，缬沙坦氢氯噻嗪、二甲双胍缓释片已经到院。\n"
		"三、家庭医生。签约团队已于11月18日上门，今后每季度上门一次，日期提前三天电话告知。",
		contact="0570-0000003",
		supervision_phone="0570-0000002",
		sealed_by="云岭县医疗健康集团总院",
		delivery=c.Choice(["当面", "电话", "书面", "网络"], ["当面"]),
	)
	if size == "longest":
		form.content, form.reply = _long(3), _long(4)
		form.review = "如对本答复不服，可以自收到之日起30日内，向原办理单位的上一级机关申请复查。"
	return form


def flow_chart(size: str) -> c.FlowChart:
	"""流程图 in the given size: the shipped workflow of a matter."""
	form = c.FlowChart(
		issuer=ISSUER,
		states=[c.FlowState(key, label, ring) for key, label, ring in STATES],
		transitions=[c.FlowTransition(source, target, action) for source, target, action in TRANSITIONS],
	)
	if size == "empty":
		return form
	visited = {
		"Raised": "2026-11-03T19:05",
		"Accepted": "2026-11-04T09:10",
		"Planned": "2026-11-05T15:40",
		"In Progress": "2026-11-06T10:00",
	}
	for state in form.states:
		state.arrived_at = visited.get(state.key)
		state.current = state.key == "In Progress"
	walked = [("Raised", "Accepted"), ("Accepted", "Planned"), ("Planned", "In Progress")]
	for step in form.transitions:
		step.taken = (step.source, step.target) in walked
	form.number, form.desk_url = "云卫说受〔2026〕87号", DESK + "talk-matter/HTM-2026-00087"
	form.matter, form.unit = "慢性病续方用药和门诊次数问题", "云岭县医疗健康集团总院"
	form.accepted_on, form.due_at, form.left = "2026-11-04", "2026-11-25T17:30", "剩余9个工作日"
	form.printed_at = "2026-11-12T10:20"
	form.steps = [
		c.FlowStep("已提出", "石门分院", "祁璟翀", "2026-11-03T19:05", "14小时"),
		c.FlowStep("已受理", "石门分院", "何喆", "2026-11-04T09:10", "1天6小时"),
		c.FlowStep("已商定", "局机关党委", "翁犇", "2026-11-05T15:40", "18小时"),
		c.FlowStep("办理中", "集团总院", "叶昇", "2026-11-06T10:00", "6天"),
	]
	if size == "longest":
		_lengthen(form)
	return form


def _lengthen(form: c.FlowChart) -> None:
	"""An administrator's own approval states, a return, a pause, and a long history."""
	place = next(n for n, state in enumerate(form.states) if state.key == "Replied")
	extra = [("Draft Reply", "答复拟稿"), ("Section Check", "科室审核"), ("Leader Check", "分管领导审签")]
	form.states[place:place] = [c.FlowState(key, label, "办") for key, label in extra]
	chain = ["In Progress", *[key for key, _ in extra], "Replied"]
	form.transitions = [
		step for step in form.transitions if (step.source, step.target) != ("In Progress", "Replied")
	]
	form.transitions += [
		c.FlowTransition(source, target, action)
		for source, target, action in zip(chain, chain[1:], ["拟稿", "送审", "送签", "答复"], strict=False)
	]
	form.transitions.append(c.FlowTransition("Leader Check", "Draft Reply", "退回修改"))
	form.left = "中止计时"
	form.paused_since, form.pause_reason = "2026-11-16", "等待鉴定"
	names = ["办理中", "答复拟稿", "科室审核", "分管领导审签"]
	form.steps += [
		c.FlowStep(
			names[n % 4],
			"云岭县医疗健康集团总院",
			"㛃宁" if n % 3 else "𬭎龑",
			f"2026-11-{7 + n // 2:02d}T{9 + n % 8:02d}:30",
			f"{n % 5 + 1}小时",
			"退回修改：请补充药品到院日期。" if n % 4 == 3 else "",
		)
		for n in range(30)
	]


SIZES = ("empty", "ordinary", "longest")


def survey_form(size: str) -> c.SurveyForm:
	"""满意度调查问卷 in the given size."""
	if size == "empty":
		return c.SurveyForm(issuer=ISSUER)
	form = c.SurveyForm(
		issuer=ISSUER,
		number="云卫说调〔2026〕2号",
		survey="2026年下半年门诊病人满意度调查",
		introduction="您好！为了改进服务，请您花两分钟回答下面的问题。",
		questions=[
			c.SurveyAsked("您对医生的态度满意吗？", levels=True),
			c.SurveyAsked("您等候就诊的时间大约是多久？", ["半小时以内", "半小时到一小时", "一小时以上"]),
			c.SurveyAsked("总的来说，您对这次就医满意吗？", levels=True),
			c.SurveyAsked("您还有什么想对我们说？"),
		],
		closes_on="2026-12-20",
	)
	if size == "longest":
		form.questions = [
			c.SurveyAsked(f"{line}（第{turn}组）", levels=bool(turn % 2))
			for turn in range(1, 5)
			for line in LONG_LINES
		]
	return form


def survey_invitations(size: str) -> c.SurveyInvitations:
	"""调查邀请码 in the given size."""
	if size == "empty":
		return c.SurveyInvitations(issuer=ISSUER)
	count = 3 if size == "ordinary" else 30
	return c.SurveyInvitations(
		issuer=ISSUER,
		number="云卫说调〔2026〕2号",
		survey="2026年下半年门诊病人满意度调查",
		unit="云岭县医疗健康集团石门分院",
		slips=[
			c.SurveySlip(
				n, "7K3M-QX9T-2HRD-W0A1", "https://health.example.cn/healthtalk/survey#7K3MQX9T2HRDW0A1"
			)
			for n in range(1, count + 1)
		],
		closes_on="2026-12-20",
	)


def sign_in_poster(size: str) -> c.SignInPoster:
	"""签到海报 in the given size."""
	if size == "empty":
		return c.SignInPoster(issuer=ISSUER)
	return c.SignInPoster(
		issuer=ISSUER,
		number="云卫说〔2026〕18号",
		talk="候诊时间大家谈" if size == "ordinary" else LONG_LINES[0],
		unit="石门分院",
		starts_at="2026-11-26 14:30",
		place="门诊二楼健康说事工作室",
		topics=["门诊候诊时间", "化验单自助打印"] if size == "ordinary" else LONG_LINES,
		sign_in_url="https://health.example.cn/healthtalk/talk?code=7K3M-QX9T-2HRD-WWWW",
	)


SAMPLES = {
	"session_record": session_record,
	"sign_in_poster": sign_in_poster,
	"referral_slip": referral_slip,
	"assignment_slip": assignment_slip,
	"supervision_slip": supervision_slip,
	"extension_approval": extension_approval,
	"evaluation_form": evaluation_form,
	"receipt": receipt,
	"reply_sheet": reply_sheet,
	"mediation_agreement": mediation_agreement,
	"inspection_record": inspection_record,
	"inspection_feedback": inspection_feedback,
	"rectification_notice": rectification_notice,
	"rectification_report": rectification_report,
	"demerit_notice": demerit_notice,
	"accountability_decision": accountability_decision,
	"admonition_talk": admonition_talk,
	"flow_chart": flow_chart,
	"acceptance_notice": acceptance_notice,
	"refusal_notice": refusal_notice,
	"one_time_notice": one_time_notice,
	"petition_opinion": petition_opinion,
	"survey_form": survey_form,
	"commitment_letter": commitment_letter,
	"commitment_poster": commitment_poster,
	"award_certificate": award_certificate,
	"ethics_sheet": ethics_sheet,
	"survey_invitations": survey_invitations,
	"ranking_circular": ranking_circular,
	"work_summary": work_summary,
	"leaders_page": leaders_page,
	"report_table": report_table,
}
