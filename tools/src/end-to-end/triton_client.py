"""Asks a model server by tritonclient. Arguments: http or grpc, its address, and a file of NumPy with the inputs by name,
texts among them. Prints metadata and outputs as JSON."""

import json
import sys

import numpy as np

protocol, address, path = sys.argv[1:4]
if protocol == "http":
    import tritonclient.http as triton
else:
    import tritonclient.grpc as triton

client = triton.InferenceServerClient(address)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready("ensemble")
metadata = client.get_model_metadata("ensemble", **({} if protocol == "http" else {"as_json": True}))
inputs = []
for name, values in np.load(path).items():
    is_text = values.dtype.kind == "U"
    datatype = "BYTES" if is_text else triton.np_to_triton_dtype(values.dtype) if hasattr(triton, "np_to_triton_dtype") else None
    if datatype is None:
        from tritonclient.utils import np_to_triton_dtype

        datatype = np_to_triton_dtype(values.dtype)
    tensor = triton.InferInput(name, list(values.shape), datatype)
    tensor.set_data_from_numpy(values.astype(object) if is_text else values)
    inputs.append(tensor)
result = client.infer("ensemble", inputs, request_id="seven")
texts = [text.decode() for text in result.as_numpy("class")]
some = client.infer("ensemble", inputs, outputs=[triton.InferRequestedOutput("uncertainty")])
print(
    json.dumps(
        {
            "inputs": [tensor["name"] for tensor in metadata["inputs"]],
            "class": texts,
            "probabilities": result.as_numpy("probabilities").tolist(),
            "uncertainty": result.as_numpy("uncertainty").tolist(),
            "same": bool((some.as_numpy("uncertainty") == result.as_numpy("uncertainty")).all()),
            "only": some.as_numpy("class") is None,
        }
    )
)
try:
    client.infer("other", inputs)
except Exception as error:
    print(error)
