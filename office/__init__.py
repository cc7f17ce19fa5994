"""The work: use cases, each a plain function over one transaction."""
