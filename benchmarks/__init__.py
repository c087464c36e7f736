"""What the program costs, each figure beside that of the bare tools: `python -m benchmarks`."""
