"""Where postcodes lie: loading them, and asking from within a circle."""
