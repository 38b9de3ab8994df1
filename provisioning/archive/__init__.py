"""A circle in one file: encrypted, signed, documented (docs/operating/archive.md), and good for another deployment."""
