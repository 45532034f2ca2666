"""Providers: who can write, whether it is ready, how often it may be asked, what it costs and may cost."""

from curation.ui.page import open_page
from curation.ui.prices_view import show_hosts, show_prices
from curation.ui.providers_view import show_providers
from curation.ui.setting_acts import show_done
from curation.ui.spending_view import show_spending
from curation.ui.widgets import page_header

page = open_page("providers")
page_header(
    "Providers",
    "Who writes. The worker looks for keys in its environment and in its key file; they are never stored or shown.",
)
show_done()
show_providers(page)
show_spending(page)
show_prices(page)
show_hosts(page)
