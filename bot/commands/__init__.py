"""The `alba` command: each module one command, started by `main`."""
