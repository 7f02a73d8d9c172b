"""The steps of a month, as plain functions: what Dagster's assets and the command line both call.

    world     the web that is visited (live, or the replica), its clock, its tokens, the roster in force
    collect   plan and fetch: lists, official sites, accounts → archive
    parse     archive → lake → observations
    roster    lists and links → evidence → accounts
    compute   observations → barometer tables, through sql/
    edition   gates, export, site, seal

A step takes a `World` and a month (and a network), can be run again, and reports what it did and what it left out.
"""
