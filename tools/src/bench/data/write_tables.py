"""Writes a table of 19 columns of numbers and a label as PATH.csv and PATH.parquet, as pandas does by itself."""

import sys

import numpy as np
import pandas as pd

path, rows = sys.argv[1], int(sys.argv[2])
random = np.random.default_rng(1)
columns = {f"x{k}": random.normal(scale=10.0 ** (k % 5 - 2), size=rows) for k in range(19)}
columns["label"] = random.choice(["cat", "dog", "owl", "pig"], size=rows)
table = pd.DataFrame(columns)
table.to_csv(f"{path}.csv", index=False)
table.to_parquet(f"{path}.parquet", index=False)
