"""A choice is one of those that are known."""

import pytest

from deepslide_qgis.core.choices import check_choice
from deepslide_qgis.core.errors import RequestError


def test_an_unknown_choice_is_refused_with_the_known_ones():
    check_choice("pass", "ascending", ("ascending", "descending"))
    with pytest.raises(RequestError, match=r"Unknown pass 'up'\. Known: ascending, descending\."):
        check_choice("pass", "up", ("ascending", "descending"))
