"""What meets the outside: files, mail, buses."""
