"""How did the schema come to be? Numbered steps, each with a reason and a way back."""
