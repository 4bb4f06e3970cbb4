"""The pure engine: standard library only, frozen records, no clock and no I/O."""
