"""Wordings of dependency and category in English, German, French and Chinese, labelled by hand."""

import pytest

from patentgpt_jax.corpus.claims import RawClaim, build_claims

LOWER = tuple(range(1, 9))

ENGLISH = [
    ("A pump.", ()),
    ("The pump of claim 3.", (3,)),
    ("The pump as claimed in Claim 3, wherein", (3,)),
    ("The pump according claim 3.", (3,)),
    ("The pump of any of claims 1-3.", (1, 2, 3)),
    ("The pump of any of claims 1 – 3.", (1, 2, 3)),
    ("The pump of any one of claims 1 and 5–7, in steel", (1, 5, 6, 7)),
    ("The pump of claims 2 through 4.", (2, 3, 4)),
    ("The pump of either claim 2 or claim 4.", (2, 4)),
    ("The pump of either of claims 2 or 4.", (2, 4)),
    ("The pump of one of claims 1, 3, or 5 to 7.", (1, 3, 5, 6, 7)),
    ("The pump of claim 1 or any one of claims 3 to 5.", (1, 3, 4, 5)),
    ("The pump as in claims 1, 2 and/or 4.", (1, 2, 4)),
    ("The pump according to any one of claims 1 to 3 and 5 to 6.", (1, 2, 3, 5, 6)),
    ("The pump according to any one of claim 1 to claim 3.", (1, 2, 3)),
    ("The pump according to any one of claims 1 to 3 inclusive.", (1, 2, 3)),
    ("The pump of claim 1, 2 or 3 wherein 4 are red.", (1, 2, 3)),
    ("The pump of claim 1; 2; or 3.", (1, 2, 3)),
    ("THE PUMP OF CLAIM 2.", (2,)),
    ("The pump of claim No. 2.", (2,)),
    ("The pump of claim (2).", (2,)),
    ("The pump as claimed in any preceding claim.", LOWER),
    ("The pump according to any one of the preceding claims.", LOWER),
    ("The pump according to one or more of the previous claims.", LOWER),
    ("The pump of any of the foregoing claims, in steel", LOWER),
    ("The pump of any of the above claims.", LOWER),
    ("The pump of any prior claim.", LOWER),
    ("The pump of any of the claims above.", LOWER),
    ("A system that compares insurance claims above a threshold with previous claims data.", ()),
    ("The pump of the preceding claim.", (8,)),
    ("The pump of the immediately preceding claim.", (8,)),
    ("The pump according to the first claim.", (1,)),
    ("The pump according to the first or fourth claim.", (1, 4)),
    ("The pump of any of the preceding claims 1 to 4.", (1, 2, 3, 4)),
    ("A car with the pump of claim 1 and the valve of claim 5.", (1, 5)),
    ("A method comprising: providing the pump of claim 4; and filling it.", (4,)),
    ("The alloy of claims 1, 5 and 2-10% by weight of iron", (1, 5)),
    ("The alloy of claim 1, 5 mm thick", (1,)),
    ("The alloy of claim 1, 5 to 6 wt% of iron", (1,)),
    ("The pump of claims 1 & 2.", (1, 2)),
    ("The pump of claim 1 or according to claim 4.", (1, 4)),
    ("The pump of any one of the claims 1 to 2 or 5.", (1, 2, 5)),
    ("The pump of any one of claims 1, 2, and 4-5, inclusive.", (1, 2, 4, 5)),
    ("The alloy of claim 3, of SEQ ID NO: 4 or 5.", (3,)),
    ("The alloy of claim 3, wherein x is 4 or 5.", (3,)),
    ("A system that files an insurance claim, disclaim 4 of it, and prior claims data.", ()),
    ("The pump of claim 9.", ()),  # itself
    ("The pump of claim 12.", ()),  # forward
]
GERMAN = [
    ("Pumpe nach Anspruch 1.", (1,)),
    ("Pumpe nach Patentanspruch 2, dadurch gekennzeichnet, dass", (2,)),
    ("Pumpe nach einem der Ansprüche 1 bis 3.", (1, 2, 3)),
    ("Pumpe nach Anspruch 1 oder 2.", (1, 2)),
    ("Pumpe nach Anspruch 6 oder Anspruch 7.", (6, 7)),
    ("Pumpe nach mindestens einem der Ansprüche 2, 4 und 6 bis 8.", (2, 4, 6, 7, 8)),
    ("Pumpe gemäß einem oder mehreren der vorhergehenden Ansprüche.", LOWER),
    ("Pumpe gemäß einem der vorstehenden Ansprüche.", LOWER),
    ("Pumpe nach einem der vorangegangenen Ansprüche.", LOWER),
    ("Pumpe nach einem der voranstehenden Patentansprüche.", LOWER),
    ("Pumpe nach einem vorstehenden Anspruch.", LOWER),
    ("Pumpe nach dem vorhergehenden Anspruch.", (8,)),
    ("Pumpe, wie in Anspruch 4 beansprucht.", (4,)),
    ("Pumpe nach den Ansprüchen 1 und 2.", (1, 2)),
    ("Vorrichtung nach Anspruch 5.", (5,)),
    ("Vorrichtung mit den im Oberbegriff des Anspruchs 1 genannten Merkmalen.", (1,)),
    ("Verwendung einer Pumpe nach einem der Ansprüche 1 bis 3 sowie 5.", (1, 2, 3, 5)),
    ("PUMPE NACH ANSPRUCH 3.", (3,)),
    ("Pumpe nach Anspr. 3.", (3,)),
    ("Pumpe nach Anspruch 1 oder einem der Ansprüche 3 bis 4.", (1, 3, 4)),
    ("Pumpe mit einem Anspruch auf Dichtheit.", ()),
]
FRENCH = [
    ("Pompe selon la revendication 1.", (1,)),
    ("Pompe selon la revendication 1 ou 2, caractérisée en ce que", (1, 2)),
    ("Pompe selon la revendication 6 ou la revendication 7.", (6, 7)),
    ("Pompe selon l'une quelconque des revendications 1 à 3.", (1, 2, 3)),
    ("Pompe selon l'une des revendications 1 à 3, et 5.", (1, 2, 3, 5)),
    ("Pompe selon l’une quelconque des revendications 1, 2 et 4 à 6.", (1, 2, 4, 5, 6)),
    ("Pompe selon l'une quelconque des revendications précédentes.", LOWER),
    ("Pompe selon une quelconque revendication précédente.", LOWER),
    ("Pompe selon l'une quelconque des précédentes revendications.", LOWER),
    ("Pompe selon l'une des revendications antérieures.", LOWER),
    ("Pompe selon la revendication précédente.", (8,)),
    ("Procédé selon l'une quelconque des revendications 1 et 9 ou des revendications 4 et 8.", (1, 4, 8)),
    ("Véhicule comprenant une pompe conforme à la revendication 3.", (3,)),
    ("Pompe telle que revendiquée dans la revendication n° 4.", (4,)),
    ("Pompe suivant l'une ou l'autre des revendications 1 ou 2.", (1, 2)),
    ("Pompe selon la revendication 1 ou l'une des revendications 3 à 5.", (1, 3, 4, 5)),
    ("Pompe comprenant 3 joints.", ()),
]
CHINESE = [
    ("根据权利要求1所述的泵", (1,)),
    ("根据权利要求1或2所述的泵", (1, 2)),
    ("按照权利要求1、2或5所述的泵", (1, 2, 5)),
    ("按权利要求1、2或5所述的泵", (1, 2, 5)),
    ("如权利要求1～4任一项所述的泵", (1, 2, 3, 4)),
    ("一种按照权利要求1-5任一所述方法制备的泵", (1, 2, 3, 4, 5)),
    ("依據權利要求第1項至第3項中任一項所述的泵", (1, 2, 3)),
    ("根據權利要求１至３其中任意一項所述的泵", (1, 2, 3)),
    ("根据权利要求 2、4、6 或 8 所述的泵", (2, 4, 6, 8)),
    ("如权利要求1中所述的泵", (1,)),
    ("如权利要求2所述之泵，其特征是，上述叶片为钢制", (2,)),
    ("一种权利要求1至5中任一项所述泵的制造方法", (1, 2, 3, 4, 5)),
    ("依据权利要求4至8中任一权利要求所述的泵", (4, 5, 6, 7, 8)),
    ("如权利要求１至３中任意一项所述的泵", (1, 2, 3)),
    ("如权利要求1-3中任一项所述的泵", (1, 2, 3)),
    ("根据权利要求1到3之一所述的泵", (1, 2, 3)),
    ("根据权利要求2-4或6所述的泵", (2, 3, 4, 6)),
    ("根据前述权利要求1，2或7所述的泵", (1, 2, 7)),
    ("根据权利要求1-3任一项或权利要求5所述的泵", (1, 2, 3, 5)),
    ("根据权利要求1或权利要求4所述的泵", (1, 4)),
    ("根据权利要求1至权利要求3中任一权利要求所述的泵", (1, 2, 3)),
    ("由权利要求3所述的泵和权利要求5所述的阀组成的装置", (3, 5)),
    ("根据前面任一权利要求所述的泵", LOWER),
    ("根据前述权利要求中任一项所述的泵", LOWER),
    ("如上述任意一项权利要求所述的泵", LOWER),
    ("根据以上权利要求之一所述的泵", LOWER),
    ("根据在前的任何一个权利要求所述的泵", LOWER),
    ("根据任一前述权利要求所述的泵", LOWER),
    ("根据上一权利要求所述的泵", (8,)),
    ("根据上述权利要求2所述的泵", (2,)),
    ("如權利要求1或2所述的泵", (1, 2)),
    ("如請求項1至3中任一項所述的泵", (1, 2, 3)),
    ("如请求项2所述的泵", (2,)),
    ("如申請專利範圍第1項所述之泵", (1,)),
    ("如申請專利範圍第1至3項中任一項所述之泵", (1, 2, 3)),
    ("如申请专利范围第二项所述的泵", (2,)),
    ("根据权利要求1的泵，10克", (1,)),
    ("根据权利要求1所述的组合物，其中含有2、3或4种成分", (1,)),
    ("根据权利要求书所述的内容", ()),
    ("一种泵，3个阀", ()),
    ("根据权利要求9所述的泵", ()),
    ("根据权利要求10所述的泵", ()),
]


