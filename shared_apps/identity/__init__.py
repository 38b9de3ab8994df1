"""One account per human for the whole federation: how you prove who you are, and which circles you may knock at.

No names and no care data live here. A circle never reads these tables: two narrow functions in the database (see
`migrations/0002_doors.py`) tell it whom a ticket is for, and whether somebody has signed out everywhere.
"""
