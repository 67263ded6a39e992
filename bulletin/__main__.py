"""`python -m bulletin` → the command line."""

from bulletin.cli import main

main()
