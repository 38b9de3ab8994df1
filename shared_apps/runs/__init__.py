"""What is done to a circle's home, step by step: asked for, under way, done, or stopped and to be tried again."""
