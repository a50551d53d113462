"""The demo county: invented units and people, and a year of their work made by the app's own services."""
