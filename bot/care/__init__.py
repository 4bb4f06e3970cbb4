"""Care: who is there, cases and alerts, and what a woman is told about people."""
