"""Small patents written for these tests, in the layouts of the real files."""

GRANT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v42-2006-08-23.dtd" [ ]>
<us-patent-grant lang="EN" dtd-version="v4.2 2006-08-23" country="US">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>{kind}</kind>
<date>20090106</date></document-id></publication-reference>
<application-reference appl-type="{type}"><document-id><country>US</country>
<doc-number>{application}</doc-number><date>20050302</date></document-id></application-reference>
{priority}<classifications-ipcr><classification-ipcr><section>A</section><class>61</class><subclass>M</subclass>
<main-group>5</main-group><subgroup>32</subgroup></classification-ipcr></classifications-ipcr>
<invention-title id="t1">{title}</invention-title>
<references-cited><citation><patcit num="1"><document-id><country>US</country>
<doc-number>2002/0174596</doc-number><kind>A1</kind><date>20020000</date></document-id></patcit></citation>
<citation><patcit num="2"><document-id><country>JP</country><doc-number>8-335702</doc-number><kind>A </kind>
</document-id></patcit></citation></references-cited>
{related}<parties><applicants><applicant app-type="applicant-inventor"><addressbook><last-name>Doe</last-name>
<first-name>Jane</first-name></addressbook></applicant></applicants></parties>
<assignees><assignee><addressbook><orgname>Acme &amp; Co.</orgname></addressbook></assignee></assignees>
</us-bibliographic-data-grant>
<abstract id="abstract"><p id="p-0001" num="0000">{abstract}</p></abstract>
<drawings><figure><img file="x.TIF"/></figure></drawings>
<description id="description">{description}</description>
<us-claim-statement>What is claimed is:</us-claim-statement>
<claims id="claims">{claims}</claims>
</us-patent-grant>
"""

DESCRIPTION = """
<?RELAPP description="Other Patent Relations" end="lead"?>
<heading id="h-1" level="1">RELATED APPLICATIONS</heading>
<p id="p-1" num="0001">This is a continuation of an earlier case.</p>
<?RELAPP description="Other Patent Relations" end="tail"?>
<?BRFSUM description="Brief Summary" end="lead"?>
<p id="p-2" num="0002">1. Field of the Invention</p>
<p id="p-3" num="0003">Valves that hold H<sub>2 </sub>at 10<sup>&#x2212;3</sup> bar.</p>
<heading id="h-2" level="1">BACKGROUND OF THE INVENTION</heading>
<heading id="h-3" level="2">Known valves</heading>
<p id="p-4" num="0004">They leak, as <figref idref="DRAWINGS">FIG. <b>9</b></figref> shows.</p>
<heading id="h-4" level="1">SUMMARY OF THE INVENTION</heading>
<p id="p-5" num="0005">The seal is <?in-line-formulae description="x" end="lead"?>A=&#x3c0;r<sup>2</sup>
<?in-line-formulae description="x" end="tail"?> wide.</p>
<?BRFSUM description="Brief Summary" end="tail"?>
<?brief-description-of-drawings description="x" end="lead"?>
<description-of-drawings>
<heading id="h-5" level="1">BRIEF DESCRIPTION OF THE DRAWINGS</heading>
<p id="p-6" num="0006"><figref>FIG. <b>1</b></figref> is a view.</p>
</description-of-drawings>
<?brief-description-of-drawings description="x" end="tail"?>
<?DETDESC description="Detailed Description" end="lead"?>
<heading id="h-6" level="1">DETAILED DESCRIPTION</heading>
<p id="p-7" num="0007">A ring of <chemistry id="C1"><img file="c.TIF"/></chemistry><br/>
wherein R is H: <ul><li id="u1">first;</li><li id="u2">second.</li></ul></p>
<heading id="h-7" level="1">SUMMARY OF TESTS</heading>
<p id="p-8" num="0008"><tables id="T1"><table><tgroup><colspec colname="offset"/><colspec colname="1"/>
<thead><row><entry/><entry>Run</entry><entry>Leak <sub>max</sub></entry></row></thead>
<tbody><row><entry/><entry>1</entry><entry/></row><row><entry/><entry>2</entry><entry>0.5</entry></row></tbody>
</tgroup></table></tables> and <maths id="M1"><math><mi>x</mi></math></maths>.</p>
<?DETDESC description="Detailed Description" end="tail"?>
"""

CLAIMS = """
<claim id="CLM-00001" num="00001"><claim-text>1. A valve comprising:
<claim-text>a seat of <b>10</b>; and</claim-text>
<claim-text>a seal, <claim-text>the seal being soft;</claim-text></claim-text>
wherein both are round.</claim-text></claim>
<claim id="CLM-00002" num="00002">
<claim-text>2. The valve of <claim-ref idref="CLM-00001">claim 1</claim-ref>,
wherein the seal is red.</claim-text></claim>
<claim id="CLM-00003" num="00003">
<claim-text>3. The valve of claim 1, wherein the seal is blue.</claim-text></claim>
<claim id="CLM-00004" num="00004"><claim-text>4. The valve of any one of
<claim-ref idref="CLM-00001">claims 1</claim-ref> through 3, in steel.</claim-text></claim>
"""

RELATED = """<us-related-documents><continuation><relation><parent-doc><document-id><country>US</country>
<doc-number>10123456</doc-number><kind>00</kind><date>20020415</date></document-id></parent-doc>
<child-doc><document-id><country>US</country><doc-number>11999999</doc-number></document-id></child-doc>
</relation></continuation><us-provisional-application><document-id><country>US</country>
<doc-number>60/283,456</doc-number><date>20010412</date></document-id></us-provisional-application>
</us-related-documents>"""

SEQUENCES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE sequence-cwu SYSTEM "us-sequence-listing-2004-03-09.dtd" [ ]>
<sequence-cwu id="S1"><sequence-list-new-rules><s400>acgt</s400></sequence-list-new-rules></sequence-cwu>
"""


