"""Does Alba keep what she promises? A package, for a library ships one of the same name."""
