"""Records to tokens, tokens to shards, shards to batches on devices."""
