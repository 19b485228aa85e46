import { SmallDisk } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  examineHome,
  examineOpenFiles,
  examineStateFolder,
  examineTemporaryFolder,
  requireEnvironment,
} from './examine-environment.ts';
import { isMountedNoexec, parseMounts, remoteTypeOf } from './mounts.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rm(folder, { recursive: true }));

const file = join(folder, 'file');
writeFileSync(file, '');
const longName = join(folder, 'x'.repeat(300));
const danglingLink = join(folder, 'link');
symlinkSync(join(folder, 'not-there'), danglingLink);

/** What a user with this number and environment would be told. */
function chorusHomeOf(environment: NodeJS.ProcessEnv, uid: number): string {
  const script = `
    import { chorusHome } from ${JSON.stringify(import.meta.resolve('./chorus-home.ts'))};
    process.setuid?.(${uid});
    try { console.log(chorusHome(process.env)); }
    catch (error) { console.log(error.name + ': ' + error.message); }`;
  const args = ['--input-type=module', '--eval', script];
  return execFileSync(process.execPath, args, { env: environment, encoding: 'utf8' }).trim();
}

const NOT_IN_PASSWD = 4_012_345;

test.skipIf(process.getuid?.() !== 0).for<[number, NodeJS.ProcessEnv, RegExp]>([
  [
    NOT_IN_PASSWD,
    {},
    /^MachineError: this user has no home folder .*: set CHORUS_HOME to a folder/,
  ],
  [NOT_IN_PASSWD, { HOME: '' }, /^MachineError: this user has no home folder/],
  [NOT_IN_PASSWD, { HOME: '/home/user' }, /^\/home\/user\/\.cache\/chorus$/],
  [NOT_IN_PASSWD, { CHORUS_HOME: '/caches' }, /^\/caches$/],
  [NOT_IN_PASSWD, { CHORUS_HOME: '', HOME: '/home/user' }, /^\/home\/user\/\.cache\/chorus$/],
  [0, { HOME: '' }, new RegExp(`^${RegExp.escape(userInfo().homedir)}/\\.cache/chorus$`)],
])('of the user %d with %j the caches lie at %s', ([uid, environment, expected]) => {
  expect(chorusHomeOf(environment, uid)).toMatch(expected);
});

test('caches are kept in a folder that need not be there yet, and nothing is left of the trial', () => {
  const home = join(folder, 'not', 'yet');
  expect(examineHome({ CHORUS_HOME: home })).toEqual({
    subject: 'caches',
    level: 'ok',
    text: `in ${home}`,
  });
  expect(readdirSync(folder)).toEqual(['file', 'link']);
});

test.for([
  [
    'a file',
    file,
    'problem',
    `nothing new can be kept in ${file}, since ${file} is a file, not a folder`,
  ],
  [
    'below a file',
    join(file, 'x'),
    'problem',
    `nothing new can be kept in ${join(file, 'x')}, since ${file} is a file, not a folder`,
  ],
  [
    'below a link whose target is not there',
    join(danglingLink, 'x'),
    'problem',
    `nothing new can be kept in ${join(danglingLink, 'x')}, since ${danglingLink} is a link to what is not there`,
  ],
  [
    'called something too long',
    longName,
    'problem',
    `nothing new can be kept in ${longName}, since a name in ${longName} is too long`,
  ],
  // Not even root may write there, and Node's recursive mkdir would never end.
  [
    'where no folder can be made',
    '/proc/chorus',
    'problem',
    'nothing new can be kept in /proc/chorus, since /proc cannot be written',
  ],
  [
    'such a folder',
    '/proc',
    'problem',
    'nothing new can be kept in /proc, since /proc cannot be written',
  ],
  // What is needed may be in the caches already.
  ['read-only', '/sys', 'warning', 'nothing new can be kept in /sys, since /sys cannot be written'],
  [
    'missing from a read-only folder',
    '/sys/chorus',
    'problem',
    'nothing new can be kept in /sys/chorus, since /sys cannot be written',
  ],
] as const)('caches that are %s are told of with the remedy', ([, home, level, text]) => {
  if (/^\/(proc|sys)/.test(home) && process.platform !== 'linux') return;
  const remedy = 'set CHORUS_HOME to another folder';
  expect(examineHome({ CHORUS_HOME: home })).toEqual({ subject: 'caches', level, text, remedy });
});

test.skipIf(process.platform === 'win32')(
  'temporary files need a folder that is there, can be written and has room',
  () => {
    expect(examineTemporaryFolder({ TMPDIR: folder })).toMatchObject({ level: 'ok' });
    const missing = join(folder, 'missing');
    expect(examineTemporaryFolder({ TMPDIR: missing })).toEqual({
      subject: 'temporary',
      level: 'problem',
      text: `there is no folder ${missing}`,
      remedy: 'set TMPDIR to a folder with some room',
    });
    expect(examineTemporaryFolder({ TMPDIR: file })).toMatchObject({
      level: 'problem',
      text: `no temporary files, since ${file} is a file, not a folder`,
    });
  },
);

