/** What is brought, by the path of its file. */
const underWay = new Map<string, Promise<string>>();

/** Brings a file once, also where two slots want it at the same time. @returns its path */
export function onlyOnce(path: string, bring: () => Promise<string>): Promise<string> {
  const running = underWay.get(path);
  if (running) return running;
  const begun = bring().finally(() => underWay.delete(path));
  underWay.set(path, begun);
  return begun;
}
