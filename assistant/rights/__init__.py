"""What the GDPR says about a data-subject request: due dates, identity, checklists, states. Pure."""
