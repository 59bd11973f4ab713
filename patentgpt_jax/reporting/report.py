"""Write `report.html`, the page that shows a run: figures, curves, router, samples, configuration.

The page is one file with inline SVG and a style sheet: it opens offline, runs no script, follows the reader's
light or dark setting, and shows Chinese with the system's fonts. It is made from the files of the workdir
alone, so it can be written while a run goes on, after a crash, or on another machine.
"""

import json
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from patentgpt_jax.files import write_text
from patentgpt_jax.reporting import charts
from patentgpt_jax.reporting.mixture import mixture_table
from patentgpt_jax.reporting.page import Tile, generated_banner, html, plots, section, tiles
from patentgpt_jax.reporting.runfiles import Run, Sample, is_finite, is_number, read_run
from patentgpt_jax.reporting.scales import Point, evenly
from patentgpt_jax.reporting.text import duration, escape, exact, short

MAX_TEXT = 4000
"""Characters of one sample, or of one value of a table, that the page shows."""

_PLANNED = ("sources", "languages", "kept_out")  # of the data: they have a table of their own
_TABLE_ROWS = 12
_SAMPLE_STEPS = 6
_SAMPLES_A_STEP = 20
_CHINESE = re.compile("[\u4e00-\u9fff]")


def write_report(workdir: Path) -> Path:
    """Write `report.html` in `workdir` from the run's files there, and return its path.

    Raises:
      InputError: `workdir` holds no run. Damaged or missing files are no error: the page tells them.
    """
    path = workdir / "report.html"
    write_text(path, page(read_run(workdir)))
    return path


def page(run: Run) -> str:
    """The whole page of a run, as HTML."""
    body = [
        _banner(run),
        _header(run),
        _notes(run),
        tiles([*_score_tiles(run), *_cost_tiles(run)]),
        section("Curves", plots(charts.score_figures(run, _xz(run))) + _thirds(charts.training_figures(run))),
        section("Evaluation", _evaluation_table(run)),
        section("Experts", _experts(run)),
        section("Mixture", mixture_table((run.summary or {}).get("data"))),
        section("What the model writes", _samples(run.samples)),
        section("Run", _tables(run)),
        "<footer>Made from config.json, metrics.jsonl, summary.json and samples.json of the run.</footer>",
    ]
    return html(run.name, body)


def _thirds(figures: list[str]) -> str:
    return plots(figures, "plots thirds")


def _banner(run: Run) -> str:
    return generated_banner("quality") if _generated(run) else ""


def _generated(run: Run) -> bool:
    generated = (run.summary or {}).get("generated_data")
    if generated is None:  # not ended: a run without sources makes its own
        match run.config.get("config"):
            case {"data": {"sources": sources}}:
                return not sources
    return bool(generated)


def _header(run: Run) -> str:
    status = "not ended" if run.summary is None else run.summary.get("status", "ended")
    last = max((points[-1][0] for points in run.curves.values()), default=None)
    facts = []
    match run.config.get("config"):
        case {"job": str(job)}:
            facts.append(job)
    if last is not None:
        facts.append(f"last step {last:,}")
    if commit := run.config.get("git_commit"):
        facts.append(f"commit {str(commit)[:12]}")
    return (
        f'<header><h1>{escape(run.name)}<span class="status">{escape(status)}</span></h1>'
        f'<p class="soft">{escape(" · ".join(facts))}</p></header>'
    )


def _notes(run: Run) -> str:
    notes = list(run.notes)
    if run.summary is None:
        notes.append(
            "The run has not ended: there is no summary.json. What is here is what was logged so far."
        )
    if not run.curves:
        notes.append("No metrics were logged.")
    for name, count in sorted(run.not_finite.items()):
        values = "1 value that is" if count == 1 else f"{count:,} values that are"
        notes.append(f"{name} has {values} no finite number: left out.")
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _number(mapping: dict[str, Any] | None, name: str) -> float | None:
    value = (mapping or {}).get(name)
    return value if is_number(value) and is_finite(value) else None


def _xz(run: Run) -> float | None:
    return _number(run.summary, "xz_bits_per_byte")


def _score_tiles(run: Run) -> list[Tile]:
    scores = charts.evaluation_curves(run)
    bits, losses = scores.get("bits_per_byte", {}), scores.get("loss", {})
    tiles = []
    for name, points in list(bits.items())[:2]:
        loss = f"; loss {losses[name][-1][1]:.3f}" if name in losses else ""
        tiles.append((f"Bits per byte, {name}", f"{points[-1][1]:.3f}", _before(points) + loss))
    for name, points in list(losses.items())[:2]:
        if name not in bits:
            tiles.append((f"Loss, {name}", f"{points[-1][1]:.3f}", _before(points)))
    xz = _xz(run)
    if xz is not None:
        tiles.append(("Bits per byte, xz -9e", f"{xz:.3f}", "compressing the same text"))
    if not tiles and (points := run.curves.get("train/loss", [])):
        tiles.append(("Loss, train", f"{points[-1][1]:.3f}", _before(points)))
    return tiles


