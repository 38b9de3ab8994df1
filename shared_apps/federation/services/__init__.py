"""What can be done in the federation, one module for each noun. They run outside every circle."""
