frappe.treeview_settings["Matter Category"] = {
	title: __("Matter Categories"),
	breadcrumb: "Health Talk",
	get_tree_nodes: "healthtalk_app.api.desk.tree_children",
	get_tree_root: false,
	root_label: __("All Categories"),
	show_expand_all: true,
	ignore_fields: ["parent_matter_category"],
	get_label: (node) => healthtalk.tree_label(node),
	fields: [
		{ fieldname: "category_code", fieldtype: "Data", label: __("Code"), reqd: 1 },
		{ fieldname: "category_name", fieldtype: "Data", label: __("Category Name", null, "Matter Category"), reqd: 1 },
		{ fieldname: "is_group", fieldtype: "Check", label: __("Has Subcategories") },
	],
	onload(treeview) {
		treeview.make_tree();
	},
};
