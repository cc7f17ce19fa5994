"""What officials do and see: taps, files and commands in, cards and texts out."""
