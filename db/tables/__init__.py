"""How does what Alba remembers lie in the database? One module per group of tables."""
