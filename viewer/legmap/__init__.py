"""The leg map without a window: grid, areas, painting, roots ranked, and words."""
