"""One file per network: where its pages are, and how they are read. Adding a network is one file here.

Nothing here fetches: `plan` and `follow` give requests, the parsers take captures.
"""
