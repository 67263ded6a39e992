"""A checkout on a machine of any kind → an environment in which `./run` works; the standard library alone."""