def _before(points: Sequence[Point]) -> str:
    (step, value), several = points[0], len(points) > 1
    return f"from {value:.3f} at step {step:,}" if several else f"at step {step:,}"


def _cost_tiles(run: Run) -> list[Tile]:
    tiles = []
    tokens, final_step = _number(run.summary, "tokens"), _number(run.summary, "final_step")
    if tokens is not None:
        steps = f"in {exact(final_step)} steps" if final_step is not None else ""
        tiles.append(("Tokens trained on", short(tokens), steps))
    speed = _number(run.summary, "tokens_per_second")
    if speed is None and (speeds := run.curves.get("train/tokens_per_second")):
        speed = speeds[-1][1]
    if speed is not None:
        utilization = _number(run.summary, "model_flops_utilization")
        known = f"{100 * utilization:.1f} % of the peak FLOPs" if utilization is not None else ""
        tiles.append(("Tokens per second", short(speed), known))
    parameters, active = _number(run.summary, "parameters"), _number(run.summary, "active_parameters")
    if parameters is not None:
        used = f"{short(active)} active per token" if active is not None else ""
        tiles.append(("Parameters", short(parameters), used))
    seconds = _number(run.summary, "wall_seconds")
    if seconds is not None:
        tiles.append(("Wall time", duration(seconds), ""))
    return tiles


def _evaluation_table(run: Run) -> str:
    """First, last and some evaluations between, a column for each set and score."""
    curves = {
        f"{name}, {score.replace('_', ' ')}": dict(points)
        for score, sets in charts.evaluation_curves(run).items()
        for name, points in sets.items()
    }
    steps = sorted({step for values in curves.values() for step in values})
    if not steps:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in curves)
    rows = []
    for step in (steps[index] for index in evenly(len(steps), _TABLE_ROWS)):
        cells = (exact(values[step]) if step in values else "" for values in curves.values())
        rows.append(f"<tr><td>{step:,}</td>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return (
        '<div class="card scroll"><table class="numbers">'
        f"<thead><tr><th>step</th>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _experts(run: Run) -> str:
    figures = charts.load_figures(run)
    plots = charts.router_figures(run)
    if not figures and not plots:
        return ""
    dropped = run.curves.get("router/dropped_fraction", [])
    kept = "<p>No token was dropped at any logged step.</p>"
    told = kept if dropped and all(value == 0 for _, value in dropped) else ""
    return told + _thirds(plots) + "".join(figures)


def _samples(samples: Sequence[Sample]) -> str:
    """The texts of the last step, then those of some earlier ones, folded."""
    ordered = sorted(samples, key=lambda sample: sample.step)
    steps = [(step, list(group)) for step, group in groupby(ordered, key=lambda sample: sample.step)]
    parts = []
    for index in reversed(evenly(len(steps), _SAMPLE_STEPS)):
        step, group = steps[index]
        opened = " open" if index == len(steps) - 1 else ""
        texts = "".join(_sample(sample) for sample in group[:_SAMPLES_A_STEP])
        parts.append(f'<details class="card"{opened}><summary>Step {step:,}</summary>{texts}</details>')
    return "".join(parts)


def _sample(sample: Sample) -> str:
    language = ' lang="zh"' if _CHINESE.search(sample.prompt + sample.text) else ""
    prompt = f'<span class="prompt">{escape(_cut(sample.prompt))}</span>' if sample.prompt else ""
    text = escape(_cut(sample.text.removeprefix(sample.prompt)))
    return f'<p class="sample"{language}>{prompt}{text}</p>'


def _cut(text: str) -> str:
    return (
        text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} … ({len(text) - MAX_TEXT:,} more characters)"
    )


def _tables(run: Run) -> str:
    summary = dict(run.summary or {})
    data = summary.pop("data", None)
    if mixture_table(data):
        data = {name: each for name, each in data.items() if name not in _PLANNED}
    config = run.config.get("config")
    return "".join(
        [
            _fold("Data", data, opened=True),
            _fold("Configuration", {"config": config} if config else None),
            _fold("Summary", summary),
            _fold("Versions", run.config.get("versions")),
            _fold("Lineage", run.config.get("lineage")),
        ]
    )


def _fold(title: str, value: Any, *, opened: bool = False) -> str:
    if not value:
        return ""
    rows = "".join(
        f"<tr><th>{escape(_cut(name))}</th><td>{escape(_cut(text))}</td></tr>"
        for name, text in _flatten(value)
    )
    return (
        f'<details class="card"{" open" if opened else ""}><summary>{title}</summary>'
        f'<div class="scroll"><table class="names"><tbody>{rows}</tbody></table></div></details>'
    )


def _flatten(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Nested mappings as `(a.b.c, text)`, in their order."""
    if isinstance(value, dict) and value:
        return [row for key in value for row in _flatten(value[key], f"{name}.{key}" if name else str(key))]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [(name, f"{value:,}" if isinstance(value, int) else f"{value:g}")]
    if isinstance(value, str):
        return [(name, value)]
    return [(name, json.dumps(value, ensure_ascii=False))]
