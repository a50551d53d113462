// What can be done with a case beside its workflow: one dialog each, named by the key that the server offers.
frappe.provide("healthtalk");

// offered as buttons beside the next step; the others stand in the menu
healthtalk.PROMINENT = ["settle_on_the_spot", "evaluate", "tally", "decide_extension", "undo_merge"];

healthtalk.happened = () => ({
	fieldname: "occurred_at",
	fieldtype: "Datetime",
	label: __("When did it happen?"),
	description: __("For paper, telephone or a talk written up afterwards. Empty means now."),
});

healthtalk.select = (fieldname, label, options, doctype, more = {}) => ({
	fieldname,
	fieldtype: "Select",
	label,
	options: options.map((value) => ({ value, label: value ? healthtalk.word(value, doctype) : "" })),
	...more,
});

healthtalk.unit_link = (fieldname, label, more = {}) => ({
	fieldname,
	fieldtype: "Link",
	options: "Health Unit",
	label,
	get_query: healthtalk.open_units,
	ignore_user_permissions: 1,
	...more,
});

healthtalk.LEVELS = [
	"Very Satisfied",
	"Satisfied",
	"Basically Satisfied",
	"Dissatisfied",
	"Very Dissatisfied",
];

// Facilities that the browser adds to those of the server: they are what may be printed.
healthtalk.own_facilities = (frm) => {
	return healthtalk.print_forms(frm).map((format) => ({
		key: `print:${format}`,
		label: __("Print {0}", [__(format)]),
	}));
};

healthtalk.print_forms = (frm) => {
	const { doc } = frm;
	if (doc.doctype === "Talk Session") return ["说事记录表", "评议表"];
	if (doc.doctype === "Satisfaction Survey") return ["满意度调查问卷"];
	if (doc.doctype === "Public Commitment") return ["公开承诺书"];
	if (doc.doctype === "Talk Matter") {
		const extended = (doc.extensions || []).length ? ["延期审批表"] : [];
		return [...healthtalk.petition_forms(doc), "流程图", ...extended];
	}
	if (doc.doctype === "Work Summary") return ["阶段性工作总结"];
	if (["Conduct Campaign", "Unit Task"].includes(doc.doctype)) return [];
	if (doc.doctype === "Inspection") return ["督导检查记录表"];
	if (doc.doctype === "Rectification") return ["责令整改通知书", "整改报告销号表"];
	if (doc.doctype === "Dispute Mediation") return ["医疗纠纷调解协议书"];
	if (doc.doctype === "Commendation") return doc.number ? ["荣誉证书"] : [];
	if (doc.doctype === "Demerit Record") return doc.number ? ["记分通知书"] : [];
	return [{ Assignment: "交办单", Supervision: "督办单" }[doc.kind] || "流转单"];
};

healthtalk.open_facility = (panel, key) => {
	if (key.startsWith("print:")) {
		return healthtalk.print(panel.frm.doctype, panel.frm.docname, key.slice("print:".length));
	}
	const offered = panel.data.facilities.concat(healthtalk.own_facilities(panel.frm));
	const facility = offered.find((row) => row.key === key);
	if (facility && healthtalk.FACILITIES[key]) {
		return healthtalk.FACILITIES[key](panel, facility.label);
	}
};

// A facility that is a plain call: its fields are the arguments.
healthtalk.call_facility = (panel, label, method, fields, { args = {}, said, ...more } = {}) =>
	healthtalk.dialog({
		title: label,
		fields,
		submit: async (values) => {
			const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
			await frappe.xcall(`healthtalk_app.api.${method}`, { name: panel.frm.docname, ...given, ...args });
			await panel.done(said || __("Done."));
		},
		...more,
	});

