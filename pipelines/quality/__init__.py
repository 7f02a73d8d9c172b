"""Great Expectations suites, one file per layer, generated from the field dictionary where they can be.

rules     what a rule is: an expectation, a row rule, a minimum of rows; plain data, no I/O
suites    the rules of every table, and of the comparison with last month
engine    the only module that meets Great Expectations
report    what a gate found, and the error it raises
gate      check a table, and a month against the one before
audits    the SQL audits, as gates
"""
