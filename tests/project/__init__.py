"""Rules that the project keeps about itself: sizes, layout, documents."""
