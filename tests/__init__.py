"""The promises of the project, as sentences that would be false if it broke them."""