def grant(number="07473185", **changes) -> str:
    values = {
        "kind": "B2", "type": "utility", "application": "11071234", "priority": "", "title": "Valve",
        "related": "", "abstract": "A valve.", "description": DESCRIPTION, "claims": CLAIMS,
    }  # fmt: skip
    return GRANT.format(number=number, **{**values, **changes})


def chinese(description: str, claims: str, number="101234567", kind="A") -> str:
    """A document as LexisNexis lays it out: wrong root language, two titles, two abstracts."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<lexisnexis-patent-document schema-version="1.08" lang="eng">
  <bibliographic-data lang="eng">
    <publication-reference publ-type="Application">
      <document-id>
        <country>CN</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>20110216</date>
      </document-id>
    </publication-reference>
    <application-reference><document-id><country>CN</country><doc-number>200980100001</doc-number>
      <date>20090318</date></document-id></application-reference>
    <language-of-filing>eng</language-of-filing>
    <priority-claims>
      <priority-claim sequence="1" data-format="docdb"><country>JP</country>
        <doc-number>2009000123</doc-number><kind>W</kind><date>20090317</date></priority-claim>
      <priority-claim sequence="2" kind="national"><country>JP</country><doc-number>2008-070831</doc-number>
        <date>20080319</date></priority-claim>
      <priority-claim sequence="2" data-format="original"><doc-number>2008-70831</doc-number></priority-claim>
    </priority-claims>
    <classifications-ipcr><classification-ipcr><text>F16K   1/00        20060101AFI</text><section>F</section>
      <class>16</class><subclass>K</subclass><main-group>1</main-group><subgroup>00</subgroup>
    </classification-ipcr></classifications-ipcr>
    <invention-title lang="eng" format="original">Valve</invention-title>
    <patent-family><main-family family-id="71687662"><family-member/></main-family></patent-family>
    <invention-title lang="chi" format="original">一种阀门</invention-title>
    <parties><applicants><applicant sequence="1">
      <addressbook lang="chi"><orgname>某某公司</orgname></addressbook>
      <addressbook lang="eng"><orgname>SOME CO.</orgname></addressbook></applicant></applicants></parties>
  </bibliographic-data>
  <abstract lang="eng" format="original"><p>The patent refers to the field of 'valves'.</p></abstract>
  <abstract lang="chi" format="original"><p num="1">本发明公开一种
      <br />阀门。</p></abstract>
  <description lang="chi" format="original">{description}</description>
  <claims lang="chi" format="original">{claims}</claims>
</lexisnexis-patent-document>
"""
