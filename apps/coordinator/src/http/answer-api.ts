import { ChorusError, decodePathPart } from '@chorus/proto';
import { audited } from '../audit/audited.ts';
import { remoteOf } from '../audit/place-of.ts';
import { ANYBODY } from '../journal/principal.ts';
import type { Guard } from './guard.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { Asked, Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { sendJson } from './send.ts';

/** A request as it has come, before anything is known of it. */
export type Request = Pick<Asked, 'watched' | 'request' | 'response' | 'notice'>;

/**
 * Answers a request below `/api/`.
 *
 * @param guard who keeps the door; without one whoever asks may look, and changes nothing
 * @throws HttpRefusal for who asks, how, or from where; ChorusError `not-found` for a path, run or picture that is not there,
 *   `invalid` for what makes no sense
 */
export async function answerApi(
  { pathname, searchParams: query }: URL,
  request: Request,
  guard: Guard | undefined,
): Promise<void> {
  const found = findRoutes(pathname);
  // Without a guard there are no orders: the server has refused them before.
  const wanted = request.request.method === 'POST' ? 'POST' : 'GET';
  const route = found.find(({ method }) => method === wanted);
  const session = guard?.admit(route?.rpc, request.request, request.response);
  if (!route) throw missing(pathname, found);
  const asked = { ...request, query, session, guard, parts: partsOf(route, pathname) };
  if (route.method === 'GET') return route.answer(asked);
  const by = session ? { name: session.name, role: session.role } : ANYBODY;
  if (!guard) return;
  const ordered = { ...asked, by, guard };
  const from = remoteOf(request.request);
  const answer = await audited(
    guard.audit,
    (told?: object) => ({ ...route.audited(ordered, told), by, from }),
    () => route.carryOut(ordered),
  );
  sendJson(request.response, answer);
}

/** What each route's path looks like. */
const PATTERNS: ReadonlyMap<Route, RegExp> = new Map(
  ROUTES.map((route) => [route, new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`)]),
);

function findRoutes(pathname: string): Route[] {
  return ROUTES.filter((route) => PATTERNS.get(route)!.test(pathname));
}

function partsOf(route: Route, pathname: string): string[] {
  return PATTERNS.get(route)!.exec(pathname)!.slice(1).map(decodePathPart);
}

function missing(pathname: string, found: readonly Route[]): Error {
  if (found.length === 0) return new ChorusError('not-found', `there is nothing at ${pathname}`);
  const Allow = found[0]!.method === 'GET' ? 'GET, HEAD' : 'POST';
  return new HttpRefusal(405, `${pathname} is asked for by ${Allow}`, { Allow });
}
