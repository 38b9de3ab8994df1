"""The doors of profiles: writing one's own or taking down somebody's, reading, paper, pictures."""
