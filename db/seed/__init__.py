"""Which services and facilities does Alba know on her first day? See README.md here."""
