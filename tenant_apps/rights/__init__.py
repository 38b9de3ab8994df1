"""What people may ask of those who know things about them: a copy, a yes taken back, to be forgotten, to complain."""
