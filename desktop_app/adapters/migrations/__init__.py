"""The numbered steps from one schema to the next. What a step writes is frozen: it never follows today's schema."""
