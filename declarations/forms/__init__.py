"""Forms of the enterprise's side of a declaration."""
