// What can be done with a petition beside its workflow, and recusals, each in one dialog.
frappe.provide("healthtalk");

healthtalk.PETITION = "Talk Matter";

// what is missing is typed line by line: material, copies, requirement
healthtalk.material_rows = (fieldname, label, reqd) => ({
	fieldname,
	label,
	reqd,
	columns: [
		{
			fieldname: "material",
			fieldtype: "Data",
			label: __("Material", null, "Petition Material"),
			columns: 4,
		},
		{
			fieldname: "copies",
			fieldtype: "Int",
			label: __("Copies", null, "Petition Material"),
			default: 1,
			columns: 1,
		},
		{
			fieldname: "requirement",
			fieldtype: "Data",
			label: __("Requirement", null, "Petition Material"),
			columns: 4,
		},
	],
});

healthtalk.form_of_channel = (channel) =>
	({
		Visit: "Visit",
		Letter: "Letter",
		Telephone: "Telephone",
		"12345 Hotline": "Telephone",
		"12320 Hotline": "Telephone",
		"Website Letter": "Web",
		"Director's Mailbox": "Web",
		"Interactive Column": "Web",
		"Group Chat": "Web",
	}[channel] || "Visit");

healthtalk.person_field = (fieldname, label, more = {}) => ({
	fieldname,
	fieldtype: "Link",
	options: "User",
	label,
	reqd: 1,
	ignore_user_permissions: 1,
	get_query: () => ({ filters: { enabled: 1, user_type: "System User" } }),
	...more,
});

