"""What a check says: findings and their codes, reports, and what of a payload may be shown."""
