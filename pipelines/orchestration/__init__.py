"""Dagster: the timetable, not the train. The only room that imports dagster."""
