import util from 'node:util';

/**
 * Puts `util.isNullOrUndefined` back, which Node 23 removed and tfjs-node 4.22 still calls. To be
 * called before tfjs-node is imported.
 */
export function restoreRemovedUtil(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null });
}
