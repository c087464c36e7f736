"""The rows of the table of speed, one module for each group: each has a tuple `ROWS`."""
