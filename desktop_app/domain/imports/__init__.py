"""Forms of other programs as form packs: what each format says, carried over, and what could not be."""
