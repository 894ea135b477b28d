"""The commands of `maillage`, one module each, imported only when called."""
