"""What Alba knows how to say: flow files, the pure engine that steps them, and their proofs."""
