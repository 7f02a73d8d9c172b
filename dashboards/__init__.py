"""Pages for readers: figures, templates and the build of the site. Reads the published tables only."""
