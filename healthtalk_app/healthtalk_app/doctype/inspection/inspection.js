frappe.ui.form.on("Inspection", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("inspecting_unit", healthtalk.open_units);
		frm.set_query("template", () => ({ filters: { enabled: 1 } }));
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "inspecting_unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		const planned = frm.is_new() || frm.doc.status === "Planned";
		for (const fieldname of ["highlights", "opinion", "suggestions", "conclusion", "perfunctory"]) {
			frm.toggle_display(fieldname, !planned);
		}
		// the rows are the template's
		frm.get_field("items").grid.cannot_add_rows = true;
		frm.get_field("items").grid.cannot_delete_rows = true;
		const on_team = (frm.doc.team || []).some((row) => row.user === frappe.session.user);
		if (on_team && !frm.is_new() && ["Planned", "In Progress"].includes(frm.doc.status)) {
			frm.add_custom_button(__("Enter on the Telephone Page"), () =>
				window.open(`/healthtalk/inspect#${encodeURIComponent(frm.docname)}`)
			);
		}
		if (frm.doc.is_mystery) {
			frm.set_intro(__("A mystery visit: the unit never learns who came. Write no visitor's name."), "orange");
		}
	},
});

frappe.ui.form.on("Inspection Item", {
	result(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		frappe.model.set_value(cdt, cdn, "applicable", row.result === "Not Applicable" ? 0 : 1);
		if (row.result === "Fail" && !row.deduction) {
			frappe.model.set_value(cdt, cdn, "deduction", row.points);
		}
	},
});
