// What can be done with a dispute mediation beside its workflow, and how one begins from a matter.
frappe.provide("healthtalk");

Object.assign(healthtalk.FACILITIES, {
	open_dispute: (panel, label) =>
		healthtalk.dialog({
			title: label,
			fields: [
				{
					fieldtype: "HTML",
					options: `<p>${__("The matter stays as it is. The dispute is registered with its own deadlines.")}</p>`,
				},
			],
			submit: async () => {
				const name = await frappe.xcall("healthtalk_app.api.dispute.open_from_matter", {
					matter: panel.frm.docname,
				});
				frappe.set_route("Form", "Dispute Mediation", name);
			},
		}),

	dispute_extension: (panel, label) =>
		healthtalk.call_facility(panel, label, "dispute.request_extension", [
			{ fieldname: "amount", fieldtype: "Int", label: __("How Much More"), reqd: 1 },
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			{
				fieldname: "agreed_on",
				fieldtype: "Date",
				label: __("Extension Agreed by Both Sides On", null, "Dispute Mediation"),
				description: __("Before the term ends; afterwards the mediation has failed."),
				reqd: 1,
			},
		]),

	dispute_publish: (panel, label) =>
		healthtalk.call_facility(panel, label, "dispute.publish", [
			{
				fieldname: "text",
				fieldtype: "Long Text",
				label: __("Published Text", null, "Dispute Mediation"),
				description: __("Without names, telephone or anything by which a person is recognised"),
				reqd: 1,
			},
		]),

	dispute_withdraw_publication: (panel, label) =>
		healthtalk.call_facility(panel, label, "dispute.withdraw_publication", []),
});
