import { SmallDisk } from '@chorus/testing';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { DiskReserve } from './disk-reserve.ts';
import { isNoRoom } from './no-room.ts';

const coming = (folder: string, bytes: number) => ({ folder, bytes, what: 'the dataset' });

test('ROOM-1: what is to stay free is not promised, and what was promised is not promised again', async ({
  skip,
}) => {
  using disk = SmallDisk.mount('size=1000k') ?? skip('this user may not mount');
  const reserve = new DiskReserve();
  const first = await reserve.promise(coming(disk.path, 600_000));
  await expect(reserve.promise(coming(disk.path, 600_000))).rejects.toThrow(
    /has 1\.0 MB free, of which 10\.2 KB stay so, and 600 KB are coming: there is no room for 600 KB of the dataset$/,
  );
  first.wrote(500_000);
  const second = await reserve.promise(coming(disk.path, 600_000));
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  using whole = await reserve.promise(coming(disk.path, 1_000_000));
  whole.wrote(1_000_000);
  await expect(reserve.promise(coming(disk.path, 1_020_000))).rejects.toMatchObject({
    isForEver: true,
  });
});

test('ROOM-2: what is asked to stay free does, whatever the disk', async () => {
  const reserve = new DiskReserve(2 ** 60);
  const refused = await reserve.require(coming(tmpdir(), 1)).catch((error: unknown) => error);
  expect(isNoRoom(refused)).toBe(true);
  await new DiskReserve(0).require(coming(tmpdir(), 1));
});
