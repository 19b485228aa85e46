"""A FastAPI server around four Keras models: a picture's bytes in, class and probabilities out, as JSON.

fastapi_server.py PORT THREADS
"""

import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(__file__), ".."))
from keras_experiment import DIVISOR, build_model, set_threads  # noqa: E402

import tensorflow as tf  # noqa: E402
import uvicorn  # noqa: E402
from fastapi import FastAPI, Request  # noqa: E402
from fastapi.concurrency import run_in_threadpool  # noqa: E402

set_threads(int(sys.argv[2]))
models = [build_model() for _ in range(4)]
app = FastAPI()


@tf.function(input_signature=[tf.TensorSpec([None, 32, 32, 3], tf.float32)])
def ensemble(images):
    return tf.add_n([model(images, training=False) for model in models]) / len(models)


def predict(body):
    images = np.frombuffer(body, np.uint8).reshape(-1, 32, 32, 3).astype("float32") / DIVISOR
    probabilities = ensemble(images).numpy()
    return {"class": probabilities.argmax(axis=1).tolist(), "probabilities": probabilities.tolist()}


@app.get("/ready")
def ready():
    return {"ready": True}


@app.post("/predict")
async def predict_picture(request: Request):
    return await run_in_threadpool(predict, await request.body())


predict(bytes(32 * 32 * 3))
print("serves", flush=True)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
