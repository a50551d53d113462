"""Official forms: context → HTML → PDF. Only `platform` knows the platform."""
