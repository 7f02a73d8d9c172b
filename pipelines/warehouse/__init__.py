"""The lake (Parquet) and the DuckDB file that is rebuilt from it: load, run the SQL, export, seal."""