test('temporary files need more room than a small disk has', ({ skip }) => {
  using disk = SmallDisk.mount('size=15m');
  if (!disk) return skip('mounting a small disk is not permitted here');
  expect(examineTemporaryFolder({ TMPDIR: disk.path })).toMatchObject({
    level: 'problem',
    text: expect.stringContaining('has room for 15.7') as string,
  });
  disk.resize('size=17m');
  expect(examineTemporaryFolder({ TMPDIR: disk.path })).toMatchObject({ level: 'ok' });
});

test('caches on a disk that is full are told of', ({ skip }) => {
  using disk = SmallDisk.mount('size=1m,nr_inodes=1');
  if (!disk) return skip('mounting a small disk is not permitted here');
  expect(examineHome({ CHORUS_HOME: disk.path })).toMatchObject({
    level: 'problem',
    text: `nothing new can be kept in ${disk.path}, since there is no room left in ${disk.path}`,
  });
});

test('caches on a disk that runs no programs are warned of, unless TensorFlow is elsewhere', ({
  skip,
}) => {
  using disk = SmallDisk.mount('size=1m,noexec');
  if (!disk) return skip('mounting a small disk is not permitted here');
  const environment = { CHORUS_HOME: join(disk.path, 'home') };
  expect(examineHome(environment)).toMatchObject({
    level: 'warning',
    text: `${environment.CHORUS_HOME} is mounted noexec: TensorFlow cannot be loaded from there`,
  });
  const elsewhere = { ...environment, LIBTENSORFLOW_DIR: '/opt/tensorflow' };
  expect(examineHome(elsewhere)).toMatchObject({ level: 'ok' });
});

test.for([
  [30, 'problem'],
  [64, 'warning'],
  [255, 'warning'],
  [256, 'ok'],
  [1024, 'ok'],
] as const)('a limit of %d open files is: %s', ([most, level]) => {
  const limits = `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${most}                 4096  files\n`;
  expect(examineOpenFiles(limits)).toMatchObject({ subject: 'open files', level });
});

test('where no limit is known none is told', () => {
  expect(examineOpenFiles('')).toMatchObject({ level: 'ok' });
});

const MOUNTS = parseMounts(
  [
    '22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p1 rw',
    `31 22 0:30 / ${folder}/a\\040b rw,nosuid,noexec - tmpfs tmpfs rw`,
    `32 22 0:31 / ${folder}/share rw - nfs4 server:/share rw,vers=4.2`,
    `34 22 0:33 / ${folder}/twice rw - ext4 /dev/sdc rw`,
    `35 22 0:34 / ${folder}/twice rw - ceph server:/ rw`,
    `33 32 0:32 / ${folder}/share/local rw shared:2 master:3 - xfs /dev/sdb rw`,
    '',
  ].join('\n'),
);

test('the mount that counts is the nearest one above', () => {
  for (const name of ['a b/x', 'a bc', 'share/local', 'share/x', 'twice']) {
    mkdirSync(join(folder, 'mounts', name), { recursive: true });
  }
  const mounts = MOUNTS.map((mount) => ({
    ...mount,
    path: mount.path.replace(folder, join(folder, 'mounts')),
  }));
  const at = (name: string) => join(folder, 'mounts', name);
  expect(isMountedNoexec(at('a b/x/not-yet'), mounts)).toBe(true);
  expect(isMountedNoexec(at('a bc'), mounts)).toBe(false);
  expect(remoteTypeOf(at('share/x'), mounts)).toBe('nfs4');
  expect(remoteTypeOf(at('share/local'), mounts)).toBeUndefined();
  expect(remoteTypeOf(at('twice'), mounts), 'the last one there').toBe('ceph');
  expect(remoteTypeOf(at('nowhere'), mounts)).toBeUndefined();
});

test('a state folder on a disk of this machine is well, one that is a file is not', () => {
  expect(examineStateFolder(join(folder, 'state'))).toMatchObject({
    subject: 'state',
    level: 'ok',
  });
  expect(examineStateFolder(file)).toMatchObject({ level: 'warning' });
});

test('a state folder on a disk of another machine is warned of', () => {
  const mounts = parseMounts(`32 22 0:31 / ${folder} rw - nfs4 server:/share rw`);
  expect(examineStateFolder(folder, mounts)).toMatchObject({
    level: 'warning',
    text: `${folder} lies on nfs4, whose locks may not keep two coordinators apart`,
  });
});

test('warnings are told, and the first problem ends it with its remedy', () => {
  const told: string[] = [];
  const findings = [
    { subject: 'one', level: 'ok', text: 'well' },
    { subject: 'two', level: 'warning', text: 'not so well', remedy: 'do this' },
    { subject: 'three', level: 'problem', text: 'bad', remedy: 'do that' },
    { subject: 'four', level: 'warning', text: 'never reached', remedy: '' },
  ] as const;
  expect(() => requireEnvironment(findings, (text) => told.push(text))).toThrow(
    'three: bad: do that',
  );
  expect(told).toEqual(['two: not so well: do this']);
});
