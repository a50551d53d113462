const OPENERS = ["Healthtalk Administrator", "Unit Officer", "Unit Leader"];

frappe.ui.form.on("Hot Topic", {
	refresh(frm) {
		frm.disable_save();
		const { people, matters_now, matters_before, window_days, trend } = frm.doc;
		const said = __("{0} people. {1} matters in the last {2} days, {3} in the {2} days before: {4}.", [
			people,
			matters_now,
			window_days,
			matters_before,
			healthtalk.word(trend, "Hot Topic"),
		]);
		frm.set_intro(healthtalk.esc(said), trend === "Growing" ? "red" : "blue");
		if (frm.doc.governance) {
			frm.add_custom_button(__("Governance Task"), () =>
				frappe.set_route("Form", "Talk Matter", frm.doc.governance)
			);
		} else if (OPENERS.some((role) => frappe.user_roles.includes(role))) {
			frm.add_custom_button(__("Open Governance Task"), () => frm.events.open_task(frm)).addClass("btn-primary");
		}
	},

	open_task(frm) {
		healthtalk.dialog({
			title: __("Open Governance Task"),
			fields: [
				healthtalk.unit_link("lead_unit", __("Lead Unit", null, "Talk Matter"), {
					reqd: 1,
					default: frm.doc.unit,
				}),
				{
					fieldname: "what",
					fieldtype: "Small Text",
					label: __("What Is to Be Done about the Cause"),
					reqd: 1,
					description: __("All matters of the topic are linked to the task; each is still answered by itself."),
				},
			],
			submit: async (values) => {
				const task = await frappe.xcall("healthtalk_app.api.hot_topics.open_task", {
					name: frm.docname,
					...values,
				});
				frappe.set_route("Form", "Talk Matter", task);
			},
		});
	},
});
