"""Small US grants and applications of 2001-04, written for these tests in the layouts of the real files."""

PATDOC_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PATDOC SYSTEM "ST32-US-Grant-025xml.dtd" [
<!ENTITY US06000001-20030107-D00001.TIF SYSTEM "US06000001-20030107-D00001.TIF" NDATA TIF>
]>
"""
SGML_HEAD = """<!DOCTYPE PATDOC PUBLIC "-//USPTO//DTD ST.32 US PATENT GRANT V2.4 2000-09-20//EN" [
<!ENTITY US06000001-20010102-D00001.TIF SYSTEM "US06000001-20010102-D00001.TIF" NDATA TIF>
]>
"""
PATDOC = """<PATDOC DTD="2.5" STATUS="Build 20020101">
<SDOBI>
<B100><B110><DNUM><PDAT>{number}</PDAT></DNUM></B110><B130><PDAT>{kind}</PDAT></B130>
<B140><DATE><PDAT>20030107</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100>
<B200><B210><DNUM><PDAT>{application}</PDAT></DNUM></B210><B211US><PDAT>09</PDAT></B211US>
<B220><DATE><PDAT>19990630</PDAT></DATE></B220></B200>
{related}<B500><B510><B511><PDAT>{ipc}</PDAT></B511><B512><PDAT>F16K 31195</PDAT></B512></B510>
<B540><STEXT><PDAT>{title}</PDAT></STEXT></B540>
<B560><B561><PCIT><DOC><DNUM><PDAT>D. 271298</PDAT></DNUM><DATE><PDAT>19831100</PDAT></DATE></DOC>
<PARTY-US><NAM><SNM><STEXT><PDAT>Roe</PDAT></STEXT></SNM></NAM></PARTY-US></PCIT>{cited}</B561>
<B561><PCIT><DOC><DNUM><PDAT>96/25012</PDAT></DNUM><CTRY><PDAT>WO</PDAT></CTRY>
<KIND><PDAT>A</PDAT></KIND></DOC></PCIT></B561></B560></B500>
<B700><B720><B721><PARTY-US><NAM><FNM><PDAT>Jane</PDAT></FNM><SNM><STEXT><PDAT>Doe</PDAT></STEXT></SNM></NAM>
<ADR><CITY><PDAT>Kyoto</PDAT></CITY></ADR></PARTY-US></B721></B720>{assignee}</B700>
</SDOBI>
<SDOAB><BTEXT><PARA ID="P-00001" LVL="0"><PTEXT><PDAT>A valve.</PDAT></PTEXT></PARA></BTEXT></SDOAB>
<SDODE>{description}</SDODE>
<SDOCL><H LVL="1"><STEXT><PDAT>What is claimed is: </PDAT></STEXT></H><CL>{claims}</CL></SDOCL>
<SDODR ID="DRAWINGS">{drawing}</SDODR>
</PATDOC>
"""
ASSIGNEE = """<B730><B731><PARTY-US><NAM><ONM><STEXT><PDAT>Acme &amp; Co.</PDAT></STEXT></ONM></NAM>
<ADR><CITY><PDAT>Bonn</PDAT></CITY></ADR></PARTY-US></B731><B732US><PDAT>03</PDAT></B732US></B730>"""
RELATED = """<B300><B310><DNUM><PDAT>10-186098</PDAT></DNUM></B310>
<B320><DATE><PDAT>19980701</PDAT></DATE></B320>
<B330><CTRY><PDAT>JP</PDAT></CTRY></B330></B300>
<B600><B630><B631><PARENT-US><CDOC><DOC><DNUM><PDAT>09/343526</PDAT></DNUM></DOC></CDOC>
<PDOC><DOC><DNUM><PDAT>PCT/NO98/00107</PDAT></DNUM><DATE><PDAT>19980402</PDAT></DATE>
<CTRY><PDAT>US</PDAT></CTRY></DOC></PDOC></PARENT-US></B631></B630>
<B680US><DOC><DNUM><PDAT>60/041,001</PDAT></DNUM><DATE><PDAT>19970315</PDAT></DATE></DOC></B680US></B600>"""
PATDOC_DESCRIPTION = """
<RELAPP><BTEXT><PARA><PTEXT><PDAT>A continuation.</PDAT></PTEXT></PARA></BTEXT></RELAPP>
<BRFSUM><BTEXT><H LVL="1"><STEXT><PDAT>BACKGROUND</PDAT></STEXT></H>
<PARA><PTEXT><PDAT>1. Field of the Invention</PDAT></PTEXT></PARA>
<PARA><PTEXT><PDAT>Valves, at 10</PDAT><HIL><SP><PDAT>&minus;12 </PDAT></SP></HIL><PDAT>bar of
H</PDAT><HIL><SB><PDAT>2</PDAT></SB></HIL><PDAT>, angle &agr;.</PDAT></PTEXT></PARA>
<H LVL="1"><STEXT><PDAT>SUMMARY OF THE INVENTION</PDAT></STEXT></H>
<PARA><PTEXT><PDAT>The seal is </PDAT>
<F><PTEXT><HIL><ITALIC><PDAT>A&equals;&pgr;</PDAT></ITALIC></HIL></PTEXT></F>
<PDAT>wide.</PDAT></PTEXT></PARA></BTEXT></BRFSUM>
<DRWDESC><BTEXT><PARA><PTEXT><FGREF ID="DRAWINGS"><PDAT>FIG. 1</PDAT></FGREF><PDAT> is a
view.</PDAT></PTEXT></PARA></BTEXT></DRWDESC>
<DETDESC><BTEXT><PARA><PTEXT><PDAT>A ring</PDAT><CWU><CHEM-US ID="C1">{chemistry}</CHEM-US></CWU><PDAT>with
</PDAT><LST ID="L1"><UL><LI><PTEXT><PDAT>one;</PDAT></PTEXT></LI>
<LI><PTEXT><PDAT>two.</PDAT></PTEXT></LI></UL>
</LST></PTEXT></PARA>
<PARA><PTEXT><PDAT>Held as </PDAT><B830><B831><PDAT>ATCC 7</PDAT></B831>
<B832><PDAT>Rockville</PDAT></B832></B830>
<FOO ID="F1"><PTEXT><PDAT>A note.</PDAT></PTEXT></FOO></PTEXT></PARA>
<CWU><TABLE-US ID="T1"><TABLE-CALS><table><tgroup>{columns}<tbody><row><entry/>
<entry><PDAT>Leak</PDAT></entry><entry><PTEXT><PDAT>0.5</PDAT></PTEXT></entry></row></tbody></tgroup></table></TABLE-CALS></TABLE-US></CWU>
<CWU><SEQLST-US ID="S1"><SEQ-LST-NEW><S200><S210><PDAT>1</PDAT></S210><S212><PDAT>DNA</PDAT></S212></S200>
<S400><PDAT>acgt acgt</PDAT></S400></SEQ-LST-NEW></SEQLST-US></CWU></BTEXT></DETDESC>"""
PATDOC_CLAIMS = """
<CLM ID="CLM-00001"><PARA><PTEXT><PDAT>1. A valve, comprising:</PDAT></PTEXT></PARA>
<CLMSTEP LVL="2"><PTEXT><PDAT>a seat; and </PDAT></PTEXT></CLMSTEP>
<CLMSTEP LVL="2"><PTEXT><PDAT>a seal. </PDAT></PTEXT></CLMSTEP></CLM>
<CLM ID="CLM-00002"><PARA><PTEXT><PDAT>2. The valve of </PDAT>
<CLREF ID="CLM-00001"><PDAT>claim 1</PDAT></CLREF>
<PDAT>, in red.</PDAT></PTEXT></PARA></CLM>
<CLM ID="CLM-00003"><PARA><PTEXT><PDAT>3. The valve of </PDAT>
<CLREF ID="CLM-00002"><PDAT>that claim</PDAT></CLREF>
<PDAT>, soft.</PDAT></PTEXT></PARA></CLM>
"""


def patdoc(number="06000001", head=PATDOC_HEAD, **changes) -> str:
    """A grant; in SGML where `head` is SGML's."""
    closed = "/" if head == PATDOC_HEAD else ""
    description = PATDOC_DESCRIPTION.format(
        chemistry=f'<CHEMCDX ID="X" FILE="x.CDX"{closed}><CHEMMOL ID="Y" FILE="x.MOL"{closed}>',
        columns=f'<colspec colname="OFFSET"{closed}><colspec colname="1"{closed}><colspec{closed}>',
    )
    values = {
        "kind": "B1", "application": "09343526", "related": "", "title": "Valve", "ipc": "B32B  302",
        "cited": f"<CITED-BY-EXAMINER{closed}>", "assignee": ASSIGNEE, "description": description,
        "claims": PATDOC_CLAIMS, "drawing": f'<EMI ID="EMI-1" FILE="US1-D1.TIF"{closed}>',
    }  # fmt: skip
    return head + PATDOC.format(number=number, **{**values, **changes})


