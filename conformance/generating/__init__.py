"""Made-up logs, with labels that say what is in them and what a check must find."""
