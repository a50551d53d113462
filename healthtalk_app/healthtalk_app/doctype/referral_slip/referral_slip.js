frappe.ui.form.on("Referral Slip", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("sender_unit", healthtalk.open_units);
		frm.set_query("receiver_unit", healthtalk.open_units);
		frm.set_query("next_unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "sender_unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		if (frm.is_new()) return;
		if (frm.doc.outside_unit && ["Issued", "Signed For", "In Progress"].includes(frm.doc.status)) {
			frm.set_intro(
				__("This unit has no account: the sender's liaison enters its answer with a scan."),
				"blue"
			);
		}
	},

	matter(frm) {
		if (!frm.doc.matter || frm.doc.subject) return;
		frappe.db.get_value("Talk Matter", frm.doc.matter, ["subject", "lead_unit", "unit"]).then(({ message }) => {
			if (!message) return;
			frm.set_value("subject", message.subject);
			if (!frm.doc.sender_unit) frm.set_value("sender_unit", message.lead_unit || message.unit);
		});
	},
});
