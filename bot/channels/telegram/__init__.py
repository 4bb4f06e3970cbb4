"""How does Alba speak on Telegram? The door is `channel`; `limits` is light."""
