import { constants } from 'node:fs';

/** How a file is opened to be read: a FIFO that took its place would hold an ordinary `open` up for ever. */
export const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