def claims_up_to_nine(wording):
    lower = [RawClaim(str(number), f"{number}. A thing.") for number in LOWER]
    return build_claims([*lower, RawClaim("9", f"9. {wording}")])


@pytest.mark.parametrize(("wording", "expected"), ENGLISH + GERMAN + FRENCH + CHINESE)
def test_what_a_claim_depends_on(wording, expected):
    assert claims_up_to_nine(wording)[-1].depends_on == expected


def test_a_preceding_claim_of_a_category():
    claims = build_claims(
        [
            RawClaim("1", "1. A pump."),
            RawClaim("2", "2. A method of pumping."),
            RawClaim("3", "3. A method according to any preceding method claim."),
            RawClaim("4", "4. A pump as claimed in any of the preceding device claims."),
            RawClaim("5", "5. Verfahren nach einem der vorhergehenden Verfahrensansprüche."),
        ]
    )
    assert [claim.depends_on for claim in claims] == [(), (), (2,), (1,), (2, 3)]


CATEGORIES = [
    ("A method of pumping, comprising", "method"),
    ("A computer-implemented method, comprising", "method"),
    ("A method performed by one or more processors, comprising", "method"),
    ("Process for making paper", "method"),
    ("In a process of making paper, the improvement comprising", "method"),
    ("In an engine having a filter, a method of testing the filter", "method"),
    ("A film production method comprising", "method"),
    ("The improved PROCESS (100) of making", "method"),
    ("An in vitro diagnostic procedure for", "method"),
    ("(Currently amended) A method of", "method"),
    ("What is claimed is: A method of", "method"),
    ("A method and system for pumping", "method"),
    ("Способ перекачки", ""),
    ("A process cartridge comprising", "product"),
    ("A process chamber lid for a method", "product"),
    ("A system for processing a method", "product"),
    ("A machine-readable medium storing code that when executed performs a method", "product"),
    ("One or more computer storage media having instructions for a method", "product"),
    ("A paper made by a process comprising", "product"),
    ("In an engine, an improved valve", "product"),
    ("A single-use syringe", "product"),
    ("A compound for use in a method of treating pain", "product"),
    ("A die casting machine", "product"),
    ("Apparatus (10) for heat treating", "product"),
    ("(meth)acrylic resin", "product"),
    ("Use of a compound in the manufacture of a medicament", "use"),
    ("The non-therapeutic use of a compound", "use"),
    ("The ornamental design for a shoe, as shown and described", ""),
    ("", ""),
    ("Verfahren zum Pumpen", "method"),
    ("Computerimplementiertes Verfahren (300), umfassend", "method"),
    ("Ein Herstellungsverfahren für Pumpen", "method"),
    ("Verwendung einer Pumpe zum Kühlen", "use"),
    ("Vorrichtung zur Durchführung eines Verfahrens", "product"),
    ("Computerlesbares Medium, das ein Verfahren ausführt", "product"),
    ("Verfahrenstechnische Anlage", "product"),
    ("Zusammensetzung zur Verwendung als Arzneimittel", "product"),
    ("Procédé de pompage", "method"),
    ("Un nouveau procédé pour pomper", "method"),
    ("Méthode de diagnostic", "method"),
    ("Utilisation d'une pompe pour refroidir", "use"),
    ("Dispositif pour la mise en œuvre d'un procédé", "product"),
    ("Au moins un support lisible par ordinateur codé pour un procédé", "product"),
    ("一种泵的制造方法，其特征在于", "method"),
    ("一种造纸工艺，包括", "method"),
    ("一种具有高收率的合成法，其特征是", "method"),
    ("一种包括两个步骤的制备方法，其特征在于", "method"),
    ("一种用于A，B的回收方法，其特征在于", "method"),
    ("一种泵（1），其特征在于，用于实现一种方法", "product"),
    ("一种装置，用于实现所述的方法，包括", "product"),
    ("一种计算机可读存储介质，存储有实现方法的程序", "product"),
    ("一种由发酵方法制备得到的蛋白，其特征在于", "product"),
    ("一种化合物在制备药物中的用途", "use"),
    ("一种化合物在农业上的应用，其特征在于", "use"),
    ("一种化合物的用途。", "use"),
    ("請求する方法において、さらに", ""),
]


