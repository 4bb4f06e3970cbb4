"""What happens when she closes the page? What was kept of it is gone at once."""

from bot.serving.parts import Parts
from db.stores import contacts, mailbox, retention


def forget(parts: Parts, address: str) -> None:
    """Forget who wrote from a page; a page of which nothing is kept is no error.

    An open case stays for a person, and addresses on other channels stay: retention sees to both.
    """
    with parts.database.write() as tx:
        box = mailbox.find(tx, parts.keyring, address)
        if box is None:
            return
        contacts.hold(tx, box.contact_id)  # a turn of hers that is being written comes first
        retention.close_chat(tx, box.contact_id, parts.clock.now())
        tx.commit()
