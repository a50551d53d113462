frappe.ui.form.on("Rectification", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("ordering_unit", healthtalk.open_units);
		frm.set_query("responsible_unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "ordering_unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		// what is ordered says the problem; the other side writes its plan when the order is there
		for (const fieldname of ["section_break_5", "section_break_7", "section_break_9", "section_break_11"]) {
			frm.set_df_property(fieldname, "hidden", frm.is_new() ? 1 : 0);
		}
		if (frm.doc.status === "Ordered Again") {
			const last = (frm.doc.rounds || []).filter((row) => row.result === "Ordered Again").pop();
			if (last?.note) {
				frm.set_intro(__("Ordered to be done again: {0}", [healthtalk.esc(last.note)]), "red");
			}
		}
	},
});
