"""Wiring only: which of our functions the platform calls, and when."""

app_name = "healthtalk_app"
app_title = "Health Talk"
app_publisher = "Health Talk founders"
app_description = "Public talks of health bureaus and hospital groups, from what was said to how it was rated"
app_email = "healthtalk@example.org"
app_license = "gpl-3.0"
# With the owner named, the platform does not ask GitHub whose app it is: sites without internet install too.
required_apps = ["frappe/erpnext"]
export_python_type_annotations = True

# --- Set-up and removal (setup/) ---
# The platform's order: sync of DocTypes, after_install, fixtures, customizations, after_sync. Roles come with
# the DocTypes, so what existed before is looked at first.
before_install = "healthtalk_app.setup.install.before_install"
after_install = "healthtalk_app.setup.install.after_install"
after_sync = "healthtalk_app.setup.install.after_sync"
before_migrate = "healthtalk_app.setup.install.before_migrate"
after_migrate = "healthtalk_app.setup.install.after_migrate"
before_uninstall = "healthtalk_app.setup.uninstall.before_uninstall"
after_uninstall = "healthtalk_app.setup.uninstall.after_uninstall"

# --- Documents of the platform that our rules watch ---
doc_events = {
	"Workflow": {
		"validate": "healthtalk_app.services.workflows.check_workflow",
		"on_trash": "healthtalk_app.services.workflows.check_removal",
	},
}

# --- Rows: who sees what (permissions.py) ---

# --- Jobs (services/sweep.py, services/notices.py) ---
scheduler_events = {
	"daily": [
		"healthtalk_app.services.units.close_units_due",
	],
}

# --- Desk: assets, apps screen, calendars ---

# --- Paper (printing/platform.py) ---

# --- Whitelisted methods of the platform that we override ---
