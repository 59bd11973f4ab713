"""Which fold a cluster of related documents falls into."""

import hashlib


def fold_of(cluster: str, folds: int, seed: int) -> int:
    """A fold in `range(folds)` for a cluster, by hash: never changes when documents are added."""
    digest = hashlib.blake2b(f"{seed}:{cluster}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % folds
