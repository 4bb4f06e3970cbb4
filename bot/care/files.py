"""What are her files called, that a person may still want to listen to where they lie?"""


def files_of(contact_id: int) -> str:
    """The outbox's name for them: what is planned under it deletes them at the provider."""
    return f"x:files:{contact_id}"
