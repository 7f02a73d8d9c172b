"""The vocabulary: records, fields, enums, counts, months and strata. Nothing here reads, writes or waits."""
