"""What stewards say of their circle: its name and place, how to reach it, its look, its words, its languages."""
