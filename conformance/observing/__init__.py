"""From records to what they tell of messages: of which form a payload is, and of whom it tells."""
