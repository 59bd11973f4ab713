"""Which metric of a run is drawn where and how: from a `Run` to the figures of its report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from patentgpt_jax.reporting.runfiles import Load, Run
from patentgpt_jax.reporting.scales import Point, evenly
from patentgpt_jax.reporting.svg import (
    LARGE,
    SMALL,
    Reference,
    Rows,
    Series,
    heat_legend,
    heat_map,
    line_plot,
)
from patentgpt_jax.reporting.text import escape, exact

MAX_CELLS = 6144
"""Cells that one heat map may have; beyond, some of the layers are shown."""

_MAX_EXPERT_ROWS = 96
_MAX_COLUMNS = 60


@dataclass(frozen=True)
class Chart:
    """How a metric is drawn: `percent` shows a fraction as a percentage, `noisy` adds a smoothed line."""

    title: str
    unit: str = ""
    from_zero: bool = False
    may_log: bool = False
    percent: bool = False
    noisy: bool = True
    references: tuple[Reference, ...] = ()


TRAINING = {
    "train/learning_rate": Chart("Learning rate", from_zero=True, noisy=False),
    "train/gradient_norm": Chart("Gradient norm", from_zero=True, may_log=True),
    "train/tokens_per_second": Chart("Speed", "tokens per second", from_zero=True),
    "train/model_flops_utilization": Chart(
        "Model FLOPs utilization", "% of peak", from_zero=True, percent=True
    ),
    "train/data_wait_fraction": Chart("Waiting for data", "% of the time", from_zero=True, percent=True),
    "train/skipped_steps": Chart("Skipped steps", "so far", from_zero=True, noisy=False),
}
ROUTER = {
    "router/max_load": Chart("Largest expert load", "times the mean", references=(Reference(1, "uniform"),)),
    "router/load_balance_loss": Chart("Load-balance loss"),
    "router/z_loss": Chart("Router z-loss", may_log=True),
    "router/dropped_fraction": Chart("Dropped tokens", "% of the routed", from_zero=True, percent=True),
}


def evaluation_curves(run: Run) -> dict[str, dict[str, list[Point]]]:
    """The curves of `eval/<set>/<score>` as `{score: {set: points}}`."""
    scores: dict[str, dict[str, list[Point]]] = {}
    for name, points in run.curves.items():
        if match := re.fullmatch("eval/(.+)/([^/]+)", name):
            scores.setdefault(match[2], {})[match[1]] = points
    return scores


def score_figures(run: Run, xz_bits_per_byte: float | None) -> list[str]:
    """The loss of the training batches and of every evaluation set, bits per byte, then other scores."""
    scores = evaluation_curves(run)
    sets = dict.fromkeys(name for curves in scores.values() for name in curves)
    colours = {name: index for index, name in enumerate(sets, start=1)}
    series = {
        score: [Series(name, points, colours[name], marked=True) for name, points in curves.items()]
        for score, curves in scores.items()
    }
    losses = series.pop("loss", [])
    if "train/loss" in run.curves:
        losses = [Series("train", run.curves["train/loss"], 0, noisy=True), *losses]
    figures = [figure(Chart("Loss", _loss_unit(run)), losses)] if losses else []
    if bits := series.pop("bits_per_byte", []):
        compressor = () if xz_bits_per_byte is None else (Reference(xz_bits_per_byte, "xz -9e"),)
        figures.append(figure(Chart("Bits per byte", "of UTF-8 text", references=compressor), bits))
    figures += [figure(Chart(_title(score)), curves) for score, curves in series.items()]
    return figures


def _loss_unit(run: Run) -> str:
    match run.config.get("config"):
        case {"objective": {"name": "pretrain" | "sft"}}:
            return "nats per token"
    return ""


def training_figures(run: Run) -> list[str]:
    """Learning rate, gradient norm, speed, and every further metric that has no place elsewhere.

    Skipped steps only where there are any.
    """
    others = {
        name: Chart(_title(name))
        for name in run.curves
        if name != "train/loss" and name not in ROUTER and not name.startswith("eval/")
    }
    charts = {**TRAINING, **{name: others[name] for name in others if name not in TRAINING}}
    return _figures(run, _without_zeros(run, charts, "train/skipped_steps"))


def router_figures(run: Run) -> list[str]:
    """The router's losses and loads; none for a dense model. Dropped tokens only where there are any."""
    return _figures(run, _without_zeros(run, ROUTER, "router/dropped_fraction"))


def _without_zeros(run: Run, charts: dict[str, Chart], name: str) -> dict[str, Chart]:
    """The charts without that of a metric which was zero throughout."""
    zero = all(value == 0 for _, value in run.curves.get(name, []))
    return {each: chart for each, chart in charts.items() if each != name or not zero}


def _figures(run: Run, charts: dict[str, Chart]) -> list[str]:
    return [
        figure(chart, [Series(chart.title.lower(), run.curves[name], noisy=chart.noisy)], SMALL)
        for name, chart in charts.items()
        if name in run.curves
    ]


def _title(name: str) -> str:
    return name.replace("_", " ").replace("/", ": ").capitalize()


