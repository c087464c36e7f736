"""Every user act, declared once."""
