"""The HTTP surface: providers' webhooks, the page at /chat, and what an operator's monitor asks."""
