"""The round's correspondence: one letter for each division as a draft or sent, and returns fetched from a mailbox."""
