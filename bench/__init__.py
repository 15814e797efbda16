"""The two notebooks that folio replaces, step by step in pandas: what exports are measured by, and the benchmark."""