Object.assign(healthtalk.FACILITIES, {
	register_petition: (panel, label) => {
		const { doc } = panel.frm;
		healthtalk.dialog({
			title: label,
			fields: [
				healthtalk.select(
					"reception_form",
					__("Form of the Petition", null, healthtalk.PETITION),
					["Visit", "Letter", "Telephone", "Web"],
					healthtalk.PETITION,
					{ reqd: 1, default: doc.reception_form || healthtalk.form_of_channel(doc.channel) }
				),
				{
					fieldname: "reception_at",
					fieldtype: "Datetime",
					label: __("Received At", null, healthtalk.PETITION),
					reqd: 1,
					default: doc.reception_at || doc.raised_at,
				},
				healthtalk.person_field("receptionist", __("Receptionist", null, healthtalk.PETITION), {
					default: doc.receptionist || frappe.session.user,
				}),
				{ fieldtype: "Column Break" },
				{
					fieldname: "petitioner_count",
					fieldtype: "Int",
					label: __("Number of Persons", null, healthtalk.PETITION),
					default: doc.petitioner_count || 1,
				},
				{
					fieldname: "representatives",
					fieldtype: "Data",
					label: __("Representatives", null, healthtalk.PETITION),
					description: __("At most five names, divided by 、; shown masked"),
					depends_on: "eval:doc.petitioner_count > 1",
				},
			],
			submit: async (values) => {
				const number = await frappe.xcall("healthtalk_app.api.petition.register", {
					name: panel.frm.docname,
					values,
				});
				await panel.done(__("Registered as {0}.", [number]));
			},
		});
	},

	one_time_notice: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [
				healthtalk.material_rows("missing", __("To Be Supplied"), 1),
				healthtalk.material_rows("received", __("Received Already")),
				{ fieldname: "supply_by", fieldtype: "Date", label: __("Supply By", null, healthtalk.PETITION) },
				healthtalk.happened(),
			],
			submit: async ({ missing, received, supply_by, occurred_at }) => {
				const rows = (list, state) =>
					list.map(({ material, copies, requirement }) => ({ material, copies, requirement, state }));
				await frappe.xcall("healthtalk_app.api.petition.one_time_notice", {
					name: panel.frm.docname,
					materials: [...rows(missing, "To Supply"), ...rows(received, "Received")],
					supply_by: supply_by || null,
					occurred_at: occurred_at || null,
				});
				await panel.done(__("The notice has its number and can be printed."));
			},
		}),

	materials_supplied: (panel, label) => {
		const owed = (panel.frm.doc.materials || []).filter((row) => row.state === "To Supply");
		healthtalk.dialog({
			title: label,
			fields: [
				...owed.map((row) => ({
					fieldname: row.name,
					fieldtype: "Check",
					label: healthtalk.esc(row.material),
					default: 1,
				})),
				healthtalk.happened(),
			],
			submit: async (values) => {
				const rows = owed.map((row) => row.name).filter((name) => values[name]);
				if (!rows.length) return frappe.msgprint(__("Choose what has come."));
				await frappe.xcall("healthtalk_app.api.petition.materials_supplied", {
					name: panel.frm.docname,
					rows,
					occurred_at: values.occurred_at || null,
				});
				await panel.done(__("Done."));
			},
		});
	},

	record_delivery: (panel, label) => {
		const papers = (panel.frm.doc.papers || []).filter((row) => !row.delivered_at);
		healthtalk.call_facility(panel, label, "petition.record_delivery", [
			{
				fieldname: "row",
				fieldtype: "Select",
				label: __("Paper", null, "Petition Paper"),
				reqd: 1,
				default: papers[papers.length - 1].name,
				options: papers.map((row) => ({
					value: row.name,
					label: `${healthtalk.word(row.kind, "Petition Paper")} ${row.number}`,
				})),
			},
			healthtalk.select(
				"how",
				__("Delivered How", null, "Petition Paper"),
				["In Person", "By Post", "By Another", "Online"],
				"Petition Paper",
				{ reqd: 1, default: "In Person" }
			),
			{ ...healthtalk.happened(), description: __("The day on which the petitioner has it. Empty means now.") },
		]);
	},

	print_named: (panel, label) => {
		const papers = healthtalk.petition_papers(panel.frm.doc);
		healthtalk.dialog({
			title: label,
			fields: [
				{
					fieldname: "form",
					fieldtype: "Select",
					label: __("Paper", null, "Petition Paper"),
					reqd: 1,
					default: papers[papers.length - 1][1],
					options: papers.map(([format, form]) => ({ value: form, label: __(format) })),
				},
				{
					fieldname: "reason",
					fieldtype: "Small Text",
					label: __("Reason"),
					reqd: 1,
					default: __("For delivery to the petitioner"),
					description: __("Your name, the time and this reason stay on record."),
				},
			],
			submit: async (values) => {
				open_url_post("/api/method/healthtalk_app.api.petition.print_named", {
					name: panel.frm.docname,
					...values,
				});
			},
		});
	},

	ask_review: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [
				{
					fieldname: "content",
					fieldtype: "Small Text",
					label: __("Why a Review Is Asked For"),
					reqd: 1,
					description: __("The superior organ finds it newly raised."),
				},
				healthtalk.select(
					"reception_form",
					__("Form of the Petition", null, healthtalk.PETITION),
					["Visit", "Letter", "Telephone", "Web"],
					healthtalk.PETITION,
					{ reqd: 1, default: "Letter" }
				),
				healthtalk.person_field("receptionist", __("Receptionist", null, healthtalk.PETITION), {
					default: frappe.session.user,
				}),
				healthtalk.happened(),
				{
					fieldname: "received_proof",
					fieldtype: "Small Text",
					label: __("What Proves the Day"),
					description: __("Postmark or reason, for a request that came more than three days ago."),
				},
			],
			submit: async ({ occurred_at, ...values }) => {
				const answer = await frappe.xcall("healthtalk_app.api.petition.ask_review", {
					name: panel.frm.docname,
					values,
					occurred_at: occurred_at || null,
				});
				await panel.done(__("The request is with the superior organ."));
				if (answer.visible) frappe.set_route("Form", "Talk Matter", answer.name);
			},
		}),

	request_recusal: (panel, label) =>
		healthtalk.call_facility(panel, label, "petition.request_recusal", [
			healthtalk.person_field("person", __("Who Shall Not Handle It")),
			healthtalk.select(
				"asked_by",
				__("Asked By", null, "Matter Recusal"),
				["The Person", "The Petitioner", "A Superior"],
				"Matter Recusal",
				{ reqd: 1, default: "The Petitioner" }
			),
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		]),

	decide_recusal: (panel, label) => {
		const row = (panel.frm.doc.recusals || []).find(
			(r) => r.decision === "Requested" && r.person !== frappe.session.user
		);
		const decide = (approve) => async (values) => {
			await frappe.xcall("healthtalk_app.api.petition.decide_recusal", {
				name: panel.frm.docname,
				row: row.name,
				approve: approve ? 1 : 0,
				note: values.note || null,
			});
			await panel.done(__("Done."));
		};
		const who = healthtalk.esc(panel.data.people[row.person]).bold();
		healthtalk.dialog({
			title: label,
			fields: [
				{
					fieldtype: "HTML",
					options: `<p>${__("{0} shall not handle this matter:", [who])}</p><blockquote>${healthtalk.esc(
						row.reason
					)}</blockquote>`,
				},
				{ fieldname: "note", fieldtype: "Small Text", label: __("Reason of the Decision") },
			],
			primary_label: __("Recuse"),
			submit: decide(true),
			secondary_label: __("Refuse"),
			secondary: decide(false),
		});
	},
});

// Papers of a petition: the print format of each, and its form.
healthtalk.PETITION_PAPERS = {
	"Acceptance Notice": ["受理告知书", "acceptance_notice"],
	"Refusal Notice": ["不予受理告知书", "refusal_notice"],
	"One-Time Notice": ["一次性告知书", "one_time_notice"],
	Opinion: ["答复意见书", "petition_opinion"],
};

// The papers that a petition has, each once.
healthtalk.petition_papers = (doc) => {
	const kinds = doc.regime === "Petition" ? (doc.papers || []).map((row) => row.kind) : [];
	return [...new Set(kinds)].map((kind) => healthtalk.PETITION_PAPERS[kind]).filter(Boolean);
};

healthtalk.petition_forms = (doc) => healthtalk.petition_papers(doc).map(([format]) => format);
