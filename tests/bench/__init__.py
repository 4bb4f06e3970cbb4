"""How fast is Alba, beside the same work written by hand? `make bench` prints a table."""
