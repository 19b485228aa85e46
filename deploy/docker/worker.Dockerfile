# A worker. It has the addon that binds TensorFlow to Node, but not TensorFlow's libraries: they take
# 0.9 GB (5 GB for GPUs) and are mounted at /opt/tensorflow. Without them it trains by WebAssembly.
# `npx nx run tools:container-images` prepares the folder that is copied here, packages included, so
# that the build needs no npm and no network.
ARG BASE_IMAGE=node:24-bookworm-slim
FROM ${BASE_IMAGE}

# User 1000 owns what a volume holds at first. A number, because not every base image has a name for it.
RUN install -d -o 1000 -g 1000 /var/lib/chorus
COPY . /opt/chorus

# The mounted folder holds `tensorflow` and, for GPUs, beside it `nvidia`, where it looks for CUDA.
ENV LD_LIBRARY_PATH=/opt/tensorflow/tensorflow
# There is no compiler here, and nothing to be downloaded: what is mounted is used as it is.
ENV CHORUS_TENSORFLOW_SETUP=off
# Datasets that it has fetched.
ENV CHORUS_HOME=/var/lib/chorus/cache
WORKDIR /var/lib/chorus
USER 1000:1000

# Without a shell in between, so that SIGTERM reaches Node.
ENTRYPOINT ["node", "/opt/chorus/apps/worker/bin/chorus-worker.js"]
CMD ["serve", "--coordinator", "coordinator:50051"]
