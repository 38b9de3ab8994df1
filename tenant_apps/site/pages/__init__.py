"""Public pages a circle writes itself: headings, text and pictures, published in versions. Nobody types HTML."""
