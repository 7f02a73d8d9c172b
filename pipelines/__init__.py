"""Baromètre de présence territoriale: the map of the package, and the words it uses.

    cli, console    the command line (its `__init__` is the map of the commands; `conduct` runs the steps of months),
                    and what it prints; `french` tells in French what is raised in English
    orchestration   Dagster: the timetable (the only room that imports dagster)
    stages          the steps of a month as plain functions: what the command line and Dagster both call
    quality         Great Expectations suites and the gates they hold
    warehouse       the lake (Parquet) and the DuckDB file: load, run the SQL, export, seal
    indicators      what is clumsier in SQL: claims and comparisons of printed figures, feasibility, intervals
    roster          territories, and the evidence that makes an account official
    networks        one file per network: where its pages are and how they are read
    fetch           polite requests, and the archive of what they answered; knows no network
    replica         a simulated web of the territory on loopback; shares nothing with the parsers
    model           records, fields, enums, counts, months: no I/O

Imports go down only: orchestration → stages → {quality, warehouse, indicators} → {roster, networks, fetch} → model.
`tests/house` checks it.

Words: a *month* is a closed calendar month; a *partition* is a month and a network; a *capture* is one archived
request with its answer or its failure; a *reading* is what a parser saw in a capture; a *snapshot* is a reading kept
as a row; an *identity* is an account, whatever its handle; a *text* is what an institution wrote, its *signature* what
stays of it after ninety days; a *status* is what is known of a territory on a network in a month; an *edition* is a
published, frozen month.
"""
