"""Names of the settings that guard what leaves and what comes."""

STAND_INS_SETTING = "personal.stand_ins"
"""Whether personal data is replaced before a text goes to a hosted model."""
MODERATION_SETTING = "moderation.endpoint"
"""The endpoint that is asked about drafts; empty: none."""
ON, OFF = "on", "off"
NOT_ASKED = "nothing, it could not be asked"
"""What stands in the place of a verdict that was not given."""
