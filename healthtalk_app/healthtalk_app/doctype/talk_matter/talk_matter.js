frappe.ui.form.on("Talk Matter", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("lead_unit", healthtalk.open_units);
		frm.set_query("unit", "accused", healthtalk.open_units);
		frm.set_query("category", healthtalk.usable_categories);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		healthtalk.Similar.show(frm);
		frm.trigger("show_ring_tab");
		frm.trigger("mark_masked");
	},

	// The tab of the ring that the matter is in opens first.
	show_ring_tab(frm) {
		if (frm.is_new() || frm.healthtalk_tab_of === `${frm.docname} ${frm.doc.ring}`) return;
		frm.healthtalk_tab_of = `${frm.docname} ${frm.doc.ring}`;
		healthtalk.open_tab(frm, frm.doc.ring);
	},

	mark_masked(frm) {
		const masked = [frm.doc.raiser_name, frm.doc.raiser_phone].some((value) => (value || "").includes("*"));
		const note = masked ? __("Masked. Use Show Identity in the menu More to read it, with a reason.") : "";
		frm.set_df_property("raiser_phone", "description", note);
	},
});
