frappe.ui.form.on("Satisfaction Survey", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
		frm.set_query("unit", "samples", healthtalk.open_units);
		frm.set_query("previous", () => ({
			filters: { status: ["in", ["Closed", "Published"]], name: ["!=", frm.docname] },
		}));
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		if (frm.is_new() || frm.doc.status === "Draft") return;
		frm.add_custom_button(__("Results"), () =>
			frappe.set_route("query-report", "Satisfaction Survey Results", { survey: frm.docname })
		);
		healthtalk.show_survey_progress(frm);
	},
});

// How far each unit is, in one line each, above the form.
healthtalk.show_survey_progress = async (frm) => {
	if (frm.doc.status !== "Open") return;
	const lines = await frappe.xcall("healthtalk_app.api.survey.progress", { name: frm.docname });
	const said = lines.map((line) =>
		__("{0}: {1} of {2} answers, {3} invitations", [
			healthtalk.esc(line.unit_name),
			line.answers,
			line.target,
			line.invitations,
		])
	);
	frm.set_intro(said.join("<br>") || __("There is no unit that you may see here."), "blue");
};

healthtalk.survey_unit = (frm) => ({
	fieldname: "unit",
	fieldtype: "Select",
	label: __("Unit"),
	options: frm.doc.samples.map((row) => ({
		value: row.unit,
		label: frappe.utils.get_link_title("Health Unit", row.unit) || row.unit,
	})),
	default: frm.doc.samples.length === 1 ? frm.doc.samples[0].unit : "",
	reqd: 1,
});

Object.assign(healthtalk.FACILITIES, {
	survey_invite: (panel, label) =>
		healthtalk.call_facility(panel, label, "survey.invite", [
			healthtalk.survey_unit(panel.frm),
			{
				fieldname: "count",
				fieldtype: "Int",
				label: __("How Many More"),
				description: __("Make some more than answers are wanted: not everybody answers."),
				default: 50,
				reqd: 1,
			},
		]),

	survey_print: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [healthtalk.survey_unit(panel.frm)],
			primary_label: __("Print"),
			submit: ({ unit }) => {
				const given = new URLSearchParams({ name: panel.frm.docname, unit });
				window.open(`/api/method/healthtalk_app.api.survey.invitations?${given}`);
			},
		}),

	survey_papers: (panel, label) =>
		healthtalk.call_facility(panel, label, "survey.enter_papers", [
			healthtalk.survey_unit(panel.frm),
			{
				fieldname: "papers",
				fieldtype: "Long Text",
				label: __("Papers"),
				description: __(
					"One paper a line: the numbers ticked, in the order of the questions, for example 1 2 1; - for a question left out. Questions answered in words are passed over."
				),
				reqd: 1,
			},
		]),

	survey_link: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [healthtalk.survey_unit(panel.frm)],
			primary_label: __("Show"),
			submit: async ({ unit }) => {
				const link = await frappe.xcall("healthtalk_app.api.survey.open_link", {
					name: panel.frm.docname,
					unit,
				});
				frappe.msgprint({ title: label, message: healthtalk.esc(link) });
			},
		}),
});
