"""Prose to try filters on: two paragraphs a language, and records made of it."""

from patentgpt_jax.corpus.record import Record, Section

ENGLISH = (
    "The pump has a housing and a rotor that turns in it, so that the liquid is drawn in at one end and "
    "leaves at the other. A seal lies between the shaft and the wall of the housing, where most of the "
    "wear was seen in earlier pumps.",
    "When the motor starts, the spring keeps the valve closed until the pressure has risen far enough; "
    "only then does the liquid reach the outlet. This is why the pump needs no check valve of its own, and "
    "why it can be mounted upside down.",
)
GERMAN = (
    "Die Pumpe hat ein Gehäuse und einen Rotor, der sich darin dreht, so dass die Flüssigkeit an dem einen "
    "Ende angesaugt wird und es am anderen verlässt. Zwischen der Welle und der Wand liegt eine Dichtung."
)
FRENCH = (
    "La pompe est munie d'un carter et d'un rotor qui tourne dans celui-ci, de sorte que le liquide entre "
    "par une extrémité et sort par l'autre. Un joint est placé entre l'arbre et la paroi du carter."
)
CHINESE = (
    "一种泵，包括壳体以及在其中转动的转子，液体从一端进入并从另一端流出。在轴与壳体的壁之间设有密封件，"
    "该密封件由橡胶制成，因此泵可以倒置安装，而不需要单独的止回阀。"
)


def document(text: str, language: str = "en", title: str = "Pump", **fields: object) -> Record:
    """A record with `text` for its description."""
    sections = (Section("detailed_description", "", text),)
    return Record("US1B1", language=language, title=title, sections=sections, **fields)  # type: ignore[arg-type]
