"""What is clumsier in SQL than in Python: feasibility of a printed figure, stock and flow, inclusion–exclusion."""
