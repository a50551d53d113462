frappe.ui.form.on("Public Submission", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("lead_unit", healthtalk.open_units);
		frm.set_query("unit", "accused", healthtalk.open_units);
		frm.set_query("category", healthtalk.usable_categories);
		frm.set_query("merge_into", healthtalk.open_matters);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		if (frm.doc.status === "Received" && frm.doc.joins) {
			frm.set_intro(
				__("Who raised it says that it is the same as {0}: merge it there if so.", [
					frappe.utils.get_form_link("Talk Matter", frm.doc.joins, true),
				]),
				"blue"
			);
		}
	},
});
