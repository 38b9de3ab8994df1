"""A list of people comes in from a spreadsheet: looked through first, written when somebody says so, undone for a week."""
