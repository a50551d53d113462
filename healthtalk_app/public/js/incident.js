// What can be done with an opinion incident beside its workflow.
frappe.provide("healthtalk");

healthtalk.FACILITIES.incident_release = (panel, label) => {
	const { frm } = panel;
	const field = (fieldname, more = {}) => {
		const df = frappe.meta.get_docfield(frm.doctype, fieldname);
		const word = (text) => healthtalk.word(text, frm.doctype);
		const options = (df.options || "").split("\n").map((value) => ({ value, label: word(value) }));
		return {
			fieldname,
			fieldtype: df.fieldtype,
			label: word(df.label),
			...(df.fieldtype === "Select" ? { options } : {}),
			...more,
		};
	};
	return healthtalk.dialog({
		title: label,
		fields: [
			field("release_kind", { reqd: 1 }),
			field("release_medium", { reqd: 1 }),
			field("release_title", { reqd: 1 }),
			field("release_text"),
			field("release_link"),
			field("spokesperson", { reqd: 1, default: frm.doc.spokesperson }),
			healthtalk.happened(),
		],
		submit: async ({ occurred_at, ...values }) => {
			await frappe.xcall("healthtalk_app.api.incident.release", {
				name: frm.docname,
				values,
				occurred_at: occurred_at || null,
			});
			await panel.done(__("Done."));
		},
	});
};
