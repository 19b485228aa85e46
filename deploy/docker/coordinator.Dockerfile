# The coordinator, without TensorFlow. `npx nx run tools:container-images` prepares the folder that is
# copied here, packages included, so that the build needs no npm and no network.
ARG BASE_IMAGE=node:24-bookworm-slim
FROM ${BASE_IMAGE}

# User 1000 owns what a volume holds at first. A number, because not every base image has a name for it.
RUN install -d -o 1000 -g 1000 /var/lib/chorus
USER 1000:1000
# Relative paths on the command line lead into the volume.
WORKDIR /var/lib/chorus
VOLUME /var/lib/chorus
# Uploaded datasets are kept beside the runs that need them.
ENV CHORUS_HOME=/var/lib/chorus/cache
EXPOSE 50051

# Without a shell in between, so that SIGTERM reaches Node.
ENTRYPOINT ["node", "/opt/chorus/lib/node_modules/@chorus/chorus/bin/chorus.js"]
CMD ["serve", "--listen", "0.0.0.0:50051", "--state", "/var/lib/chorus"]

# Last, because it changes most: a new build takes all of the above from its cache.
COPY chorus /opt/chorus
