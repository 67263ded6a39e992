"""bulletin: a periodical bulletin in YAML and Markdown → a typeset PDF and a web page."""

__version__ = "0.1.0"