healthtalk.FACILITIES = {
	settle_on_the_spot: (panel, label) =>
		healthtalk.call_facility(panel, label, "matter.settle_on_the_spot", [
			{ fieldname: "reply", fieldtype: "Small Text", label: __("What was answered"), reqd: 1 },
			healthtalk.select("trips", __("Trips Made"), ["0", "1", "More"], "Talk Matter", { default: "0" }),
			healthtalk.happened(),
		]),

	respond: (panel, label) =>
		healthtalk.call_facility(panel, label, "matter.respond", [
			{ fieldname: "text", fieldtype: "Small Text", label: __("What was answered"), reqd: 1 },
			healthtalk.happened(),
		]),

	refer: (panel, label) =>
		healthtalk.dialog({
			title: label,
			primary_label: __("Write Slip"),
			fields: [
				healthtalk.unit_link("receiver_unit", __("To", null, "Referral Slip"), { reqd: 1 }),
				healthtalk.select(
					"kind",
					__("Kind", null, "Referral Slip"),
					["Referral", "Assignment"],
					"Referral Slip",
					{
						default: "Referral",
						reqd: 1,
						description: __("Referral: to a superior or outside. Assignment: to a unit below."),
					}
				),
				healthtalk.select("urgency", __("Urgency"), ["Normal", "Urgent", "Very Urgent"], "Referral Slip", {
					default: "Normal",
				}),
				{ fieldname: "request", fieldtype: "Small Text", label: __("What Is Asked"), reqd: 1 },
				{ fieldname: "preliminary_opinion", fieldtype: "Small Text", label: __("Preliminary Opinion 初步意见") },
				{
					fieldname: "required_by",
					fieldtype: "Datetime",
					label: __("Asked For By"),
					description: __("Empty takes the deadline rule."),
				},
			],
			submit: async (values) => {
				const slip = await frappe.xcall("healthtalk_app.api.matter.refer", {
					name: panel.frm.docname,
					...values,
				});
				frappe.set_route("Form", "Referral Slip", slip);
			},
		}),

	ask_joint_handling: (panel, label) =>
		healthtalk.dialog({
			title: label,
			primary_label: __("Send Slips"),
			fields: [
				healthtalk.unit_link("unit_1", __("Co-handling Unit"), { reqd: 1 }),
				healthtalk.unit_link("unit_2", __("Second Unit")),
				healthtalk.unit_link("unit_3", __("Third Unit")),
				{ fieldname: "request", fieldtype: "Small Text", label: __("What Is Asked"), reqd: 1 },
				{
					fieldname: "required_by",
					fieldtype: "Datetime",
					label: __("Asked For By"),
					description: __("Before the deadline of the matter. Empty takes the deadline rule."),
				},
			],
			submit: async ({ request, required_by, ...values }) => {
				const units = [values.unit_1, values.unit_2, values.unit_3]
					.filter(Boolean)
					.map((unit) => ({ unit, request, required_by: required_by || null }));
				await frappe.xcall("healthtalk_app.api.matter.ask_joint_handling", {
					name: panel.frm.docname,
					units,
				});
				await panel.done(__("{0} slips sent.", [units.length]));
			},
		}),

	pause: (panel, label) => {
		const running = (panel.frm.doc.clocks || []).filter((row) => !row.met_at);
		const reasons = running.flatMap((row) => (row.pause_reasons || "").split("\n"));
		const options = [...new Set(reasons.map((reason) => reason.trim()).filter(Boolean))];
		healthtalk.call_facility(panel, label, "matter.pause", [
			{
				fieldname: "reason",
				fieldtype: "Select",
				label: __("Reason"),
				options,
				reqd: 1,
				description: __("Only the reasons of the deadline rule stop the clock."),
			},
			healthtalk.happened(),
		]);
	},

	resume: (panel, label) =>
		healthtalk.call_facility(panel, label, "matter.resume", [healthtalk.happened()]),

	request_extension: (panel, label) => {
		const clocks = (panel.frm.doc.clocks || []).filter((row) => !row.met_at && row.extension_cap);
		const cap = clocks
			.map((row) =>
				__("{0}: at most {1} {2} in all", [
					healthtalk.word(row.step, "Deadline Rule"),
					row.extension_cap,
					healthtalk.word(row.extension_unit || row.unit, "Deadline Rule"),
				])
			)
			.join("; ");
		healthtalk.call_facility(
			panel,
			label,
			"matter.request_extension",
			[
				healthtalk.select(
					"step",
					__("Step", null, "Deadline Rule"),
					clocks.map((row) => row.step),
					"Deadline Rule",
					{ reqd: 1, default: clocks.length ? clocks[clocks.length - 1].step : "" }
				),
				{ fieldname: "amount", fieldtype: "Int", label: __("By How Many"), reqd: 1, description: cap },
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			{ said: __("A leader decides on it.") }
		);
	},

	decide_extension: (panel, label) => {
		const row = (panel.frm.doc.extensions || []).find((r) => r.decision === "Requested");
		const flow = panel.frm.doctype === "Dispute Mediation" ? "dispute" : "matter";
		const decide = (approve) => async (values) => {
			await frappe.xcall(`healthtalk_app.api.${flow}.decide_extension`, {
				name: panel.frm.docname,
				row: row.name,
				approve: approve ? 1 : 0,
				note: values.note || null,
			});
			await panel.done(approve ? __("Extension approved") : __("Extension refused"));
		};
		healthtalk.dialog({
			title: label,
			fields: [
				{
					fieldtype: "HTML",
					options: `<p>${__("{0} asks for {1} more, until {2}.", [
						healthtalk.esc(panel.data.people[row.requested_by]).bold(),
						row.amount,
						healthtalk.moment(row.proposed_due).bold(),
					])}</p><blockquote>${healthtalk.esc(row.reason)}</blockquote>`,
				},
				{ fieldname: "note", fieldtype: "Small Text", label: __("Note") },
			],
			primary_label: __("Approve", null, "Talk Matter"),
			submit: decide(true),
			secondary_label: __("Refuse"),
			secondary: decide(false),
		});
	},

	record_told: (panel, label) => {
		const row = (panel.frm.doc.extensions || []).find((r) => r.decision === "Approved" && !r.told_at);
		healthtalk.call_facility(
			panel,
			label,
			"matter.record_told",
			[
				{
					fieldname: "told_how",
					fieldtype: "Data",
					label: __("Told How"),
					reqd: 1,
					description: __("For example by telephone, in person, in writing"),
				},
				{ fieldname: "told_at", fieldtype: "Datetime", label: __("When did it happen?") },
			],
			{ args: { row: row.name } }
		);
	},

	merge: (panel, label) =>
		healthtalk.call_facility(panel, label, "matter.merge", [
			{
				fieldname: "into",
				fieldtype: "Link",
				options: "Talk Matter",
				label: __("Matter That Stays"),
				reqd: 1,
				description: __("This matter becomes a duplicate of it. It can be undone for some days."),
				get_query: () => ({
					filters: [
						["Talk Matter", "name", "!=", panel.frm.docname],
						["Talk Matter", "status", "in", ["Raised", "Accepted", "Planned", "In Progress", "Replied"]],
					],
				}),
			},
		]),

	undo_merge: (panel, label) => healthtalk.call_facility(panel, label, "matter.undo_merge", []),

	receipt: async (panel) => {
		const format = await frappe.xcall("healthtalk_app.api.matter.receipt", { name: panel.frm.docname });
		await panel.frm.reload_doc();
		healthtalk.print(panel.frm.doctype, panel.frm.docname, format);
	},

	sign_in_poster: async (panel) => {
		const { doctype, docname } = panel.frm;
		const format = await frappe.xcall("healthtalk_app.api.session.sign_in_poster", { name: docname });
		healthtalk.print(doctype, docname, format);
	},

	evaluate: (panel, label) => healthtalk.evaluation_dialog(panel, label),
	tally: (panel, label) => healthtalk.tally_dialog(panel, label),
	record_accusation: (panel, label) => healthtalk.accusation_dialog(panel, label),

	urge: (panel, label) =>
		healthtalk.call_facility(panel, label, "slip.urge", [
			{ fieldname: "note", fieldtype: "Small Text", label: __("What You Urge For"), reqd: 1 },
		]),

	supervise: (panel, label) =>
		healthtalk.dialog({
			title: label,
			primary_label: __("Write Slip"),
			fields: [
				{ fieldname: "request", fieldtype: "Small Text", label: __("What Is Asked"), reqd: 1 },
				{ fieldname: "required_by", fieldtype: "Datetime", label: __("Asked For By") },
			],
			submit: async (values) => {
				const slip = await frappe.xcall("healthtalk_app.api.slip.supervise", {
					name: panel.frm.docname,
					...values,
				});
				frappe.set_route("Form", "Referral Slip", slip);
			},
		}),

	show_identity: (panel, label) => healthtalk.identity_dialog(panel.frm.doctype, panel.frm.docname, label),
};
