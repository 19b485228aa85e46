import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterEach, expect, test, vi } from 'vitest';
import { CertificateAuthority } from './certificate-authority.ts';
import { requestCertificate } from './certificate-request.ts';
import { FrontDoor, identityOf, type DoorLimits } from './front-door.ts';
import type { Identity } from './roles.ts';

const terms = { nowMs: Date.now(), lifetimeMs: 600_000 };
const { authority } = await CertificateAuthority.create(terms.nowMs);
const pair = await authority.serverPair(['localhost', '127.0.0.1'], terms);
const WORKER: Identity = { role: 'worker', name: 'gpu-box' };

const opened: { close(): void }[] = [];
afterEach(() => opened.splice(0).forEach((door) => door.close()));

/** Who came in, in their order. */
async function openDoor(limits: Partial<DoorLimits> = {}) {
  const entered: (Identity | undefined)[] = [];
  const onConnection = (socket: TLSSocket) => {
    entered.push(identityOf(socket));
    socket.on('error', () => {});
    socket.write('welcome');
  };
  const where = { host: '127.0.0.1', port: 0, pair, authority: authority.certificate };
  const door = await FrontDoor.open({ ...where, onConnection, limits });
  opened.push(door);
  return { door, entered };
}

async function certified(identity: Identity, by = authority, when = terms) {
  const { key, request } = await requestCertificate();
  return { key, cert: await by.certify(request, identity, when) };
}

/** Connects, and waits for what the door says. @returns the socket, or why there is none */
async function enter(
  door: FrontDoor,
  options: ConnectionOptions = {},
): Promise<TLSSocket | string> {
  const ca = authority.certificate;
  const socket = connect({ host: '127.0.0.1', port: door.port, ca, ...options });
  const { promise, resolve } = Promise.withResolvers<TLSSocket | string>();
  socket.once('data', () => resolve(socket));
  socket.once('error', ({ message }) => resolve(message));
  socket.once('close', () => resolve('closed'));
  return promise;
}

test('who shows a certificate of the authority is known by it, over TLS 1.3', async () => {
  const { door, entered } = await openDoor();
  const socket = (await enter(door, await certified(WORKER))) as TLSSocket;
  expect(socket.getProtocol()).toBe('TLSv1.3');
  expect(entered).toEqual([WORKER]);
  socket.destroy();
});

test('DOOR-3: a connection ends with its certificate, and one that lasts longer than timers can does not', async () => {
  const { door } = await openDoor();
  const years = { nowMs: terms.nowMs, lifetimeMs: 100 * 24 * 3_600_000 };
  const lasting = (await enter(door, await certified(WORKER, authority, years))) as TLSSocket;
  // Certificates count whole seconds.
  const soon = { nowMs: Date.now(), lifetimeMs: 3_000 };
  const short = (await enter(door, await certified(WORKER, authority, soon))) as TLSSocket;
  await once(short.resume(), 'close');
  expect(lasting.destroyed).toBe(false);
  lasting.destroy();
});

test('nobody is known by no certificate, one of another authority, or one that is not valid now', async () => {
  const { door, entered } = await openDoor();
  const other = (await CertificateAuthority.create(terms.nowMs)).authority;
  const past = { nowMs: terms.nowMs - 3_600_000, lifetimeMs: 1_000 };
  const future = { nowMs: terms.nowMs + 3_600_000, lifetimeMs: 1_000 };
  for (const shown of [
    {},
    await certified(WORKER, other),
    await certified(WORKER, authority, past),
    await certified(WORKER, authority, future),
  ]) {
    ((await enter(door, shown)) as TLSSocket).destroy();
  }
  expect(entered).toEqual([undefined, undefined, undefined, undefined]);
});

test('a coordinator that another authority vouches for is not entered by a client of this one', async () => {
  const { door } = await openDoor();
  const other = (await CertificateAuthority.create(terms.nowMs)).authority;
  const problem = await enter(door, { ca: other.certificate });
  expect(problem).toMatch(/self-signed certificate in certificate chain|unable to/);
});

test('an older TLS is refused', async () => {
  const { door, entered } = await openDoor();
  expect(await enter(door, { maxVersion: 'TLSv1.2' })).toMatch(/protocol version|alert/);
  expect(entered).toEqual([]);
});

test('plain text is answered with what is spoken here', async () => {
  const { door, entered } = await openDoor();
  const socket = connectPlain(door.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\n\r\n');
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 .*This port speaks TLS/s);
  expect(entered).toEqual([]);
});

test('no session is resumed: it would show a certificate that has ended, or been removed, since', async () => {
  const { door, entered } = await openDoor();
  const where = { host: '127.0.0.1', port: door.port, ca: authority.certificate };
  const first = connect({ ...where, ...(await certified(WORKER)) });
  const [session] = (await once(first, 'session')) as [Buffer];
  first.destroy();
  const again = (await enter(door, { session })) as TLSSocket;
  expect(again.isSessionReused()).toBe(false);
  again.destroy();
  expect(entered).toEqual([WORKER, undefined]);
});

