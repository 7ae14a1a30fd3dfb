"""`python -m albot`."""

from albot.cli import main

if __name__ == "__main__":
    main()
