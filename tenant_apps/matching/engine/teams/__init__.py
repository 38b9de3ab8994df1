"""Building a whole team: few people who together come to every visit of a week, with somebody to stand in."""