test('the certificate of a worker or user makes nobody a coordinator', async () => {
  const { key, cert } = await certified({ role: 'worker', name: 'localhost' });
  const where = { host: '127.0.0.1', port: 0, onConnection: (one: TLSSocket) => one.destroy() };
  const posing = { pair: { key, certificate: cert }, authority: authority.certificate };
  const door = await FrontDoor.open({ ...where, ...posing });
  opened.push(door);
  expect(await enter(door, { servername: 'localhost' })).toBe('unsuitable certificate purpose');
});

test('DOOR-2: who is put out is out at once, and the others stay', async () => {
  const { door } = await openDoor();
  const meant = (await enter(door, await certified(WORKER))) as TLSSocket;
  const other = (await enter(door, await certified({ ...WORKER, name: 'other' }))) as TLSSocket;
  const gone = once(meant, 'close');
  door.putOut(({ name }) => name === 'gpu-box');
  await gone;
  expect(other.closed).toBe(false);
  other.destroy();
});

test('DOOR-1: strangers are bounded in number and in time; who is known comes in beside them', async () => {
  const { door } = await openDoor({ strangers: 2, strangersWaiting: 0, strangerMs: 300 });
  const first = (await enter(door)) as TLSSocket;
  const second = (await enter(door)) as TLSSocket;
  const ends = [first, second].map((socket) => once(socket, 'close'));
  expect(await enter(door)).not.toHaveProperty('destroy');
  await Promise.all(ends);
  const known = (await enter(door, await certified(WORKER))) as TLSSocket;
  expect(known.authorized).toBe(true);
  known.destroy();
});

test('DOOR-1: strangers of one address who all come at once are let in one after the other', async () => {
  const { door, entered } = await openDoor({ strangersPerAddress: 2 });
  const coming = Array.from({ length: 20 }, async () => {
    const socket = (await enter(door)) as TLSSocket;
    socket.destroy();
  });
  await Promise.all(coming);
  expect(entered).toHaveLength(20);
});

test('DOOR-1: strangers who wait are bounded in number', async () => {
  const { door } = await openDoor({ strangers: 1, strangersWaitingPerAddress: 1 });
  const first = (await enter(door)) as TLSSocket;
  const others = [enter(door), enter(door)];
  expect(await Promise.race(others)).toMatch(/closed|ECONNRESET|socket/);
  first.destroy();
  const came = await Promise.all(others);
  const [last] = came.filter((one) => typeof one !== 'string');
  expect(last).toBeDefined();
  last!.destroy();
});

test('DOOR-1: strangers who wait are bounded in time', async () => {
  // Nobody without a certificate ever has a turn.
  const { door, entered } = await openDoor({ strangers: 0, strangerMs: 100 });
  expect(await enter(door)).toMatch(/closed|ECONNRESET|socket/);
  expect(entered).toEqual([]);
});

test('DOOR-1: a connection that says nothing is ended', async () => {
  const { door } = await openDoor({ handshakeMs: 100 });
  const silent = connectPlain(door.port, '127.0.0.1');
  await once(silent, 'close');
});

test('DOOR-1: who is known comes in, however many come back at once, beside those who stay in their handshake', async () => {
  const { door, entered } = await openDoor({
    handshakes: 3,
    handshakesPerAddress: 3,
    strangers: 3,
    perIdentity: 100,
  });
  // They begin a handshake, and say nothing more.
  const stuck = [1, 2].map(() => connectPlain(door.port, '127.0.0.1'));
  for (const socket of stuck) socket.write(Buffer.from([0x16, 3, 1]));
  await Promise.all(stuck.map((socket) => once(socket, 'connect')));
  const shown = await certified(WORKER);
  const all = await Promise.all(Array.from({ length: 100 }, () => enter(door, shown)));
  expect(all.filter((socket) => typeof socket === 'string')).toEqual([]);
  expect(entered).toHaveLength(100);
  for (const socket of all) (socket as TLSSocket).destroy();
  for (const socket of stuck) socket.destroy();
});

test('DOOR-1: connections whose handshake is not over are bounded', async () => {
  const { door } = await openDoor({ pending: 2 });
  const silent = [1, 2].map(() => connectPlain(door.port, '127.0.0.1'));
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  const third = connectPlain(door.port, '127.0.0.1');
  await once(third, 'close');
  expect(silent.every(({ closed }) => !closed)).toBe(true);
  for (const socket of silent) socket.destroy();
});

test('one identity has a bounded number of connections', async () => {
  const { door } = await openDoor({ perIdentity: 1 });
  const shown = await certified(WORKER);
  const first = (await enter(door, shown)) as TLSSocket;
  expect(await enter(door, shown)).toMatch(/closed|ECONNRESET|socket/);
  first.destroy();
  await vi.waitFor(async () => {
    const next = await enter(door, shown);
    expect(next).toHaveProperty('destroy');
    (next as TLSSocket).destroy();
  });
});

test('a certificate that was renewed is shown from then on', async () => {
  const { door } = await openDoor();
  const renewed = await authority.serverPair(['localhost', '127.0.0.1'], terms);
  door.renew(renewed);
  const socket = (await enter(door)) as TLSSocket;
  expect(socket.getPeerX509Certificate()!.toString()).toBe(renewed.certificate);
  socket.destroy();
  expect(await enter(door, { maxVersion: 'TLSv1.2' })).toMatch(/protocol version|alert/);
});
