"""What does she mean? Crisis, topic and answer of a message: pure, offline, in milliseconds."""
