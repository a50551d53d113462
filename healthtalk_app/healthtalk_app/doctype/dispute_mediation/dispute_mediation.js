frappe.ui.form.on("Dispute Mediation", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		for (const fieldname of ["unit", "medical_unit"]) frm.set_query(fieldname, healthtalk.open_units);
		for (const table of ["mediators", "departments"]) frm.set_query("unit", table, healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		if (frm.doc.status === "Appraisal" && frm.doc.paused_since) {
			frm.set_intro(__("The clock stands while the appraisal is made: its days do not count."), "blue");
		}
	},

	matter(frm) {
		if (!frm.doc.matter || frm.doc.subject) return;
		frappe.db.get_value("Talk Matter", frm.doc.matter, ["subject", "channel"]).then(({ message }) => {
			if (message) frm.set_value(message);
		});
	},
});
