"""Mail, by which staff are alerted who have no other channel: it goes out and never comes in."""
