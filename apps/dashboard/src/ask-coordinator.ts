/** Tells (`out`) that the coordinator does not know, or no longer, who asks. */
export const access = new EventTarget();

/** Asks the coordinator for what an address answers. @throws TypeError when it does not answer */
export async function askCoordinator(address: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(address, init);
  if (response.status === 401) access.dispatchEvent(new Event('out'));
  return response;
}

/**
 * Has the coordinator do something.
 *
 * @param said what it is told besides
 * @returns why it does not; undefined when it does
 */
export async function giveOrder(address: string, said: object = {}): Promise<string | undefined> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(said);
  try {
    const response = await askCoordinator(address, { method: 'POST', headers, body });
    if (response.ok) return undefined;
    return ((await response.json()) as { error: string }).error;
  } catch {
    return 'the coordinator does not answer';
  }
}
