"""What the law says of requests: due dates, states, identity, checklists."""
