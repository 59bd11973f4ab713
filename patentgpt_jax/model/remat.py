"""What of a layer waits for the backward pass: rematerialisation (arXiv 1604.06174) by named policies.

A layer gives names to the arrays that are worth keeping, each where it is made; all others are computed
again. For each token of each layer, in the dtype of products but where told:

    layer_input     embed              what comes into the layer
    q, k, v         heads head_dim, twice kv_heads head_dim; projections, before bias, norm and rotation
    attention       heads head_dim     what the queries found; and the logarithm of the sum of each head's
                                       weights, heads in float32
    attention_out   embed              its projection, which is added to the layer's input
    router_logits   experts, float32   of a sparse layer
    gate, up        mlp each           of a dense layer and of shared experts; of experts on one device
                                       expert_mlp for each of a token's choices
"""

from collections.abc import Callable

import jax

_NAMES = {
    "projections": (
        *("layer_input", "q", "k", "v", "attention", "attention_out"),
        *("router_logits", "gate", "up"),
    ),
    "attention": ("layer_input", "attention"),
    "layer": ("layer_input",),
    "offload": ("layer_input",),
}

POLICIES = ("none", *_NAMES)
"""What `model.remat` may be.

`none` keeps whatever a gradient asks for. `projections` keeps the results of matrix products and of
attention, and computes norms, rotation and activations again: nothing that takes long. `attention` keeps each
layer's input and the results of attention, so that what grows with the square of the length is not done
again, but the matrix products are. `layer` keeps each layer's input alone. `offload` keeps that in the host's
memory, to which it travels and back.
"""


def keeps(policy: str, name: str) -> bool:
    """Whether an array of that name is kept."""
    return policy == "none" or name in _NAMES[policy]


def rematerialise(body: Callable, policy: str) -> Callable:
    """`body`, the group of layers that is scanned over, with its gradient under one of `POLICIES`."""
    if policy == "none":
        return body
    if policy == "offload":
        to_host = jax.checkpoint_policies.save_and_offload_only_these_names(
            names_which_can_be_saved=(),
            names_which_can_be_offloaded=_NAMES[policy],
            offload_src="device",
            offload_dst="pinned_host",
        )
        return jax.checkpoint(body, policy=to_host)
    return jax.checkpoint(body, policy=jax.checkpoint_policies.save_only_these_names(*_NAMES[policy]))
