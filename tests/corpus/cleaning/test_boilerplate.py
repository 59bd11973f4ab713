"""Boilerplate is labelled where no heading says so, and left out by its kind."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.boilerplate import labelled, make_boilerplate
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.record import Record, Section, Translation

KEEP_ALL = CleaningConfig(drop_sections="")

CROSS_REFERENCES = [
    "This application claims the benefit of U.S. Provisional Application No. 60/123,456, filed Jan. 2, 2003.",
    "This application is a continuation-in-part of application Ser. No. 10/302,269, now abandoned.",
    "The present invention contains subject matter related to Japanese Patent Application JP 2004-255675.",
    "Reference is made to commonly-assigned U.S. patent application Ser. No. 10/178,260, filed 2002.",
    "This is a division of application Ser. No. 09/001,002.",
    "本申请要求于2018年4月20日提交中国专利局、申请号为201810358967.5的中国专利申请的优先权。",
    "本申请是申请号为200510012345.6、申请日为2005年3月1日的发明专利申请的分案申请。",
    "Die vorliegende Anmeldung beansprucht die Priorität der deutschen Patentanmeldung 10 2009 012 345.6.",
    "La présente demande revendique la priorité de la demande française n° 09 51234 du 2 mars 2009.",
]
GOVERNMENT = [
    "This invention was made with Government support under Contract DE-AC02-1234 awarded by the Department "
    "of Energy. The Government has certain rights in the invention.",
    "The invention described herein may be manufactured and used by or for the Government of the United "
    "States of America for governmental purposes without the payment of any royalties.",
    "本发明得到国家自然科学基金（项目编号：51234567）的资助。",
    "Die Arbeiten, die zu dieser Erfindung geführt haben, wurden gemäß der Finanzhilfevereinbarung Nr. "
    "123456 im Zuge des Siebten Rahmenprogramms der Europäischen Union gefördert.",
    "Les travaux menant à cette invention ont reçu un financement du Conseil européen de la recherche au "
    "titre de la convention de subvention n° 123456.",
]
DRAWINGS = [
    "In the drawings:\n\nFIG. 1 is a view of a pump;\n\nFIG. 2A is of a valve; and\n\nFIG. 3 shows a rod.",
    "FIG. 1 is a front view of a pump. FIG. 2 is a side view of it. FIGS. 3A and 3B show its rod.",
    "Fig. 1 is a pump,\nFig. 2 shows a valve\nFig. 3 - a rod.",
    "图1是本发明的结构示意图；图2为图1的俯视图；图3示出弹簧。",
    "图1是本实用新型的结构示意图。",
    "附图说明\n\n图1是阀门的主视图；\n\n图2是阀门的俯视图。",
    "In der Zeichnung zeigen:\nFig. 1\neine Pumpe im Schnitt,\nFig. 2\nein Ventil.",
    "Figur 1 zeigt eine Pumpe.\n\nFigur 2 zeigt ein Ventil.\n\nFigur 3 zeigt eine Stange.",
    "La figure 1 représente la pompe ;\n\nla figure 2 montre la soupape ;\n\nla figure 3 montre la tige.",
]
PROSE = [
    "The present invention relates to a pump with 4000 valves, as described in the application.",
    "The application server claims priority for 4000 requests.",
    "The government has published 2000 patents on pumps and supports the industry.",
    "FIG. 1 is a view of a pump. The pump 10 has a valve 12. It is driven by a rod 14.",
    "FIG. 4 shows the valve.\n\nFIG. 5 shows the rod.\n\nFIG. 6 shows the pump.",
    "本发明涉及2000种阀门，可申请多项权利。",
    "如图1所示，壳体（1）与弹簧（2）连接。",
    "Die Erfindung betrifft eine Pumpe; ihre Priorität ist der Druck von 2000 bar.",
    "La pompe 1200 est montrée à la figure 1.",
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [(each, "cross_reference") for each in CROSS_REFERENCES]
    + [(each, "government_interest") for each in GOVERNMENT]
    + [(each, "drawings") for each in DRAWINGS],
)
def test_boilerplate_becomes_a_section_where_it_stands(text, kind):
    before, after = "A pump is known.", "The pump has a valve."
    sections = labelled([Section("other", "DESCRIPTION", f"{before}\n\n{text}\n\n{after}")])
    assert sections == (
        Section("other", "DESCRIPTION", before),
        Section(kind, "", text),
        Section("other", "", after),
    )


@pytest.mark.parametrize("text", PROSE)
@pytest.mark.parametrize("kind", ["background", "detailed_description"])
def test_prose_stays(text, kind):
    sections = (Section(kind, "", text),)
    assert labelled(sections) == sections


def test_a_parent_application_in_the_middle_of_the_detailed_description_stays():
    text = "\n\n".join(["A pump.", "A valve.", "A rod.", CROSS_REFERENCES[0], "A ring."])
    sections = (Section("detailed_description", "", text),)
    assert labelled(sections) == sections


def test_figures_are_discussed_where_the_document_lists_its_drawings_elsewhere():
    sections = (Section("drawings", "", "FIG. 1 is a pump."), Section("background", "", DRAWINGS[0]))
    assert labelled(sections) == sections


def test_a_heading_stays_before_what_it_announced():
    sections = labelled([Section("background", "BACKGROUND", CROSS_REFERENCES[0])])
    assert sections == (
        Section("background", "BACKGROUND", ""),
        Section("cross_reference", "", CROSS_REFERENCES[0]),
    )


def test_sections_are_left_out_by_their_kind():
    record = Record(
        "US1A",
        sections=(
            Section("cross_reference", "RELATED APPLICATIONS", "None."),
            Section("background", "", f"A pump.\n\n{GOVERNMENT[0]}\n\nA valve."),
            Section("other", "", "Sequences."),
        ),
        translations=(Translation("zh", sections=(Section("other", "", CROSS_REFERENCES[5]),)),),
    )
    clean = make_boilerplate(CleaningConfig(drop_sections="cross_reference,government_interest,other"))(
        record
    )
    assert clean == replace(
        record,
        sections=(Section("background", "", "A pump.\n\nA valve."),),
        translations=(Translation("zh"),),
    )


def test_a_record_without_boilerplate_is_returned_as_it_is():
    record = Record(
        "US1A",
        sections=(Section("background", "BACKGROUND", ""), Section("summary", "", "A pump.")),
        translations=(Translation("de", sections=(Section("other", "", "Eine Pumpe."),)),),
    )
    assert make_boilerplate(CleaningConfig())(record) is record


SECTIONS = st.builds(
    Section,
    st.sampled_from(["background", "detailed_description", "other", "drawings", "cross_reference"]),
    st.sampled_from(["", "BACKGROUND"]),
    st.lists(st.sampled_from(CROSS_REFERENCES[:2] + GOVERNMENT[:1] + DRAWINGS[:3] + PROSE + [""])).map(
        "\n\n".join
    ),
)


@given(st.lists(SECTIONS, max_size=4).map(tuple))
def test_no_text_is_lost_and_a_second_time_changes_nothing(sections):
    def words(sections):
        return " ".join(f"{each.heading} {each.text}" for each in sections).split()

    record = Record("US1A", sections=sections)
    once = make_boilerplate(KEEP_ALL)(record)
    assert words(once.sections) == words(sections)
    assert make_boilerplate(KEEP_ALL)(once) is once


@given(st.lists(SECTIONS, max_size=4).map(tuple), st.sampled_from(["drawings", "cross_reference,drawings"]))
def test_dropping_twice_changes_nothing_more(sections, dropped):
    drop = make_boilerplate(CleaningConfig(drop_sections=dropped))
    once = drop(Record("US1A", sections=sections))
    assert drop(once) is once
