"""The web faces, through Flask's own client."""
