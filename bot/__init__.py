"""The program: command line, wiring, updates in, messages out, the scheduler."""
