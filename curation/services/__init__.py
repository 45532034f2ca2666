"""One function per verb a user knows: permission, one transaction, one event."""
