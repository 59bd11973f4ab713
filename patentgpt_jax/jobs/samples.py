"""A few claims written by the model for held-out patents, to see what it has learned."""

import itertools
from collections.abc import Iterable
from typing import Any

from jax.sharding import Mesh

from patentgpt_jax.corpus.record import Record
from patentgpt_jax.inference.generate import make_generate
from patentgpt_jax.jobs import data
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.tokens.text import claims_prompt

_PROMPTS_A_LANGUAGE = 2
_LOOK_AT_MOST = 1000


def write_claims(
    model: FunctionalModel, prepared: data.Prepared, config: RunConfig, variables: Variables, mesh: Mesh
) -> list[dict[str, Any]]:
    """Continuations of the title and abstract of held-out patents, two of each language.

    Returns `prompt` and `text` of each.
    """
    chosen = claim_prompts(data.held_out_records(config, prepared.corpus))
    if not chosen:
        return []
    tokenizer = prepared.tokenizer
    generate = make_generate(model, config.sampling, tokenizer.eos_id, mesh)
    room = model.config.maximum_length - config.sampling.max_new_tokens
    ids = [[tokenizer.bos_id, *tokenizer.encode(prompt)][-room:] for prompt in chosen]
    texts = generate(variables, ids, config.seed)
    return [
        {"prompt": prompt, "text": tokenizer.decode(text)} for prompt, text in zip(chosen, texts, strict=True)
    ]


def claim_prompts(records: Iterable[Record]) -> list[str]:
    """Title and abstract of the first patents, two of each language, up to where claim 1 begins."""
    prompts: dict[str, list[str]] = {}
    for record in itertools.islice(records, _LOOK_AT_MOST):
        of_language = prompts.setdefault(record.language, [])
        is_patent = record.document_type != "text"  # a paper has a title and an abstract too
        if len(of_language) < _PROMPTS_A_LANGUAGE and is_patent and record.title and record.abstract:
            of_language.append(claims_prompt(record.title, record.abstract, record.language))
    return [prompt for of_language in prompts.values() for prompt in of_language]
