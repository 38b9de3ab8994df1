"""The national co-op and its circles: officers, life stages, societies, agreements, announcements."""
