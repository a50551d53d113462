// fixed once the proposal has been decided on
const DEMERIT_FACTS = [
	...["kind", "unit", "proposing_unit", "employee", "practitioner_name", "licence_number", "matter"],
	...["code", "occurred_on", "cycle_from", "facts", "evidence", "evidence_note"],
	...["statement", "confirmation_note", "dismissal_reason"],
];

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
		const proposed = frm.is_new() || doc.status === "Proposed";
		const hidden = {
			section_break_7: frm.is_new(),
			dismissal_reason: !["Proposed", "Dismissed"].includes(doc.status),
			section_break_9: !["Appealed", "Upheld", "Revoked"].includes(doc.status),
			late_appeal_reason: doc.status !== "Confirmed" && !doc.late_appeal_reason,
			section_break_11: !doc.counted_on,
		};
		for (const [fieldname, is_hidden] of Object.entries(hidden)) {
			frm.set_df_property(fieldname, "hidden", is_hidden ? 1 : 0);
		}
		for (const fieldname of DEMERIT_FACTS) frm.set_df_property(fieldname, "read_only", proposed ? 0 : 1);
		for (const fieldname of ["appeal_reason", "appeal_evidence", "late_appeal_reason"]) {
			frm.set_df_property(fieldname, "read_only", doc.status === "Confirmed" ? 0 : 1);
		}
		frm.set_df_property("appeal_decision", "read_only", doc.status === "Appealed" ? 0 : 1);
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
