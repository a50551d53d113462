frappe.ui.form.on("Healthtalk Settings", {
	refresh(frm) {
		frm.trigger("show_weights");
		frm.trigger("show_number");
	},

	// The three rates and the five qualities: what the weights make of a hundred.
	show_weights(frm) {
		const total = (...fieldnames) => fieldnames.reduce((sum, name) => sum + flt(frm.doc[name]), 0);
		const say = (fieldname, sum) =>
			frm.set_df_property(fieldname, "description", __("The weights add up to {0}.", [sum]));
		say("weight_satisfaction", total("weight_response", "weight_resolution", "weight_satisfaction"));
		say(
			"weight_soundness",
			total(
				"weight_breadth",
				"weight_effectiveness",
				"weight_regularity",
				"weight_real_effect",
				"weight_soundness"
			)
		);
	},

	// A sample number, so that a change of the pattern is seen before it is printed.
	show_number(frm) {
		const sample = (frm.doc.number_pattern || "")
			.replace("{unit}", "泗")
			.replace("{kind}", frm.doc.kind_referral || "流")
			.replace("{year}", moment().year())
			.replace("{seq}", 12);
		frm.set_df_property("number_pattern", "description", __("Example: {0}", [sample]));
	},
});

["response", "resolution", "satisfaction", "breadth", "effectiveness", "regularity", "real_effect", "soundness"].forEach(
	(key) => frappe.ui.form.on("Healthtalk Settings", `weight_${key}`, (frm) => frm.trigger("show_weights"))
);
["number_pattern", "kind_referral"].forEach((key) =>
	frappe.ui.form.on("Healthtalk Settings", key, (frm) => frm.trigger("show_number"))
);