PAP = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE patent-application-publication SYSTEM "pap-v15-2001-01-31.dtd" [
<!ENTITY US20010000001A1-20010315-D00001.TIF SYSTEM "US20010000001A1-20010315-D00001.TIF" NDATA TIF>
]>
<patent-application-publication>
<subdoc-bibliographic-information>
<document-id><doc-number>{number}</doc-number><kind-code>{kind}</kind-code>
<document-date>20010315</document-date></document-id>
<domestic-filing-data><application-number><doc-number>09777392</doc-number></application-number>
<application-number-series-code>09</application-number-series-code><filing-date>20000629</filing-date>
</domestic-filing-data>
{priority}<technical-information><classification-ipc><classification-ipc-primary><ipc>G06F017/60</ipc>
</classification-ipc-primary></classification-ipc>
<title-of-invention> Valves and
    Gates</title-of-invention>
<citation><cited-patent-literature><document-id><doc-number>5,123,456</doc-number></document-id>
<classification-ipc><classification-ipc-primary><ipc>A01B001/00</ipc></classification-ipc-primary>
</classification-ipc></cited-patent-literature></citation></technical-information>
{related}<inventors><first-named-inventor><name><given-name> Jane
    </given-name><middle-name>Q.</middle-name><family-name> Doe</family-name></name></first-named-inventor>
