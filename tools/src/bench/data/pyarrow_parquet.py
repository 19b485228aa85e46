"""Reads a Parquet file by pyarrow, every column as a NumPy array. Prints the seconds."""

import json
import sys
import time

import pyarrow.parquet as pq

start = time.perf_counter()
arrays = [column.to_numpy() for column in pq.read_table(sys.argv[1]).columns]
print(json.dumps({"seconds": time.perf_counter() - start}))
