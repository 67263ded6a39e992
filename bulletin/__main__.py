"""`python -m bulletin` → the command line."""

from bulletin.start import main

main()
