"""What people tell of themselves in their own words: how they want to be supported, and what they have to give."""
