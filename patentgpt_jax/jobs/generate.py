"""The job `generate`: a parent continues a prompt; the text goes to stdout and to `samples.json`."""

import sys
from pathlib import Path

from patentgpt_jax import files
from patentgpt_jax.errors import InputError
from patentgpt_jax.inference.generate import make_generate
from patentgpt_jax.jobs import workdir
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import chosen_mesh, find_parent
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.sharding import processes
from patentgpt_jax.tokens.tokenizer import open_tokenizer


def run(invocation: Invocation, directory: Path) -> None:
    """Continue `config.generate.prompt`, `config.generate.count` times."""
    config = invocation.config
    parent = find_parent(invocation, required=True)
    assert parent is not None
    if not config.generate.prompt:
        raise InputError(
            "config.generate.prompt: expected the text to continue, found none; "
            "give --config.generate.prompt='A pump comprising'"
        )
    tokenizer = open_tokenizer(parent.tokenizer)
    model = FunctionalModel(parent.model)
    ids = [tokenizer.bos_id, *tokenizer.encode(config.generate.prompt)]
    longest = parent.model.maximum_length
    if len(ids) + config.sampling.max_new_tokens > longest:
        raise InputError(
            f"config.generate.prompt: {len(ids)} tokens and sampling.max_new_tokens="
            f"{config.sampling.max_new_tokens} pass the model's length; expected at most {longest}"
        )
    mesh = chosen_mesh(config.mesh, parent.model, config.generate.count)  # a token of each text at a time
    step, variables = parent.load(model, mesh)
    generate = make_generate(model, config.sampling, tokenizer.eos_id, mesh)
    texts = [
        tokenizer.decode(text) for text in generate(variables, [ids] * config.generate.count, config.seed)
    ]
    workdir.write_config(
        directory, invocation, parent.model, {"parent": workdir.file_hash(parent.run / workdir.CONFIG)}
    )
    if not processes.is_first():
        return
    files.write_json(
        directory / workdir.SAMPLES,
        [{"step": step, "prompt": config.generate.prompt, "text": text} for text in texts],
    )
    files.write_json(directory / workdir.SUMMARY, {"job": "generate", "status": "done", "final_step": step})
    for text in texts:
        print(config.generate.prompt + text)
        print()
    print(f"written: {directory / workdir.SAMPLES}", file=sys.stderr)
