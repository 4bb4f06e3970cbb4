"""How are rows found and changed? One store per kind of record, which commits nothing itself."""
