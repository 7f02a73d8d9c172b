"""What is known of each territory: one structure of facts, from which full pages and light sheets are written."""
