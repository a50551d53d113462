"""The field's rules as pure functions: standard library only, no platform, no input or output.

The one exception is `workdays.published_plan`, which reads the published holiday plans from a package.
Times are naive and in the site's time zone throughout.
"""
