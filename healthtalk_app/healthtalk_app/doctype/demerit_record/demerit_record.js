frappe.ui.form.on("Demerit Record", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		for (const fieldname of ["unit", "proposing_unit"]) frm.set_query(fieldname, healthtalk.open_units);
		frm.set_query("code", () => ({
			filters: { applies_to: ["in", [frm.doc.kind, "Both"]], enabled: 1 },
		}));
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "proposing_unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		// what is proposed says the facts; finding and appeal come with their steps
		const { doc } = frm;
		const appealed = ["Appealed", "Upheld", "Revoked"].includes(doc.status);
		const hidden = {
			section_break_7: frm.is_new(),
			section_break_9: !appealed,
			section_break_11: !doc.counted_on,
		};
		for (const [fieldname, is_hidden] of Object.entries(hidden)) {
			frm.set_df_property(fieldname, "hidden", is_hidden ? 1 : 0);
		}
		if (doc.status === "Revoked") {
			frm.set_intro(__("Revoked on appeal: these points count on no day."), "blue");
		}
	},

	code(frm) {
		if (!frm.doc.code) return;
		frappe.db
			.get_value("Demerit Code", frm.doc.code, ["points", "behaviour", "basis"])
			.then(({ message }) => frm.set_value(message || {}));
	},
});
