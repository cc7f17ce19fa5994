"""The control API: plays the people, moves the clock, orders faults. JSON over HTTP under `/sim`."""
