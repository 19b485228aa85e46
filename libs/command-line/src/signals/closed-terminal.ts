/**
 * Whether an error of standard output or standard error says that the terminal was closed. SIGHUP
 * tells of that, and is obeyed in order: what is printed until the end is lost, which is no reason
 * to break off.
 */
export function isTerminalClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EIO';
}
