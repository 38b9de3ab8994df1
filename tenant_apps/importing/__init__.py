"""A list of people comes in from a spreadsheet: looked through, written when somebody says so, undone for a week."""
