"""What the tests of the corpus share; the documents themselves are in `patents.py`."""

import pytest
from patents import RELATED, SEQUENCES, grant


@pytest.fixture
def grants(tmp_path):
    """The path of a weekly file: two utility patents, a sequence listing, a design patent."""
    design = grant(
        "D0534340", kind="S1", type="design", title="Chair", abstract="",
        description="<p>FIG. 1 is a view.</p>", claims="<claim><claim-text>The chair.</claim-text></claim>",
    )  # fmt: skip
    second = grant("07473186", application="11999999", related=RELATED, title="Gate")
    path = tmp_path / "ipg090106.xml"
    path.write_bytes((grant() + SEQUENCES + second + design).replace("\n", "\r\n").encode())
    return path
