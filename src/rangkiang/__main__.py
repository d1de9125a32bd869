"""``python -m rangkiang`` is the console script."""

from .cli import main

main()