@pytest.mark.parametrize(("text", "expected"), CATEGORIES)
def test_the_category_of_a_claim(text, expected):
    (claim,) = build_claims([RawClaim("1", text)])
    assert claim.category == expected


PUMP, METHOD, USE = "product", "method", "use"
REFERRING = [  # to claim 1, a pump, and claim 2, a method
    ("The pump of claim 1, wherein", PUMP, False),
    ("A pump according to claim 1.", PUMP, False),
    ("According to claim 2, the water being cold.", METHOD, False),
    ("As claimed in claim 1, in steel.", PUMP, False),
    ("The improvement of claim 2.", METHOD, False),
    ("The pumping of claim 2.", METHOD, False),
    ("A car comprising the pump of claim 1.", PUMP, False),
    ("A method of using the pump of claim 1.", METHOD, True),
    ("A method using the pump of claim 1.", METHOD, True),
    ("Use of the pump of claim 1.", USE, True),
    ("Water made by the method of claim 2.", PUMP, True),
    ("The product of the process of claim 2.", PUMP, True),
    ("A medium storing a program for the method of claim 2.", PUMP, True),
    ("A method according to claim 2, with the pump of claim 1.", METHOD, False),
    ("Verfahren nach Anspruch 2.", METHOD, False),
    ("Verfahren zum Betreiben einer Pumpe nach Anspruch 1.", METHOD, True),
    ("Verwendung der Pumpe nach Anspruch 1.", USE, True),
    ("Procédé selon la revendication 2.", METHOD, False),
    ("Procédé d'utilisation de la pompe selon la revendication 1.", METHOD, True),
    ("Utilisation de la pompe selon la revendication 1.", USE, True),
    ("如权利要求1所述的泵，其特征在于", PUMP, False),
    ("如权利要求2所述的方法，其特征在于", METHOD, False),
    ("根据权利要求2所述，其特征在于", METHOD, False),
    ("如权利要求1所述的泵的制备方法", METHOD, True),
    ("一种制备如权利要求1所述的泵的方法，包括", METHOD, True),
    ("一种使用权利要求1所述的泵的方法", METHOD, True),
    ("根据权利要求2所述的方法制备得到的水", PUMP, True),
    ("一种按照权利要求2所述方法制备的催化剂。", PUMP, True),
    ("根据权利要求1所述的泵在灌溉中的应用。", USE, True),
    ("用于实施权利要求2所述方法的设备，包括", PUMP, True),
    ("权利要求1所述的泵在灌溉中的应用", USE, True),
    ("根据权利要求1，或者其变体所述的泵", PUMP, False),
]


@pytest.mark.parametrize(("text", "category", "independent"), REFERRING)
def test_a_claim_that_refers_to_another(text, category, independent):
    claims = build_claims(
        [RawClaim("1", "1. A pump."), RawClaim("2", "2. A method of pumping."), RawClaim("3", f"3. {text}")]
    )
    assert (claims[2].category, claims[2].independent) == (category, independent)
    assert claims[2].depends_on
