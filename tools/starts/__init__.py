"""Starts the program again and again, closes it at awkward moments, and sees that it ends well."""
