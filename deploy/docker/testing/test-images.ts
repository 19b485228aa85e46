import { APPS, dockerfileOf, stageContext, type App } from '@chorus/packaging';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenericContainer, ImageName, type ContainerRuntimeClient } from 'testcontainers';

/** The default base image as Podman calls one that was made on this machine and never pulled. */
const LOCAL_BASE_IMAGE = 'localhost/node:24-bookworm-slim';

/** Both images, built from the sources as they are now, and removed in the end. */
export class TestImages {
  readonly #engine: ContainerRuntimeClient;
  readonly #tag = randomUUID();

  private constructor(engine: ContainerRuntimeClient) {
    this.#engine = engine;
  }

  static async build(engine: ContainerRuntimeClient): Promise<TestImages> {
    const images = new TestImages(engine);
    const isLocal = await engine.image.exists(ImageName.fromString(LOCAL_BASE_IMAGE));
    const buildArguments = isLocal ? { BASE_IMAGE: LOCAL_BASE_IMAGE } : {};
    const context = await mkdtemp(join(tmpdir(), 'chorus-image-'));
    try {
      await stageContext(context);
      await Promise.all(
        APPS.map((app) =>
          GenericContainer.fromDockerfile(context, dockerfileOf(app))
            .withBuildArgs(buildArguments)
            .build(images.name(app)),
        ),
      );
      return images;
    } finally {
      await rm(context, { recursive: true });
    }
  }

  name(app: App): string {
    return `localhost/chorus-${app}:${this.#tag}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { dockerode } = this.#engine.container;
    await Promise.all(APPS.map((app) => dockerode.getImage(this.name(app)).remove()));
  }
}
