// What an officer does with submissions of the public: notes from paper, similar matters, handing on.
frappe.provide("healthtalk");

healthtalk.open_matters = () => ({
	filters: { status: ["in", ["Raised", "Accepted", "Planned", "In Progress"]], is_accusation: 0 },
});

// Ten notes from the opinion box at once: what they share above, one line a note below.
healthtalk.paper_dialog = (after) => {
	const channels = frappe.meta
		.get_docfield("Public Submission", "channel")
		.options.split("\n")
		.filter((channel) => channel !== "Talk");
	const column = (fieldname, fieldtype, label, columns) => ({ fieldname, fieldtype, label, columns });
	return healthtalk.dialog({
		title: __("Enter Notes from Paper"),
		primary_label: __("Enter", null, "Public Submission"),
		size: "extra-large",
		fields: [
			healthtalk.select("channel", __("Channel", null, "Public Submission"), channels, "Public Submission", {
				default: "Opinion Box",
				reqd: 1,
			}),
			{ fieldtype: "Column Break" },
			healthtalk.unit_link("unit", __("Addressed To", null, "Public Submission"), {
				default: healthtalk.own_unit(),
			}),
			{ fieldtype: "Column Break" },
			{
				fieldname: "received_at",
				fieldtype: "Datetime",
				label: __("Received At", null, "Public Submission"),
				default: frappe.datetime.now_datetime(),
				description: __("When the box was opened or the letter came"),
			},
			{ fieldtype: "Section Break" },
			{
				fieldname: "notes",
				label: __("Notes", null, "Public Submission"),
				rows: frappe.is_mobile() ? 1 : 10,
				columns: [
					column("content", "Small Text", __("Details and Demand"), 6),
					column("place", "Data", __("Place", null, "Public Submission"), 2),
					column("raiser_name", "Data", __("Name", null, "Public Submission"), 1),
					column("raiser_phone", "Data", __("Telephone"), 2),
				],
			},
		],
		submit: async ({ notes: rows, ...common }) => {
			const names = await frappe.xcall("healthtalk_app.api.submission.enter_paper", { rows, common });
			frappe.show_alert({ message: __("{0} notes are entered.", [names.length]), indicator: "green" });
			after();
		},
	});
};

Object.assign(healthtalk.FACILITIES, {
	similar: async (panel, label) => {
		const rows = await frappe.xcall("healthtalk_app.api.submission.similar", { name: panel.frm.docname });
		const lines = rows.map(
			(row) => `<li>${frappe.utils.get_form_link("Talk Matter", row.name, true, healthtalk.esc(row.subject))}
				<span class="text-muted">${healthtalk.esc(row.number || "")} ${healthtalk.word(row.status, "Talk Matter")}
				${healthtalk.esc(row.unit_name)}</span></li>`
		);
		frappe.msgprint({
			title: label,
			message: lines.length ? `<ul>${lines.join("")}</ul>` : __("No open matter is like this one."),
		});
	},

	forward_submission: (panel, label) =>
		healthtalk.call_facility(panel, label, "submission.forward", [
			healthtalk.unit_link("unit", __("To", null, "Referral Slip"), {
				description: __("Empty hands it back to the bureau's intake."),
			}),
		]),

	export_data: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __("Reason"),
					reqd: 1,
					description: __("Your name, the time and this reason stay on record."),
				},
			],
			submit: async ({ reason }) => {
				const { doctype, docname: name } = panel.frm;
				const data = await frappe.xcall("healthtalk_app.api.personal_data.export", { doctype, name, reason });
				const link = document.createElement("a");
				link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
				link.download = `${name}.json`;
				link.click();
				URL.revokeObjectURL(link.href);
			},
		}),

	erase_data: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [
				healthtalk.select(
					"ground",
					__("Ground"),
					["Asked For by the Person", "No Longer Needed", "Ordered by an Authority"],
					"Personal Data",
					{
						reqd: 1,
						description: __(
							"Name, telephone, address and ID number are erased for good, here and in the rating. What was said and answered stays."
						),
					}
				),
			],
			submit: async ({ ground }) => {
				const { doctype, docname: name } = panel.frm;
				await frappe.xcall("healthtalk_app.api.personal_data.erase", { doctype, name, ground });
				await panel.done(__("Personal data erased"));
			},
		}),
});
