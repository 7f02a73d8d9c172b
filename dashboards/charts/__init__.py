"""One figure, one function: each module draws one chart from the published tables and holds no HTML."""
