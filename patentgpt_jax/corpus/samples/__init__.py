"""Sample patents from a seed: what makes the whole system run on a fresh machine, without data.

Words (`domains_*`, `families`) are tables in both languages; `invention` samples a structured object,
`plan` its claims; `english_*` and `chinese_*` tell it; `redbook` and `st36` write source formats. The
text is invented and proves only that code runs: no measurement of quality may rest on it.
"""

from pathlib import Path

from patentgpt_jax.corpus.samples.library import sample_library
from patentgpt_jax.corpus.samples.redbook import weekly_file
from patentgpt_jax.corpus.samples.st36 import chinese_file
from patentgpt_jax.errors import InputError
from patentgpt_jax.files import write_text

_CHINESE_SHARE = 0.3


def write_samples(directory: Path, documents: int = 320, seed: int = 0) -> list[Path]:
    """Write `documents` sample patents into `directory` and return the files in order.

    About 70 % are US grants in weekly red book files (`ipgYYMMDD.xml`, up to 40 documents each), the
    rest Chinese documents, one file each (`CN101234567A.xml`). The same arguments give the same bytes on
    any machine and any Python.

    Raises:
      InputError: `documents` is not positive.
    """
    if documents < 1:
        raise InputError(f"documents={documents}: expected at least 1 sample patent")
    chinese = round(documents * _CHINESE_SHARE)
    library = sample_library(documents - chinese, chinese, seed)
    files = {f"ipg{week[0].date[2:]}.xml": weekly_file(week) for week in library.weeks}
    files |= {f"CN{each.number}{each.kind}.xml": chinese_file(each) for each in library.chinese}
    for name, content in files.items():
        write_text(directory / name, content)
    return [directory / name for name in files]
