"""Agreement: how far people agree, how each of them rates, and whether the persona sways them."""

from curation.services.agreement_tables import DECISION
from curation.services.agreement_time import Span
from curation.ui.agreement_raters import show_crossed, show_halo, show_raters
from curation.ui.agreement_view import (
    choose_question,
    choose_what,
    read_report,
    show_empty,
    show_pairs,
    show_questions,
    show_spans,
)
from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("agreement")
page_header(
    "Agreement", "Whether several people would judge the same: the ground that every number about quality stands on."
)
looked = choose_what(page)
report = read_report(page, looked, DECISION, Span.BLOCK)
if not report.questions:
    show_empty(page, report)
else:
    show_questions(report)
    question, by = choose_question(report)
    closer = read_report(page, looked, question, by)
    show_pairs(closer)
    show_crossed(page, looked, closer)
    show_spans(closer)
show_raters(page, looked)
show_halo(page, looked)
