import { Server } from '@grpc/grpc-js';
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRunClient, createWorkerClient } from './client.ts';
import { v1 } from './definition.ts';
import type { RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
import { bindServer, describeProxy } from './transport.ts';

const ANSWER_TIMEOUT_MS = 20_000;

let server: Server;
let port: number;

beforeEach(async () => {
  server = new Server();
  server.addService(v1.RunService.service, {
    ListRuns: (_, callback) => callback(null, { runs: [] }),
  } as Partial<RunServiceHandlers> as RunServiceHandlers);
  port = await bindServer(server, '127.0.0.1:0');
});

afterEach(() => {
  server.forceShutdown();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Every name then has these addresses, in this order. */
function resolveTo(...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: 4 }));
  vi.spyOn(dns.promises, 'lookup').mockImplementation((() => Promise.resolve(found)) as never);
  vi.spyOn(dns.promises, 'resolveTxt').mockResolvedValue([]);
}

function listRuns(client: ReturnType<typeof createRunClient>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + ANSWER_TIMEOUT_MS;
    client.listRuns({}, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

test.each(['dns', 'unix', 'ipv4', 'my_host', 'gpu-box', 'coordinator.example'])(
  'a host called %s is dialled as a host',
  async (host) => {
    resolveTo('127.0.0.1');
    using client = disposable(createRunClient(`${host}:${port}`));
    expect(await listRuns(client)).toMatchObject({ runs: [] });
    expect(dns.promises.lookup).toHaveBeenCalledWith(host, { all: true });
    expect(dns.promises.resolveTxt).not.toHaveBeenCalled();
  },
);

test("a coordinator's second address is tried when nobody listens at the first", async () => {
  resolveTo('127.0.0.2', '127.0.0.1');
  using client = disposable(createRunClient(`coordinator.example:${port}`));
  expect(await listRuns(client)).toMatchObject({ runs: [] });
});

test("a coordinator's second address is tried when the first is silent", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket)).listen(port, '127.0.0.2');
  await once(silent, 'listening');
  resolveTo('127.0.0.2', '127.0.0.1');
  using client = disposable(createRunClient(`coordinator.example:${port}`));
  expect(await listRuns(client)).toMatchObject({ runs: [] });
  expect(sockets.length).toBe(1);
  silent.close();
  for (const socket of sockets) socket.destroy();
});

test.each(['http_proxy', 'https_proxy', 'grpc_proxy'])(
  'loopback is dialled directly, whatever %s says',
  async (variable) => {
    vi.stubEnv(variable, 'http://127.0.0.1:9');
    for (const host of ['127.0.0.1', 'localhost']) {
      const address = `${host}:${port}`;
      using client = disposable(createRunClient(address));
      expect(await listRuns(client)).toMatchObject({ runs: [] });
      expect(describeProxy(client, address)).toBe('');
    }
  },
);

test('another host is dialled through the proxy of the environment, which can be named', async () => {
  const targets: (string | undefined)[] = [];
  const proxy = createHttpServer().listen(0, '127.0.0.1');
  proxy.on('connect', ({ url }, socket) => {
    targets.push(url);
    const upstream = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    upstream.pipe(socket).pipe(upstream);
    socket.on('error', () => upstream.destroy());
  });
  await once(proxy, 'listening');
  const proxyAddress = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  vi.stubEnv('http_proxy', `http://${proxyAddress}`);
  const address = `coordinator.example:${port}`;
  using client = disposable(createRunClient(address));
  expect(await listRuns(client)).toMatchObject({ runs: [] });
  expect(targets).toEqual([address]);
  using worker = disposable(createWorkerClient(address));
  for (const one of [client, worker]) {
    expect(describeProxy(one, address)).toBe(
      ` through the proxy ${proxyAddress} of the environment (no_proxy=coordinator.example dials it directly)`,
    );
  }
  proxy.close();
  proxy.closeAllConnections();
});

function disposable<Client extends { close(): void }>(client: Client): Client & Disposable {
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}
