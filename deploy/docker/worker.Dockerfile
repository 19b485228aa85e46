# A worker. It has the addon that binds TensorFlow to Node, but not TensorFlow's libraries: they take
# 0.9 GB (several with CUDA) and are mounted at /opt/tensorflow. Without them it trains by WebAssembly.
# `npx nx run tools:container-images` prepares the folder that is copied here, packages included, so
# that the build needs no npm and no network.
ARG BASE_IMAGE=node:24-bookworm-slim
FROM ${BASE_IMAGE}

# User 1000 owns what a volume holds at first. A number, because not every base image has a name for it.
RUN install -d -o 1000 -g 1000 /var/lib/chorus
USER 1000:1000
WORKDIR /var/lib/chorus
# The mounted folder holds `tensorflow` and, for GPUs, beside it `nvidia`, where it looks for CUDA.
# The image has no compiler, and nothing is to be downloaded: what is mounted is used as it is.
# CHORUS_HOME holds the datasets that the worker has fetched, and by what it is known to its coordinator.
ENV LD_LIBRARY_PATH=/opt/tensorflow/tensorflow \
    CHORUS_TENSORFLOW_SETUP=off \
    CHORUS_HOME=/var/lib/chorus/cache

# Without a shell in between, so that SIGTERM reaches Node. Where the coordinator is says the token, CHORUS_JOIN_TOKEN.
ENTRYPOINT ["node", "/opt/chorus/lib/node_modules/@chorus/worker/bin/chorus-worker.js"]
CMD ["serve"]

# Last, because it changes most: a new build takes all of the above from its cache.
COPY chorus /opt/chorus
# Empty where the building machine has no TensorFlow.
COPY addon /opt/chorus/lib/node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8
