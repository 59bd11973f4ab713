"""Whether a publication shows an application as it was filed, or the patent as it was granted.

| office | filed | granted |
|---|---|---|
| US | A1; A2 republished, A9 corrected; plants P1, P4, P9 | A, P until 2000; B1, B2, P2, P3; reissues E |
| EP | A1, A2; A8, A9 corrected; A3, A4 search reports | B1; B2 opposed, B3 limited; B8, B9 corrected |
| CN | A; A8, A9 corrected | B, until 2010 C; B8, B9, C8, C9 corrected |

What is in neither column was published once, unexamined (Chinese utility models, designs, statutory
inventions), or is a certificate of what came after the grant (US C, F, J, K, O; B1 to B3 until 2000).
Search reports and corrected title pages have no claims, which leaves them out.

Sources: the USPTO's kind codes as on documents published from 2 January 2001; WIPO Standard ST.16 and the
inventory of kind codes in the WIPO Handbook, part 7.3. Other offices' documents have no stage here.
Applications in HUPD are as filed, also where they have no publication number.
"""

import re

from patentgpt_jax.corpus.record import Record

_FILED = {"US": re.compile("A[1-9]|P[149]"), "EP": re.compile("A[1-9]?"), "CN": re.compile("A[1-9]?")}
_GRANTED = {
    "US": re.compile("A|P|B[12]|P[23]|E[1-9]?"),
    "EP": re.compile("B[1-9]?"),
    "CN": re.compile("[BC][1-9]?"),
}
_CORRECTION = re.compile("[ABC][89]|P9")
_CERTIFICATES_UNTIL = "2001-01-02"  # US documents of kind B were certificates of reexamination


def stage(record: Record) -> str:
    """`filed`, `granted`, or "" for what is neither, by the table above.

    US tables without kind codes are told by their numbers: a grant has up to eight digits, an application
    that was published the year and seven; a number that is that of the application itself is HUPD's.
    """
    kind = record.kind.strip().upper() or _kind_by_number(record)
    if record.office == "US" and kind[:1] == "B" and "" < record.publication_date < _CERTIFICATES_UNTIL:
        return ""
    for name, table in (("filed", _FILED), ("granted", _GRANTED)):
        if record.office in table and table[record.office].fullmatch(kind):
            return name
    return ""


def is_correction(record: Record) -> bool:
    """Whether the office published the document again because it had made mistakes in it."""
    return bool(_CORRECTION.fullmatch(record.kind.strip().upper()))


def _kind_by_number(record: Record) -> str:
    if record.office != "US":
        return ""
    if record.publication_number == record.application_number or re.fullmatch(
        r"US20\d{9}", record.publication_number
    ):
        return "A1"
    return "A" if re.fullmatch(r"US(RE)?\d{1,8}", record.publication_number) else ""
