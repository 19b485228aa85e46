import util from 'node:util';

/**
 * Gives tfjs-node 4.22 the two functions of `node:util` that it still calls: Node 23 removed
 * `isNullOrUndefined`, and `isArray` prints a warning that it is deprecated. To be called before
 * tfjs-node is imported.
 */
export function restoreRemovedUtil(): void {
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
}
