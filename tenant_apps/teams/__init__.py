"""The people around one supported member: who is in, what each does, and how it goes."""