def figure(chart: Chart, series: Sequence[Series], size: tuple[int, int] = LARGE) -> str:
    """One plot under its title, unit, and a legend with the last values."""
    if chart.percent:
        series = [
            replace(each, points=[(step, 100 * value) for step, value in each.points]) for each in series
        ]
    plot = line_plot(
        series,
        label=f"{chart.title} over the training step",
        references=chart.references,
        from_zero=chart.from_zero,
        may_log=chart.may_log,
        size=size,
    )
    unit = f'<span class="unit">{escape(chart.unit)}</span>' if chart.unit else ""
    key = "".join(_key(each, alone=len(series) == 1) for each in series)
    title = f"<h3>{escape(chart.title)}{unit}</h3>"
    return f'<figure><figcaption>{title}<ul class="key">{key}</ul></figcaption>{plot}</figure>'


def _key(series: Series, alone: bool) -> str:
    last = f"<b>{exact(series.points[-1][1])}</b>"
    if alone and series.colour == 0:
        return f"<li>last {last}</li>"
    swatch = f'<svg viewBox="0 0 18 8"><line class="line {series.css}" x1="1" x2="17" y1="4" y2="4"/></svg>'
    return f"<li>{swatch}{escape(series.label)} {last}</li>"


def load_figures(run: Run) -> list[str]:
    """Heat maps of the load of each expert relative to uniform; none for a dense model.

    Few experts: every expert of every layer over the logged steps. Many: the largest load of each layer over
    the steps, and all experts as last logged.
    """
    if not run.loads:
        return []
    layers, experts = len(run.loads[-1][1]), len(run.loads[-1][1][0])
    alike = [(step, load) for step, load in run.loads if (len(load), len(load[0])) == (layers, experts)]
    few = layers * experts <= _MAX_EXPERT_ROWS
    shown = evenly(len(alike), _MAX_COLUMNS if few else max(2, min(_MAX_COLUMNS, MAX_CELLS // 3 // layers)))
    steps = [alike[index][0] for index in shown]
    ratios = [relative_load(alike[index][1]) for index in shown]
    if few:
        return [_experts_over_time(steps, ratios)]
    return [_layers_over_time(steps, ratios), _last_load(steps[-1], ratios[-1])]


def relative_load(load: Load) -> Load:
    """Each expert's load over the mean of its layer: 1 everywhere where the router is balanced."""
    return [[value * len(row) / total if (total := sum(row)) else 0.0 for value in row] for row in load]


def _experts_over_time(steps: Sequence[int], ratios: Sequence[Load]) -> str:
    groups = [
        Rows(
            f"layer {layer}",
            [str(expert) for expert in range(len(ratios[-1][layer]))],
            [[ratio[layer][expert] for ratio in ratios] for expert in range(len(ratios[-1][layer]))],
        )
        for layer in range(len(ratios[-1]))
    ]

    def title(group: int, row: int, column: int) -> str:
        return (
            f"step {steps[column]:,}, layer {group}, expert {row}: {groups[group].values[row][column]:.2f}×"
        )

    columns = [f"{step:,}" for step in steps]
    label = "load of each expert over the training step"
    picture = heat_map(groups, columns, label=label, column_name="step", title=title)
    return _heat_figure("Load of each expert", _extremes(steps[-1], ratios[-1]), picture)


def _layers_over_time(steps: Sequence[int], ratios: Sequence[Load]) -> str:
    rows = [[max(ratio[layer]) for ratio in ratios] for layer in range(len(ratios[-1]))]

    def title(group: int, row: int, column: int) -> str:
        return f"step {steps[column]:,}, layer {row}: {rows[row][column]:.2f}×"

    group = Rows("layer", [str(layer) for layer in range(len(rows))], rows)
    columns = [f"{step:,}" for step in steps]
    label = "largest expert load of each layer over the training step"
    picture = heat_map([group], columns, label=label, column_name="step", title=title)
    return _heat_figure("Largest expert load of each layer", "The most loaded expert of the layer.", picture)


def _last_load(step: int, ratio: Load) -> str:
    shown = evenly(len(ratio), max(2, MAX_CELLS // len(ratio[0])))
    rows = [ratio[layer] for layer in shown]

    def title(group: int, row: int, column: int) -> str:
        return f"layer {shown[row]}, expert {column}: {rows[row][column]:.2f}×"

    group = Rows("layer", [str(layer) for layer in shown], rows)
    columns = [str(expert) for expert in range(len(ratio[0]))]
    label = f"load of each expert at step {step}"
    picture = heat_map([group], columns, label=label, column_name="expert", title=title)
    caption = _extremes(step, ratio)
    if len(shown) < len(ratio):
        caption += f" {len(shown)} of {len(ratio)} layers are shown."
    return _heat_figure(f"Load of each expert at step {step:,}", caption, picture)


def _extremes(step: int, ratio: Load) -> str:
    cells = [(value, layer, expert) for layer, row in enumerate(ratio) for expert, value in enumerate(row)]
    (high, high_layer, high_expert), (low, low_layer, low_expert) = max(cells), min(cells)
    return (
        f"At step {step:,} the most loaded is expert {high_expert} of layer {high_layer} with {high:.2f}× "
        f"its even share, the least loaded expert {low_expert} of layer {low_layer} with {low:.2f}×."
    )


def _heat_figure(title: str, caption: str, picture: str) -> str:
    unit = '<span class="unit">relative to an even share of the routed tokens</span>'
    return (
        f'<figure class="across"><figcaption><h3>{escape(title)}{unit}</h3>'
        f'<p class="soft">{escape(caption)}</p>{heat_legend()}</figcaption>{picture}</figure>'
    )
