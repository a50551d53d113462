// What can be done with an accountability record beside its workflow.
frappe.provide("healthtalk");

{
	const method = "healthtalk_app.api.accountability";
	const ask = (panel, title, fields, endpoint, arguments_of) =>
		healthtalk.dialog({
			title,
			fields,
			submit: async (values) => {
				await frappe.xcall(`${method}.${endpoint}`, { name: panel.frm.docname, ...arguments_of(values) });
				await panel.done(__("Done."));
			},
		});
	const field = (frm, fieldname) => {
		const df = frappe.meta.get_docfield(frm.doctype, fieldname);
		const word = (text) => healthtalk.word(text, frm.doctype);
		const options = (df.options || "").split("\n").map((value) => ({ value, label: word(value) }));
		const select = df.fieldtype === "Select" ? { options } : {};
		return { fieldname, fieldtype: df.fieldtype, label: word(df.label), reqd: 1, ...select };
	};

	healthtalk.FACILITIES.accountability_notify = (panel, label) =>
		ask(panel, label, [field(panel.frm, "delivery_how"), healthtalk.happened()], "notify", (values) => ({
			how: values.delivery_how,
			occurred_at: values.occurred_at || null,
		}));

	healthtalk.FACILITIES.accountability_appeal = (panel, label) =>
		ask(panel, label, [field(panel.frm, "appeal_grounds")], "appeal", (values) => ({
			grounds: values.appeal_grounds,
		}));

	healthtalk.FACILITIES.accountability_confirm = (panel, label) =>
		ask(
			panel,
			label,
			[{ fieldname: "why", fieldtype: "Small Text", label: __("Why the Record Stands"), reqd: 1 }],
			"confirm",
			(values) => ({ why: values.why })
		);
}
