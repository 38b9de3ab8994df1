"""What a circle is to the machine, and how circles are kept apart."""
