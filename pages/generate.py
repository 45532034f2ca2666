"""Generate: samples from personas, personas from texts, personas from personas; looked at before it starts."""

from curation.ui.from_people_view import make_from_people
from curation.ui.from_texts_view import make_from_texts
from curation.ui.generate_view import make_samples
from curation.ui.make_what import choose_make
from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("generate")
page_header("Generate", "Nothing is sent before you press the button in step 4.")

make = choose_make()
if make == "texts":
    make_from_texts(page)
elif make == "people":
    make_from_people(page)
else:
    make_samples(page)
