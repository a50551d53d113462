frappe.ui.form.on("Commendation", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	round(frm) {
		if (!frm.doc.round) return;
		frappe.db
			.get_value("Commendation Round", frm.doc.round, ["kind", "unit"])
			.then(({ message }) => frm.set_value({ kind: message.kind, awarding_unit: message.unit }));
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		const { doc } = frm;
		frm.set_df_property("title", "read_only", doc.kind === "Advanced Person" ? 1 : 0);
		frm.set_df_property("title", "reqd", doc.kind === "Advanced Person" ? 0 : 1);
		const hidden = {
			veto_reason: doc.status === "Declined" || doc.status === "Awarded",
			decline_reason: doc.status === "Vetoed" || doc.status === "Awarded",
		};
		for (const [fieldname, is_hidden] of Object.entries(hidden)) {
			frm.set_df_property(fieldname, "hidden", is_hidden ? 1 : 0);
		}
		if ((doc.findings || []).length && doc.status !== "Vetoed") {
			const kinds = doc.findings.map((row) => `${__(row.kind)} × ${row.times}`).join("、");
			frm.set_intro(__("One-vote veto: {0}", [healthtalk.esc(kinds)]), "red");
		}
	},
});

Object.assign(healthtalk.FACILITIES, {
	give_points: async (panel, label) => {
		const own = await frappe.xcall("healthtalk_app.api.commendation.own_points", { name: panel.frm.docname });
		healthtalk.call_facility(panel, label, "commendation.give_points", [
			{
				fieldname: "points",
				fieldtype: "Float",
				label: __("Points", null, "Commendation Score"),
				precision: 1,
				default: own.points,
				reqd: 1,
				description: __("0 to 100. Other jurors do not see them; you may change them until the jury has finished."),
			},
			{
				fieldname: "remark",
				fieldtype: "Small Text",
				label: __("Remark", null, "Commendation Score"),
				default: own.remark,
			},
		]);
	},

	recuse_from_jury: (panel, label) =>
		healthtalk.call_facility(panel, label, "commendation.recuse", [
			{ fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1 },
		]),

	check_vetoes: async (panel) => {
		const found = await frappe.xcall("healthtalk_app.api.commendation.check_vetoes", { name: panel.frm.docname });
		const records = (one) =>
			one.records
				.map(
					(row) =>
						`<li><a href="${frappe.utils.get_form_link(row.doctype, row.name)}">${healthtalk.esc(row.date)} ${healthtalk.esc(
							row.sentence
						)}</a></li>`
				)
				.join("");
		const lines = found.map((one) => `<p>${healthtalk.esc(one.kind)} × ${one.count}</p><ul>${records(one)}</ul>`);
		frappe.msgprint({
			title: __("Veto Check"),
			message: lines.join("") || __("Nothing vetoes this nominee."),
			indicator: found.length ? "red" : "green",
		});
		await panel.done();
	},
});
