"""What a page says of a number, and what a chart says of names that begin alike."""

import pytest

from curation.metrics.intervals import Interval
from curation.services.figures import NotDefined, figure, in_json
from curation.ui.agreement_charts import short_names
from curation.ui.figure_words import plain_figure, seconds_figure, share_figure, signed_figure


def test_a_number_is_told_with_its_interval() -> None:
    found = Interval(0.5, -0.004, 0.996, 12)
    assert str(plain_figure(found)) == "0.50 (0.00 to 1.00)"
    assert str(share_figure(found)) == "50% (0% to 100%)"
    assert str(signed_figure(found)) == "+0.50 (+0.00 to +1.00)"
    assert str(seconds_figure(Interval(12.4, 10, 20.6, 12))) == "12 s (10 s to 21 s)"
    assert str(plain_figure(Interval(-0.5, -1.0, -0.1, 3))) == "-0.50 (-1.00 to -0.10)"


def test_what_has_no_value_is_told_as_such() -> None:
    assert str(plain_figure(NotDefined("nobody answered"))) == "not defined"
    assert in_json(NotDefined("nobody answered")) == {"not_defined": "nobody answered"}
    assert in_json(Interval(1, 0, 1, 2)) == {"value": 1, "low": 0, "high": 1, "n": 2}


def test_a_mistake_in_the_arguments_is_no_undefined_number() -> None:
    def wrong() -> Interval:
        raise ValueError("names have no distances")

    with pytest.raises(ValueError, match="no distances"):
        figure(wrong)


def test_names_that_begin_alike_stay_apart() -> None:
    names = ["Annotator of the north", "Annotator of the south", "Bea", "Bea"]
    short = short_names(names, 14)
    assert list(short) == ["Annotator of the north", "Annotator of the south", "Bea"]
    assert len(set(short.values())) == 3
    assert short["Bea"] == "Bea"
