"""transformers' side of `train_step`: its Mixtral with torch on CPU, the fastest of the ways it offers.

Of its implementations of experts `eager` and `grouped_mm` are tried, and in bfloat16 either with the
parameters in float32 under `torch.autocast`, or in bfloat16 themselves, as are then AdamW's moments. The
third implementation, `batched_mm`, copies its expert's weights for every token and choice.
"""

import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
import transformers

from experiments.benchmarks.batches import random_tokens
from experiments.benchmarks.turns import Job, take_turns

_EXPERTS = ("eager", "grouped_mm")
_PRECISIONS = {"float32": ("float32",), "bfloat16": ("autocast", "bfloat16")}
_TRIED = 3  # steps of each way, the first of which is not timed

Step = Callable[[], dict[str, Any]]


def make_step(asked: Mapping[str, Any], experts: str, precision: str) -> Step:
    """The step of `asked`, one of the ways."""
    shape, settings = asked["model"], asked["optimizer"]
    model = transformers.MixtralForCausalLM(
        transformers.MixtralConfig(
            vocab_size=shape["vocab_size"],
            hidden_size=shape["embed"],
            intermediate_size=shape["expert_mlp"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            num_key_value_heads=shape["kv_heads"],
            head_dim=shape["head_dim"],
            num_local_experts=shape["experts"],
            num_experts_per_tok=shape["experts_per_token"],
            output_router_logits=True,
            router_aux_loss_coef=shape["router"]["balance_coefficient"],
            use_cache=False,
            experts_implementation=experts,
        )
    ).to(torch.bfloat16 if precision == "bfloat16" else torch.float32)
    optimizer = torch.optim.AdamW(
        decay_groups(model, settings["weight_decay"]),
        lr=settings["learning_rate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
    )
    # One token more than ours: transformers shifts inside, and so both predict the same targets.
    tokens = random_tokens(asked["batch"], asked["seq"], shape["vocab_size"])
    ids = torch.from_numpy(tokens.astype(np.int64))

    def step() -> dict[str, Any]:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "autocast"):
            loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings["clip_norm"])
        optimizer.step()
        return {"loss": loss.item()}

    return step


def decay_groups(model: torch.nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """The parameters in two groups, as ours: matrices decay, gains and biases do not."""
    parameters = list(model.parameters())
    return [
        {"params": [each for each in parameters if each.ndim > 1], "weight_decay": weight_decay},
        {"params": [each for each in parameters if each.ndim == 1], "weight_decay": 0.0},
    ]


def least_seconds(step: Step) -> float:
    """Of a few steps."""
    seconds = []
    for _ in range(_TRIED):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:])


def make(asked: Mapping[str, Any]) -> dict[str, Job]:
    """The fastest step of `model` and `optimizer` on a batch of `batch` rows of `seq` tokens."""
    ways = itertools.product(_EXPERTS, _PRECISIONS[asked["model"]["compute_dtype"]])
    seconds = {way: least_seconds(make_step(asked, *way)) for way in ways}
    fastest = min(seconds, key=seconds.__getitem__)
    how = ", ".join(fastest)
    slower = [f"{', '.join(way)}: {each:.3f} s" for way, each in seconds.items() if way != fastest]
    about = {
        "version": transformers.__version__,
        "torch": torch.__version__,
        "how": f"{how}: {seconds[fastest]:.3f} s when tried; {'; '.join(slower)}",
    }
    return {"about": lambda: about, "step": make_step(asked, *fastest)}


if __name__ == "__main__":
    take_turns(make)
