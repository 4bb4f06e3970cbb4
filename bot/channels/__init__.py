"""The port and its adapters: each speaks a provider's language and knows nothing of flows."""
