"""The platform that a program is traced for, which need not be one that is present.

A kernel that has a path for each platform asks here while it is traced. `jax.default_backend()` would
answer for the machine that compiles: compiling ahead of time for a TPU that is not there, it says `cpu`.
`jax.lax.platform_dependent` would answer later, when the program is lowered, but every path would be traced
and differentiated, and what any of them keeps for the backward pass would be kept by all.
"""

import jax


def platform_in_use() -> str:
    """`cpu`, `gpu` or `tpu`: that of the mesh in use, or of the default backend where there is none.

    A mesh in use knows it also where its devices are a topology's, compiled for ahead of time, and inside
    `shard_map`; it is part of what jax keys traced functions by, so that none is used for another platform.
    """
    device = jax.sharding.get_abstract_mesh().abstract_device
    return jax.default_backend() if device is None else device.platform
