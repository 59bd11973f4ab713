"""E-mail addresses and phone numbers are masked; the other numbers of patents are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.personal import masked, personal
from patentgpt_jax.corpus.record import Claim, Record


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("write to j.doe+ip@mail.example.com.", "write to [email]."),
        ("<SALES@EXAMPLE.COM>", "<[email]>"),
        ("邮箱：wang_3@example.cn，谢谢", "邮箱：[email]，谢谢"),
        ("dial +49 89 1234-5678 now", "dial [phone] now"),
        ("+1 (650) 555-1234", "[phone]"),
        ("+86-10-6235-4567", "[phone]"),
        ("+1.650.555.1234", "[phone]"),
        ("Phone: (650) 555-1234; Fax: 650-555-1235", "Phone: [phone]; Fax: [phone]"),
        ("call toll-free 1-800-555-1234", "call toll-free [phone]"),
        ("telephone 650.555.1234", "telephone [phone]"),
        ("电话：010-62354567", "电话：[phone]"),
        ("手机号码为13812345678。", "手机号码为[phone]。"),
        ("传真 （0755）26543210", "传真 [phone]"),
        ("Tel.: 089 / 12 34 56 78", "Tel.: [phone]"),
        ("Tél. 01 42 34 56 78", "Tél. [phone]"),
    ],
)
def test_what_is_masked(text, clean):
    assert masked(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "application Ser. No. 10/741,875, now U.S. Pat. No. 6,836,899",
        "PCT/EP2003/011007 and JP 2004-255675, ZL 200510012345.6",
        "ethanol (CAS 64-17-5), CAS 7732-18-5, CAS No. 124-38-9",
        "on 2005-01-04, 01/04/2005 and 20050104",
        "ISBN 0-306-40615-2, pages 349-352",
        "SEQ ID NO: 12, 1 atggcttaca 61 gattacagat 121 ccgtaacgta",
        "a plate of 120 x 350 x 4000 mm or 120-350-4000 mm",
        "x = a +1 234 567 890 y",
        "L+1.333 G and (a+49 89 1234 5678)",
        "a shift of +20 100-200-300 μm",
        "the mobile unit 650 calls the server 555 at 1234 Hz",
        "the phone 102 and the fax 104 call 200-300 times",
        "650-555-1234 without a word that says what it is",
        "20 mA @ 5 V, Fe_3O_4@SiO_2.NH_2, nanobelt@MOF, Au@Pd.Pt",
        "电话机（10）与手机12，传真机200连接",
        "热线圈 1234 与手 0755",
    ],
)
def test_what_stays(text):
    assert masked(text) == text


def test_every_part_of_a_record_and_nothing_without_need():
    record = Record("US1A", abstract="Ask a@b.org.", claims=(Claim(1, "A phone 12."),))
    assert personal(record) == Record("US1A", abstract="Ask [email].", claims=(Claim(1, "A phone 12."),))
    clean = personal(record)
    assert personal(clean) is clean


WORDS = ["Tel: ", "phone", " call ", "电话：", "@", "+1 ", "5", "-", " ", "\n", "x" * 20]
NUMBERS = ["+49 89 1234-5678", "650-555-1234", "(650) 555-1234", "a@b.org", " 089 1234567", "13812345678"]


@given(st.lists(st.sampled_from(WORDS + NUMBERS)).map("".join))
def test_a_second_time_changes_nothing(text):
    assert masked(masked(text)) == masked(text)
