"""Addresses of e-mail and telephone numbers are masked; numbers of patents are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus import Record, Section
from patentgpt_jax.corpus.cleaning.personal import mask, personal


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to j.doe+patents@example-mail.co.uk, or call.", "Write to [email], or call."),
        ("Tel.: (703) 555-0123, Fax 703-555-0124", "Tel.: [phone], Fax [phone]"),
        ("call 1-800-555-0199 now", "call [phone] now"),
        ("at +49 89 5550 4465 or +1 (617) 555-0100.", "at [phone] or [phone]."),
        ("联系电话：010-55550123，手机13855501234。", "联系电话：[phone]，手机[phone]。"),
        (
            "Telefon-Nr. ist unbekannt; telephone number is 555-1234",
            "Telefon-Nr. ist unbekannt; telephone number is [phone]",
        ),
    ],
)
def test_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "U.S. Ser. No. 10/741,875, filed 12-03-2004, now U.S. Pat. No. 6,836,899",
        "CAS 7732-18-5 and SEQ ID NO: 12345678",
        "the telephone 12 and the fax 14, 16 and 18",
        "a fax machine 100 of 20-30-40 mm",
        "calls 10 20 30 at +5 V and +12 V",
        "a vector x@y of user@host",
        "the phone of 1234567890 users",
        "+1 2 +3 4",
    ],
)
def test_kept(text):
    assert mask(text) == text


def test_every_text_of_a_record_is_masked_and_a_clean_record_is_the_same_object():
    clean = Record("US1B2", abstract="A phone 12.", sections=(Section("other", "", "Nothing."),))
    assert personal(clean) is clean
    found = personal(
        Record("US1B2", abstract="a@b.org", sections=(Section("other", "x@y.org", "Tel 555-0123-99"),))
    )
    assert (found.abstract, found.sections[0].heading, found.sections[0].text) == (
        "[email]",
        "[email]",
        "Tel [phone]",
    )


@given(st.text(alphabet="ab@.+-() 0123456789Telphone:电话，", max_size=80))
def test_a_second_time_changes_nothing_more(text):
    assert mask(mask(text)) == mask(text)
