"""The licence gate: what may be trained on, by the licence that the user states for each source.

A source is `evaluation-only` where its user says so (a benchmark, whatever its licence), or where its
licence is for non-commercial use, so that a model trained on it would carry that condition. Nothing of such
a source is trained on, nor anything that belongs to one of its documents: members of its family, and
near-duplicates, which would teach the same text under another name.

Licences are SPDX identifiers (spdx.org/licenses); those that data come under are listed here, so that a
misspelled one is not taken for a licence. Any other is stated as `LicenseRef-` and a name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.settings import require

EVALUATION_ONLY, NOT_STATED = "evaluation-only", "not stated"
_CREATIVE_COMMONS = ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
_KNOWN = (
    EVALUATION_ONLY,
    *(f"CC-{terms}-{version}" for terms in _CREATIVE_COMMONS for version in ("2.0", "2.5", "3.0", "4.0")),
    *("CC0-1.0", "CC-PDDC", "PDDL-1.0", "ODC-By-1.0", "ODbL-1.0", "CDLA-Permissive-1.0"),
    *("CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "C-UDA-1.0", "O-UDA-1.0", "DL-DE-BY-2.0", "DL-DE-ZERO-2.0"),
    *("etalab-2.0", "OGL-UK-3.0", "NCGL-UK-2.0", "GFDL-1.3-only", "GFDL-1.3-or-later", "Unlicense", "0BSD"),
    *("MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "BSL-1.0", "Zlib"),
    *(f"{name}-{which}" for name in ("GPL-2.0", "GPL-3.0", "LGPL-2.1", "LGPL-3.0", "AGPL-3.0")
      for which in ("only", "or-later")),
    *("PolyForm-Noncommercial-1.0.0",),
)  # fmt: skip
_BY_LOWER = {name.lower(): name for name in _KNOWN}  # SPDX identifiers are the same in any case
_OTHER = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_NON_COMMERCIAL = re.compile(r"-NC\b|^NCGL|non-?commercial", re.IGNORECASE)


def parse_licences(licences: str) -> dict[str, str]:
    """The licences in `name=licence;name=licence`, by source in the order of names; nothing where empty.

    Raises:
      InputError: not of this form, a source named twice, or a licence that is not known.
    """
    found: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in licences.split(";"))):
        name, _, licence = (each.strip() for each in part.partition("="))
        require(
            bool(name and licence),
            f"licences={licences!r}: {part!r} is no licence; expected 'name=licence;name=licence'",
        )
        require(name not in found, f"licences={licences!r}: the source {name!r} stands there twice")
        known = _BY_LOWER.get(licence.lower(), licence if _OTHER.fullmatch(licence) else None)
        if known is None:
            raise InputError(
                f"licences={licences!r}: {licence!r} is no licence that is known; "
                f"{nearest(licence, _KNOWN)} (an SPDX identifier, LicenseRef-NAME, or evaluation-only)"
            )
        found[name] = known
    return dict(sorted(found.items()))


def is_evaluation_only(licence: str) -> bool:
    """Whether nothing under `licence` is trained on: it says so, or is for non-commercial use."""
    return licence == EVALUATION_ONLY or bool(_NON_COMMERCIAL.search(licence))


def why_closed(name: str, licence: str) -> str:
    """A clause that says why the source `name` is not trained on."""
    reason = "" if licence == EVALUATION_ONLY else f": {licence} is for non-commercial use"
    return f"{name!r} is for evaluation only by config.data.licences{reason}"


@dataclass(frozen=True)
class Gate:
    """What is kept out of training; `Gate()` lets everything through.

    sources: those that are for evaluation only. clusters: those that hold a document of them.
    kept_out: documents by source, and by `evaluation_only` or `related` (to one that is).
    """

    sources: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    kept_out: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def admits(self, source: str, cluster: str) -> bool:
        """Whether a document of `source` in `cluster` may be trained on."""
        return source not in self.sources and cluster not in self.clusters


def make_gate(licences: Mapping[str, str], documents: Iterable[tuple[str, str]]) -> Gate:
    """The gate for a corpus.

    Args:
      licences: by source, as `parse_licences` gives them.
      documents: the (source, cluster) of each; iterated only where a source is for evaluation only.
    """
    closed = frozenset(name for name, licence in licences.items() if is_evaluation_only(licence))
    if not closed:
        return Gate()
    counts = Counter(documents)
    clusters = frozenset(cluster for source, cluster in counts if source in closed)
    kept_out: dict[str, Counter[str]] = {}
    for (source, cluster), count in sorted(counts.items()):
        if source in closed:
            kept_out.setdefault(source, Counter())["evaluation_only"] += count
        elif cluster in clusters:
            kept_out.setdefault(source, Counter())["related"] += count
    return Gate(closed, clusters, kept_out)
