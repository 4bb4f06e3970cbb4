"""The gettext catalogues: es_MX is the source (a msgid is the Spanish itself), en is complete."""
