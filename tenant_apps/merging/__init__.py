"""Somebody was written down twice: found with care, put together by two stewards, and undone for seven days."""
