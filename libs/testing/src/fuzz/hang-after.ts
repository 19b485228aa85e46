/** No server on this machine is silent for so long, however busy it is. */
const HANGS_MS = 60_000;

/** The same promise, unless it takes so long that nothing comes any more. @throws Error then */
export async function hangAfter<Result>(promise: Promise<Result>, what: string): Promise<Result> {
  const { promise: hung, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`${what} has no answer after a minute`)),
    HANGS_MS,
  );
  try {
    return await Promise.race([promise, hung]);
  } finally {
    clearTimeout(timer);
  }
}
