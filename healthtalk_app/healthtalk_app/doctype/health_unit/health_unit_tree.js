frappe.treeview_settings["Health Unit"] = {
	title: __("Health Units"),
	breadcrumb: "Health Talk",
	get_tree_nodes: "healthtalk_app.api.desk.tree_children",
	get_tree_root: false,
	root_label: __("All Units"),
	show_expand_all: true,
	ignore_fields: ["parent_health_unit"],
	get_label: (node) => healthtalk.tree_label(node),
	fields: [
		{ fieldname: "code", fieldtype: "Data", label: __("Code"), reqd: 1 },
		{ fieldname: "unit_name", fieldtype: "Data", label: __("Unit Name"), reqd: 1 },
		{ fieldname: "short_name", fieldtype: "Data", label: __("Short Name"), reqd: 1 },
		{
			fieldname: "kind",
			fieldtype: "Select",
			label: __("Kind"),
			reqd: 1,
			options: [
				"Bureau",
				"Party Committee",
				"Department",
				"Group Headquarters",
				"Branch",
				"Public Health Unit",
				"Station",
				"Private Institution",
				"Town",
				"Outside Department",
				"Team",
			].map((value) => ({ value, label: __(value, null, "Health Unit") })),
		},
		{ fieldname: "is_group", fieldtype: "Check", label: __("Has Subordinate Units") },
	],
	onload(treeview) {
		treeview.make_tree();
		treeview.page.add_inner_button(__("List"), () => frappe.set_route("List", "Health Unit", "List"));
	},
};
