"""Whole conversations over the real road: only the channel and the clock are stand-ins."""
