"""The page at /chat, a road to a contact: no provider, no account, nothing kept in the browser."""
