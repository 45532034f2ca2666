"""Providers: what can write samples, whether it is ready, and what it costs."""

from curation.services import providers
from curation.ui.page import open_page
from curation.ui.providers_view import show_done, show_hosts, show_prices, show_provider
from curation.ui.widgets import page_header

page = open_page("providers")
page_header("Providers", "Who writes the samples. Keys stay with the worker: they are never stored, logged or shown.")
show_done()
checks = providers.last_checks(page.workspace)
for setup in providers.list_providers(page.workspace):
    show_provider(page, setup, checks.get(setup.name))
show_hosts(page)
show_prices(page)
