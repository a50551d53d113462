frappe.ui.form.on("Public Commitment", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		if (frm.is_new() || ["Draft", "Approved"].includes(frm.doc.status)) return;
		healthtalk.show_commitment_rating(frm);
		if (frm.doc.status !== "Verified") {
			frm.add_custom_button(__("Rate"), () => healthtalk.rate_commitment(frm.docname, frm));
		}
	},
});

// How everyone rates it, in one line each, above the form.
healthtalk.show_commitment_rating = async (frm) => {
	const found = await frappe.xcall("healthtalk_app.api.commitment.standing", { name: frm.docname });
	const said = found.groups.map((row) =>
		row.points === null
			? __("{0}: {1} ballots, too few to show", [healthtalk.word(row.group, "Public Evaluation"), row.cast])
			: __("{0}: {1} ballots, {2} shown, {3} points", [
					healthtalk.word(row.group, "Public Evaluation"),
					row.cast,
					row.shown,
					row.points,
			  ])
	);
	if (found.points !== null) said.unshift(__("Rated by everyone: {0} points", [found.points]));
	frm.set_intro(said.join("<br>") || __("Nobody has rated it yet."), "blue");
};

Object.assign(healthtalk.FACILITIES, {
	note_progress: (panel, label) =>
		healthtalk.call_facility(panel, label, "commitment.note_progress", [
			{
				fieldname: "note",
				fieldtype: "Small Text",
				label: __("What Was Done"),
				description: __("Stands on the public page."),
				reqd: 1,
			},
			{ fieldname: "noted_on", fieldtype: "Date", label: __("On"), default: frappe.datetime.get_today() },
			{ fieldname: "evidence", fieldtype: "Attach", label: __("Evidence") },
			{ fieldname: "evidence_note", fieldtype: "Small Text", label: __("Evidence on Paper") },
		]),

	commitment_poster: (panel) =>
		healthtalk.print(panel.frm.doctype, panel.frm.docname, "公开承诺海报"),
});
