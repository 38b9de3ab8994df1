"""What officers can do at the desk that is the desk's own, one module for each noun."""
