frappe.ui.form.on("Talk Session", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("party_organisation", healthtalk.open_units);
		frm.set_query("unit", "organisers", healthtalk.open_units);
		frm.set_query("lead_unit", "matters", healthtalk.open_units);
		frm.set_query("category", "matters", healthtalk.usable_categories);
		frm.set_query("venue", () => ({ filters: { active: 1, ...(frm.doc.unit ? { unit: frm.doc.unit } : {}) } }));
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		frm.trigger("open_tab_of_the_hour");
	},

	// Before the talk the plan is open, at the talk what is said, afterwards what follows.
	open_tab_of_the_hour(frm) {
		if (frm.is_new() || frm.healthtalk_tab_of === `${frm.docname} ${frm.doc.status}`) return;
		frm.healthtalk_tab_of = `${frm.docname} ${frm.doc.status}`;
		const part = { Prepared: "During", Held: "During", "Following Up": "After" }[frm.doc.status] || "Before";
		healthtalk.open_tab(frm, `${part} the Talk`);
	},

	planned_start(frm) {
		if (frm.doc.planned_start && !frm.doc.planned_end) {
			const end = moment(frm.doc.planned_start).add(2, "hours");
			frm.set_value("planned_end", end.format(frappe.defaultDatetimeFormat));
		}
	},

	venue(frm) {
		if (!frm.doc.venue || frm.doc.place) return;
		frappe.db.get_value("Talk Venue", frm.doc.venue, ["address", "venue_name"]).then(({ message }) => {
			if (message) frm.set_value("place", message.address || message.venue_name);
		});
	},
});
