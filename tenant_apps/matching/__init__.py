"""How people find one another: asks, offers, who might suit whom and why, and the steps from there to a team."""
