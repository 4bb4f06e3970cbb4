"""How does Alba speak on WhatsApp? Over Twilio: `channel` is the adapter, `limits` its numbers."""
