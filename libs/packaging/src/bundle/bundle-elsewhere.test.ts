/**
 * A bundle with TensorFlow on machines that have nothing else of Chorus: a container, and this machine
 * with everything hidden that belongs to Chorus. There is no network, and the bundle is read-only.
 */
import { chorusHome } from '@chorus/machine';
import { resolveContext, TENSORFLOW_VERSION } from '@chorus/tensorflow';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { WORKSPACE } from '../production/workspace.ts';
import { makeBundle } from './make-bundle.ts';

const run = promisify(execFile);

const SETUP_TIMEOUT_MS = 5 * 60_000;
/** The first exists where it was made and never pulled. */
const IMAGES = ['localhost/node:24-bookworm-slim', 'node:24-bookworm-slim'];
const TRAIN = 'train --dataset shapes --members 2 --epochs 1 --train-limit 300 --test-limit 100';

/** A coordinator, a worker and a client, on loopback. The folder of the bundle is $1. */
const TRAIN_BY_WORKER = `
set -e
cd "$HOME"
mkfifo said
"$1/chorus" serve --listen 127.0.0.1:50051 > said 2> serve.log &
coordinator=$!
exec 3< said
read -r line <&3
"$1/chorus-worker" serve --coordinator 127.0.0.1:50051 --allow-cpu > worker.log 2>&1 &
worker=$!
"$1/chorus" ${TRAIN} --coordinator 127.0.0.1:50051 --json || { cat serve.log worker.log >&2; exit 1; }
kill $worker && wait $worker
kill $coordinator && wait $coordinator
`;

/** A run with workers of its own, where the folders behind the first are hidden. */
const TRAIN_ALONE = `
set -e
bundle=$1; shift
ip link set lo up
mount --bind "$bundle" "$bundle"
mount -o remount,bind,ro "$bundle"
for folder; do mount -t tmpfs none "$folder"; done
cd "$HOME"
exec "$bundle/chorus" ${TRAIN} --json
`;

/** What is looked at of the last line that `chorus train --json` prints. */
interface Report {
  readonly members: readonly { readonly backend: string }[];
  readonly ensemble: { readonly accuracy: number };
}

let root: string;
let folder: string | undefined;

beforeAll(async () => {
  if (process.platform !== 'linux' || !existsSync(libraries())) return;
  root = mkdtempSync(path.join(tmpdir(), 'chorus-elsewhere-'));
  // Not compressed: that would take most of the time.
  const { archive, folder: name } = await makeBundle({
    out: path.join(root, 'elsewhere.tar'),
    tensorFlow: 'cpu',
    log: () => {},
    signal: new AbortController().signal,
  });
  await run('tar', ['xf', archive.name], { cwd: root });
  rmSync(path.join(root, archive.name));
  folder = path.join(root, name);
}, SETUP_TIMEOUT_MS);

afterAll(() => {
  if (root !== undefined) rmSync(root, { recursive: true });
});

/** TensorFlow for processors, as the set-up has left it. */
function libraries(): string {
  return path.join(resolveContext({}).cacheFolder, `${TENSORFLOW_VERSION}-cpu`);
}

function requireBundle({ skip }: TestContext): string {
  if (folder === undefined) skip('bundles with TensorFlow are made of the wheel for processors');
  return folder!;
}

function expectEnsemble(stdout: string): void {
  const report = JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;
  expect(report.members.map(({ backend }) => backend)).toEqual(['tensorflow', 'tensorflow']);
  expect(report.ensemble.accuracy).toBeGreaterThan(0);
}

test('a coordinator, a worker and a client train in a container', async (context) => {
  const bundle = requireBundle(context);
  const engine = await getContainerRuntimeClient().catch(() => undefined);
  if (!engine) return context.skip('no Docker-compatible engine answers: set DOCKER_HOST');
  const [made, published] = IMAGES.map((name) => ImageName.fromString(name)) as [
    ImageName,
    ImageName,
  ];
  const image = (await engine.image.exists(made)) ? made : published;
  if (image === published) await engine.image.pull(image);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const [{ StatusCode }] = await engine.container.dockerode.run(
    image.string,
    ['sh', '-c', TRAIN_BY_WORKER, 'sh', '/mnt'],
    [stdout, stderr],
    // The image's Node is not on this path.
    {
      Env: ['HOME=/tmp', 'PATH=/usr/bin:/bin'],
      HostConfig: { NetworkMode: 'none', Binds: [`${bundle}:/mnt:ro`], AutoRemove: true },
    },
  );
  stdout.end();
  stderr.end();
  const [report, errors] = await printed;
  expect(StatusCode, errors).toBe(0);
  expectEnsemble(report);
});

test('a run is trained on this machine without anything else of Chorus', async (context) => {
  const bundle = requireBundle(context);
  const isolate = ['--map-root-user', '--net', '--mount'];
  await run('unshare', [...isolate, 'ip', 'link', 'set', 'lo', 'up']).catch(() =>
    context.skip('there is no unshare or ip here, or this user may make no namespaces'),
  );
  const home = path.join(root, 'home');
  mkdirSync(home);
  const { stdout } = await run(
    'unshare',
    [...isolate, 'sh', '-c', TRAIN_ALONE, 'sh', bundle, WORKSPACE, chorusHome(process.env)],
    { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: home } },
  );
  expectEnsemble(stdout);
});
