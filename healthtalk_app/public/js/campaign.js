// What can be done with a campaign beside its workflow.
Object.assign(healthtalk.FACILITIES, {
	load_template: (panel, label) =>
		healthtalk.call_facility(
			panel,
			label,
			"campaign.load_template",
			[
				{
					fieldname: "template",
					fieldtype: "Link",
					options: "Task Template",
					label: __("Template"),
					reqd: 1,
					get_query: () => ({ filters: { enabled: 1 } }),
				},
				{
					fieldname: "starts_on",
					fieldtype: "Date",
					label: __("First Day of the Campaign"),
					default: panel.frm.doc.starts_on,
					description: __("For the dates of the phases, where the campaign has none yet."),
				},
			],
			{ said: __("Loaded. Check dates and tasks.") }
		),

	make_tasks: (panel, label) =>
		healthtalk.call_facility(panel, label, "campaign.make_tasks", [], {
			said: __("The tasks are made in the background."),
		}),

	extend_unit: (panel, label) =>
		healthtalk.call_facility(panel, label, "campaign.extend_unit", [
			healthtalk.unit_link("unit", __("Unit"), { reqd: 1 }),
			{ fieldname: "days", fieldtype: "Int", label: __("Days"), reqd: 1, default: 30 },
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		]),
});
