"""`python -m curation`."""

from curation.cli.main import run

if __name__ == "__main__":
    run()
