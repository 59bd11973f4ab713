"""Publications in the names of the Chinese office's data service."""

import pytest

from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.readers.xmltext import Malformed

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<business:PatentDocumentAndRelated xmlns:business="http://www.sipo.gov.cn/XMLSchema/business"
 xmlns:base="http://www.sipo.gov.cn/XMLSchema/base" xsdVersion="V2.2.1" lang="zh" country="CN"
 docNumber="104751825" kind="B" datePublication="20231003" status="C">
<business:BibliographicData><business:PublicationReference dataFormat="original" sequence="1">
<base:DocumentID>
<base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>104751825</base:DocNumber><base:Kind>B</base:Kind>
<base:Date>20231003</base:Date></base:DocumentID></business:PublicationReference>
<business:ApplicationReference applType="10"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>
<base:DocNumber>201510163325.6</base:DocNumber><base:Date>20150408</base:Date></base:DocumentID>
</business:ApplicationReference>
<business:ClassificationIPCRDetails><business:ClassificationIPCR sequence="1">
<base:Text>F16K  1/34  (2006.01)</base:Text></business:ClassificationIPCR>
</business:ClassificationIPCRDetails>
<business:InventionTitle lang="zh">阀门</business:InventionTitle>
<business:ReferencesCited><business:Citation><business:ApplicationCitation><business:PublicationReference>
<base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>203232659</base:DocNumber>
<base:Kind>U</base:Kind></base:DocumentID></business:PublicationReference></business:ApplicationCitation>
</business:Citation></business:ReferencesCited>
<business:Parties><business:ApplicantDetails><business:Applicant><base:AddressBook lang="zh">
<base:Name>某某公司</base:Name>
</base:AddressBook></business:Applicant></business:ApplicantDetails></business:Parties></business:BibliographicData>
<business:Abstract><base:Paragraphs num="0001">一种阀门。</base:Paragraphs><business:AbstractFigure>
<business:Figure><base:Image file="a.JPG"/></business:Figure></business:AbstractFigure></business:Abstract>
<business:Description><business:TechnicalField><base:Paragraphs>技术领域</base:Paragraphs>
<base:Paragraphs>涉及H<base:Sub>2</base:Sub>O阀门。</base:Paragraphs></business:TechnicalField>
<business:DrawingsDescription><base:Paragraphs>图1是视图。</base:Paragraphs></business:DrawingsDescription>
<business:InventionMode><base:Paragraphs>阀门1。</base:Paragraphs></business:InventionMode></business:Description>
<business:Claims><business:Claim id="cl1" num="0001"><business:ClaimText>1.一种阀门。</business:ClaimText>
</business:Claim><business:Claim num="0002">
<business:ClaimText>2.根据权利要求1所述的阀门。</business:ClaimText>
</business:Claim></business:Claims></business:PatentDocumentAndRelated>"""


@pytest.mark.parametrize("prefixes", [True, False])
def test_a_patent(prefixes):
    document = DOCUMENT if prefixes else DOCUMENT.replace("business:", "").replace("base:", "")
    record = read_document(document.encode(), "x.xml", "cn")
    assert record is not None
    assert (record.publication_number, record.application_number) == ("CN104751825B", "CN201510163325")
    assert (record.publication_date, record.filing_date) == ("2023-10-03", "2015-04-08")
    assert (record.title, record.language, record.document_type) == ("阀门", "zh", "utility")
    assert (record.classifications, record.citations) == (("F16K 1/34",), ("CN203232659U",))
    assert (record.applicants, record.abstract) == (("某某公司",), "一种阀门。")
    assert [(each.kind, each.heading, each.text) for each in record.sections] == [
        ("technical_field", "技术领域", "涉及H_2O阀门。"),
        ("drawings", "", "图1是视图。"),
        ("detailed_description", "", "阀门1。"),
    ]
    assert [(each.number, each.depends_on) for each in record.claims] == [(1, ()), (2, (1,))]


def test_a_design():
    document = (
        '<business:PatentDocumentAndRelated country="CN" docNumber="308000001" kind="S">'
        "<business:DesignBibliographicData><business:DesignTitle>阀门</business:DesignTitle>"
        "</business:DesignBibliographicData><business:DesignBriefExplanation><base:Paragraphs>1.名称：阀门。"
        "</base:Paragraphs></business:DesignBriefExplanation></business:PatentDocumentAndRelated>"
    )
    record = read_document(document.encode(), "x.xml", "cn")
    assert record is not None
    assert (record.publication_number, record.document_type, record.title) == (
        "CN308000001S",
        "design",
        "阀门",
    )
    assert record.sections[0].text == "1.名称：阀门。"


def test_without_bibliography():
    with pytest.raises(Malformed, match="without bibliographic data"):
        read_document(b"<PatentDocumentAndRelated/>", "x.xml", "")
