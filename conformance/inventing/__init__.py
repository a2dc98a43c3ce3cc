"""Made-up payloads: one at a time, from schemas and rules, plain or as varied as real ones."""
