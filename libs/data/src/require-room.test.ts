import { SmallDisk } from '@chorus/testing';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { requireRoom } from './require-room.ts';

test('a disk with room is one', async () => {
  await expect(requireRoom(tmpdir(), 1, 'a byte')).resolves.toBeUndefined();
});

test('what no disk holds is refused with what is missing', async () => {
  await expect(requireRoom(tmpdir(), 2 ** 80, 'the dataset pets')).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringMatching(
      /^the disk of \S+ has \S+ [GT]B free, of which \S+ [MG]B stay so: the dataset pets needs 1208926 EB; free 120892\d EB more, or point CHORUS_HOME at another disk$/,
    ),
  });
});

test('a twentieth of a small disk stays free', async ({ skip }) => {
  using disk = SmallDisk.mount('size=1000k') ?? skip('this user may not mount');
  await expect(requireRoom(disk.path, 970_000, 'it')).resolves.toBeUndefined();
  await expect(requireRoom(disk.path, 980_000, 'it')).rejects.toThrow(
    'has 1.0 MB free, of which 51.2 KB stay so: it needs 980 KB; free 7.2 KB more',
  );
});
