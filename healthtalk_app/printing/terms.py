"""The Chinese words that official forms use for the closed lists of the app.

Forms are Chinese whatever language the printing user has set. A value that an administrator added through
Customize Form is not here; the builders then ask the site's translations.
"""

from healthtalk_app.printing import contexts
from healthtalk_app.rules.ratings import LEVELS

CATEGORY_VALUES = (
	"Village or Community Cadres",
	"Resident Representatives",
	"Patient Representatives",
	"Local Worthies",
	"Deputies and Committee Members",
	"Petitioners",
	"Journalists",
	"Staff Representatives",
	"Company Staff",
	"Teachers and Students",
	"The Old, the Young and Women",
	"Special Groups",
)
MODE_VALUES = ("Fixed Day", "Home Visit", "Linked Units", "Joint Units", "Telephone", "Online", "On Site")
LEVEL_FIELDS = (
	"very_satisfied",
	"satisfied",
	"basically_satisfied",
	"dissatisfied",
	"very_dissatisfied",
)
ITEM_VALUES = ("Attitude", "Listening", "Response", "Handling", "Timeliness", "Result")

PARTICIPANT_CATEGORY = dict(zip(CATEGORY_VALUES, contexts.PARTICIPANT_CATEGORIES, strict=True))
MODE = dict(zip(MODE_VALUES, contexts.TALK_MODES, strict=True))
LEVEL = dict(zip(LEVELS, contexts.RATING_LEVELS, strict=True))
ITEM = dict(zip(ITEM_VALUES, contexts.EVALUATION_ITEMS, strict=True))
URGENCY = {"Very Urgent": "特急", "Urgent": "加急", "Normal": "平件"}
GENDER = {"Male": "男", "Female": "女"}
REPLY_WAY = {"In Person": "当面", "Telephone": "电话", "In Writing": "书面", "Online": "网络"}
TOLD_WAY = {**REPLY_WAY, "Text Message": "短信"}
ORGANISER_KIND = {"Unit": "单位", "Department": "单位", "Team": "团队", "Individual": "个人"}
COOPERATION = {"Joint": "联合", "Linked": "联合"}
CHANNEL = {
	"Talk": "健康说事",
	"Opinion Box": "意见箱",
	"Website Letter": "网站来信",
	"Director's Mailbox": "局长信箱",
	"Interactive Column": "互动平台",
	"12345 Hotline": "12345热线",
	"12320 Hotline": "12320热线",
	"Radio Phone-in": "电台热线",
	"Social Supervisor": "社会监督员",
	"Group Chat": "线上服务群",
	"Telephone": "来电",
	"Visit": "来访",
	"Letter": "来信",
}
REPRESENTED_BY = {
	"The Patient": "患者本人",
	"Spouse": "配偶",
	"Parent": "父母",
	"Child": "子女",
	"Other Relative": "其他近亲属",
	"Agent": "委托代理人",
}
RESPONSIBILITY = {
	"None": "无责任",
	"Minor": "轻微责任",
	"Secondary": "次要责任",
	"Equal": "同等责任",
	"Main": "主要责任",
	"Full": "完全责任",
}
PETITION_FORM = {"Visit": "走访", "Letter": "书信", "Telephone": "电话", "Web": "信息网络"}
DELIVERY = {
	"In Person": "直接送达",
	"By Post": "邮寄送达",
	"By Another": "委托送达",
	"Online": "网上送达",
}
SUPPORTED = {"Supported": "支持", "Partly Supported": "部分支持", "Not Supported": "不予支持"}
OPINION_KIND = {None: "答复", "Review": "复查", "Re-examination": "复核"}
REVIEW_RESULT = {
	"Upheld": "维持原意见",
	"Changed": "变更原意见",
	"Revoked": "撤销原意见",
	"Handle Anew": "撤销原意见，责令原办理单位重新处理",
}
REFUSAL_BASIS = "《信访工作条例》第二十二条、第二十三条"
# why a petition is not accepted, and on what that rests
REFUSAL = {
	"Outside Duties": ("不属于本单位职责范围", REFUSAL_BASIS),
	"In Litigation or Arbitration": (
		"已经或者依法应当通过诉讼、仲裁、行政复议等法定途径解决",
		"《信访工作条例》第二十二条、第二十三条、第三十一条",
	),
	"Already Settled": ("已经依法办理并答复", REFUSAL_BASIS),
	"Repeated": (
		"与已经受理、办理或者已经作出意见的信访事项重复，或者已经超过申请复查、复核的期限",
		"《信访工作条例》第三十五条、第三十六条",
	),
	"No Concrete Demand": ("没有具体的投诉请求", REFUSAL_BASIS),
	"Other Statutory Channel": ("依法应当通过其他法定途径处理", "《信访工作条例》第三十一条"),
}
TERM_UNIT = {"Working Day": "个工作日", "Day": "日", "Hour": "小时"}
RING = {"Speak": "说", "Listen": "听", "Discuss": "商", "Act": "办", "Evaluate": "评"}
# The shipped states of the three flows, and the ring in which a matter stands in each.
STATE = {
	"Talk Session": {
		"Planned": "说前（已计划）",
		"Prepared": "准备就绪",
		"Held": "说中（已举办）",
		"Following Up": "说后（跟进中）",
		"Closed": "已办结",
		"Cancelled": "已取消",
	},
	"Talk Matter": {
		"Raised": "已提出",
		"Accepted": "已受理",
		"Not Accepted": "不予受理",
		"Planned": "已商定",
		"In Progress": "办理中",
		"Replied": "已答复",
		"Evaluated": "已评价",
		"Closed": "已办结",
		"Merged": "已合并",
		"Withdrawn": "已撤回",
	},
	"Dispute Mediation": {
		"Registered": "已登记",
		"Notified": "已告知",
		"Accepted": "已受理",
		"Mediating": "调解中",
		"Appraisal": "鉴定中",
		"Agreed": "达成协议",
		"Failed": "调解不成",
		"Withdrawn": "终止",
		"Closed": "已办结",
	},
	"Referral Slip": {
		"Draft": "拟稿",
		"Issued": "已发出",
		"Signed For": "已签收",
		"In Progress": "办理中",
		"Replied": "已回复",
		"Confirmed": "已核销",
		"Objected": "已提出异议",
		"Withdrawn": "已撤回",
	},
}
RING_OF_STATUS = {
	"Raised": "说",
	"Accepted": "听",
	"Planned": "商",
	"In Progress": "办",
	"Replied": "办",
	"Evaluated": "评",
}
ACTION = {
	"Accept": "受理",
	"Decline": "不予受理",
	"Make Plan": "商定方案",
	"Start": "开始办理",
	"Reply": "答复",
	"Record Rating": "记录评价",
	"Close": "办结",
	"Withdraw": "撤回",
	"Re-open": "重新办理",
	"Prepare": "完成准备",
	"Back to Planning": "退回计划",
	"Hold": "举办",
	"Start Follow-up": "转入跟进",
	"Cancel Talk": "取消",
	"Issue": "发出",
	"Sign For": "签收",
	"Object": "提出异议",
	"Forward": "转送",
	"Designate": "指定办理",
	"Begin": "开始办理",
	"Answer": "回复",
	"Confirm": "核销",
	"Send Back": "退回重办",
}
