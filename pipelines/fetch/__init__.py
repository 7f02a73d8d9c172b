"""Polite requests and the archive of what they answered. Knows no network and reads no page."""
