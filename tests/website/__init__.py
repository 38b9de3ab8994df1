"""The federation's public pages."""
