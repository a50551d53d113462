frappe.listview_settings["Public Evaluation"] = {
	add_fields: ["overall", "kind", "bad_rating", "evaluated_at", "ballots_valid"],
	hide_name_column: true,

	get_indicator(doc) {
		if (doc.kind === "Tally") return [__("{0} valid ballots", [doc.ballots_valid]), "blue", "kind,=,Tally"];
		const colour = doc.bad_rating ? "red" : "green";
		return [healthtalk.word(doc.overall, "Public Evaluation"), colour, `overall,=,${doc.overall}`];
	},

	onload() {
		healthtalk.name_options("Public Evaluation");
	},
};
