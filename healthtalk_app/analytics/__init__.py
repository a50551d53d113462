"""pandas: plain rows in, tables and scores out; no platform (design §1)."""
