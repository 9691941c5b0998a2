"""Services as signals and item models, and the look. No widgets."""
