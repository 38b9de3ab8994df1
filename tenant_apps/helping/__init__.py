"""Who may act for whom, on what ground and how far; and acting for somebody, with both names in every entry."""
