"""A simulated web of the territory on loopback: scenes, clock, faults and truth. Imports no parser and no network."""
