"""How many devices the experts of a layer are split over, where the config leaves that open.

Two things can travel: matrices, over `fsdp`, or rows, over `expert`. Matrices are known before they are
needed, so their travel can be hidden, and every device gets the same; rows wait for the router, and loads
are uneven. So experts stay whole on every device as long as each is worth being sent: its matrices are used
for rows enough, and a layer of them fits beside the rest. Otherwise as few devices as do share them.

The rule is by shapes; it was not tuned by timings. A number of a matrix is 2 bytes in bfloat16 and used for 2
operations by each row: 2,000 rows are 2,000 operations for a byte received, as many as a device of 459
TFLOP/s does in the time in which links of 230 GB/s bring one.
"""

# Rows of an expert on a device from which its matrices are worth being sent.
ROWS_OF_EXPERT = 2_000
# Bytes of a layer's experts, as they travel: at most this many are gathered, and so few are always.
LARGEST_LAYER, SMALL_LAYER = 4 * 2**30, 64 * 2**20


def expert_ways(free: int, experts: int, k: int, tokens: int, layer_bytes: int) -> int:
    """Into how many groups to split the experts, one for each device along `expert`.

    Args:
      free: the devices that this axis and the one beside it, which takes those that are left, share.
      experts: of a layer, k of them for each token.
      tokens: of a device, in one pass through the model.
      layer_bytes: of all matrices of a layer's experts, in the dtype of products, over `tensor`.
    """
    if layer_bytes <= SMALL_LAYER:
        return 1
    divisors = [ways for ways in range(1, free + 1) if free % ways == 0 and experts % ways == 0]
    for ways in divisors:
        # The rows of all of a group's devices come to its experts.
        if tokens * k * ways >= ROWS_OF_EXPERT * experts and layer_bytes <= LARGEST_LAYER * ways:
            return ways
    return divisors[-1]
