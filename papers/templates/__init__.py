"""The Word templates that ship with the product: forms of official letters, filled by `papers.fill`."""
