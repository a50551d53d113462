"""The web server's entry: one site whatever name the browser calls it by, and its static files.

Started by gunicorn in a sites folder, with the site's name in HEALTHTALK_SITE.
"""

import os

import frappe.app

# The platform finds the site by host name; a trial is called by address, and no name needs to resolve.
frappe.app._site = os.environ["HEALTHTALK_SITE"]
application = frappe.app.application_with_statics()
