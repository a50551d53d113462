"""Every row-level rule, defined once for lists, single documents and aggregates (design §5).

`scope` says which units a user may see, `criteria` of what rules are made, `accusations` who sees these,
`proceedings` who sees accountability, `commendations` and `ethics` who sees awards and appraisals of ethics,
`rows` which documents follow from all that, `keeping` who changes what the whole county goes by, `documents`
what may be done with one of them. `references` hides what the platform stores about these documents (files,
versions, comments), `files` keeps their stored files to their readers, `recusal` keeps out who has an
interest, `requests` closes ways around the rules that the platform's web interface leaves open, `named`
answers the same for what is hidden and what does not exist.
"""

from healthtalk_app.permissions.accusations import ACCUSATION_ROLE, complaining_of
from healthtalk_app.permissions.documents import (
	can_see_accusation,
	has_permission,
	require,
	require_accusation,
	require_not_complained_of,
	require_role,
	require_visible,
	require_visible_links,
)
from healthtalk_app.permissions.keeping import keeps, refuse_own_measure, sees_all_or_sets_up
from healthtalk_app.permissions.recusal import FOLLOWING, recused_from, recused_users, refuse_recused
from healthtalk_app.permissions.references import (
	REFERENCES,
	reference_has_permission,
	reference_query_conditions,
)
from healthtalk_app.permissions.rows import (
	PROTECTED,
	criterion,
	is_protected,
	notes_shown,
	query_conditions,
	visible,
	with_notes,
)
from healthtalk_app.permissions.scope import (
	can_act_for,
	clear_tree_cache,
	default_unit,
	home_units,
	own_side,
	scope,
	users_in_units,
)

__all__ = [
	"ACCUSATION_ROLE",
	"FOLLOWING",
	"PROTECTED",
	"REFERENCES",
	"can_act_for",
	"can_see_accusation",
	"clear_tree_cache",
	"complaining_of",
	"criterion",
	"default_unit",
	"has_permission",
	"home_units",
	"is_protected",
	"keeps",
	"notes_shown",
	"own_side",
	"query_conditions",
	"recused_from",
	"recused_users",
	"reference_has_permission",
	"reference_query_conditions",
	"refuse_own_measure",
	"refuse_recused",
	"require",
	"require_accusation",
	"require_not_complained_of",
	"require_role",
	"require_visible",
	"require_visible_links",
	"scope",
	"sees_all_or_sets_up",
	"users_in_units",
	"visible",
	"with_notes",
]
