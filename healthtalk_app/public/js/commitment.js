// Everyone rates public commitments 大家评: staff and leaders here in the desk, once each and unsigned.
frappe.provide("healthtalk");

// A dialog for one commitment, or, without a name, for one of all that the user has not rated yet.
healthtalk.rate_commitment = async (name, frm) => {
	const open = await frappe.xcall("healthtalk_app.api.commitment.rateable");
	const offered = name ? open.filter((row) => row.name === name) : open;
	if (!offered.length) {
		frappe.msgprint(
			name
				? __("You have rated this commitment already, or it is no longer on the page.")
				: __("There is no commitment that you have not rated.")
		);
		return;
	}
	healthtalk.dialog({
		title: __("Rate a Commitment"),
		primary_label: __("Submit Rating"),
		fields: [
			{
				fieldname: "name",
				fieldtype: "Select",
				label: __("Commitment"),
				options: offered.map((row) => ({ value: row.name, label: `${row.unit_name} · ${row.title}` })),
				default: offered.length === 1 ? offered[0].name : "",
				reqd: 1,
			},
			healthtalk.select("level", __("Overall", null, "Public Evaluation"), healthtalk.LEVELS, "Public Evaluation", {
				reqd: 1,
			}),
			{
				fieldname: "comment",
				fieldtype: "Small Text",
				label: __("Comment"),
				description: __("Unsigned: neither your name nor the day is kept. What was sent cannot be changed."),
			},
		],
		submit: async (values) => {
			await frappe.xcall("healthtalk_app.api.commitment.rate", values);
			frappe.show_alert({ message: __("Thank you, your rating is counted."), indicator: "green" });
			if (frm) healthtalk.show_commitment_rating(frm);
		},
	});
};