<inventor><name><given-name>Jo</given-name><family-name>Roe</family-name></name></inventor></inventors>
{assignee}</subdoc-bibliographic-information>
<subdoc-abstract>{abstract}</subdoc-abstract>
<subdoc-description>{description}</subdoc-description>
{sequences}<subdoc-claims><heading lvl="1">What is claimed is: </heading>{claims}</subdoc-claims>
<subdoc-drawings id="DRAWINGS"><heading lvl="0">Drawings</heading><figure><image file="x.TIF"/></figure>
</subdoc-drawings>
</patent-application-publication>
"""
PAP_PRIORITY = """<foreign-priority-data><priority-application-number><doc-number>11-097727</doc-number>
</priority-application-number><filing-date>19990405</filing-date><country-code>JP</country-code>
</foreign-priority-data>"""
PAP_RELATED = """<continuity-data><continuations><continuation-of><parent-child><child><document-id>
<doc-number>09777392</doc-number></document-id></child><parent><document-id><doc-number>PCT/JP00/02182</doc-number>
<document-date>20000404</document-date><country-code>US</country-code></document-id></parent></parent-child>
</continuation-of></continuations><non-provisional-of-provisional><document-id><doc-number>60128037</doc-number>
<document-date>19990331</document-date><country-code>US</country-code></document-id>
</non-provisional-of-provisional></continuity-data>"""
PAP_DESCRIPTION = """
<cross-reference-to-related-applications><heading lvl="1">RELATED APPLICATION DATA </heading>
<paragraph id="P-0001" lvl="0"><number>&lsqb;0001&rsqb;</number> A continuation.</paragraph>
</cross-reference-to-related-applications>
<federal-research-statement><paragraph-federal-research-statement><number>2.</number> Made under
<contract-number>DE-1</contract-number>.</paragraph-federal-research-statement></federal-research-statement>
<background-of-invention><heading lvl="0">Field of Invention</heading>
<paragraph><number>3.</number> Valves for H<highlight><subscript>2</subscript></highlight>.</paragraph>
<section><heading lvl="0">Background of Invention</heading>
<paragraph>They leak at 10<highlight><superscript>-3</superscript></highlight> bar.</paragraph></section>
</background-of-invention>
<summary-of-invention><section><heading lvl="1">SUMMARY</heading>
<paragraph><in-line-formula>a&lt;b &emsp;&emsp;(1) </in-line-formula><in-line-formula>b&lt;c</in-line-formula>
</paragraph></section></summary-of-invention>
<brief-description-of-drawings><paragraph><cross-reference target="DRAWINGS">FIG. 1</cross-reference>is a
view.</paragraph></brief-description-of-drawings>
<detailed-description><biological-deposit><number>1</number><deposit-date>20000101</deposit-date><depository>
<organization-name>ATCC</organization-name></depository></biological-deposit>
<section><heading lvl="1">Examples</heading><paragraph><number>5.</number> A ring
<chemistry-cwu id="C1"><number>1</number><image file="c.TIF"/></chemistry-cwu> and
<lists><list-item>one;</list-item><list-item>two.</list-item></lists>
<table-cwu id="T1"><number>1</number><table><tgroup><colspec colname="OFFSET"/><colspec colname="1"/>
<tbody><row><entry/><entry>Leak</entry><entry>0.5<footnote id="F1">Mean.</footnote></entry></row></tbody>
</tgroup></table></table-cwu></paragraph></section></detailed-description>
<program-listing-deposit><number>1</number><program-listing>if x:
    y</program-listing></program-listing-deposit>"""
PAP_CLAIMS = """
<claim id="CLM-00001"><claim-text><highlight><bold>1-2</bold></highlight>. (canceled)</claim-text></claim>
<claim id="CLM-00002"><claim-text><highlight><bold>3</bold></highlight>. A valve comprising:
<claim-text>a seat; and </claim-text><claim-text>a seal. </claim-text></claim-text></claim>
<claim id="CLM-00003"><claim-text><highlight><bold>4.</bold></highlight>The valve
of <dependent-claim-reference depends_on="CLM-00002"><claim-text>claim
3</claim-text></dependent-claim-reference>, in red.</claim-text></claim>
<claim id="CLM-00004"><claim-text><highlight><bold>5</bold></highlight>. Valves as
in <dependent-claim-reference depends_on="CLM-00002 CLM-00003">those
claims</dependent-claim-reference>.</claim-text>
</claim>
"""


def application(number="20010000001", **changes) -> str:
    """A published application."""
    values = {
        "kind": "A1", "priority": "", "related": "", "assignee": "", "sequences": "",
        "abstract": '<paragraph id="A-0001" lvl="0">A valve.</paragraph>',
        "description": PAP_DESCRIPTION, "claims": PAP_CLAIMS,
    }  # fmt: skip
    return PAP.format(number=number, **{**values, **changes})
