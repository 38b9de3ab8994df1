"""Who may see what of whom, who looked, and what each person says about it. The only doors to people's data."""
