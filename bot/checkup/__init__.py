"""Is everything as it must be for Alba to keep her promises? What `alba doctor` asks, and tells."""
