"""The road of a message: inbox, turn, outbox, and the clock that only wakes them up."""
