/** The page of a coordinator that knows its callers, in a real browser. */
import { buildPage } from '@chorus/chorus';
import { Bench, TestTrust } from '@chorus/coordinator/testing';
import { TestIssuer } from '@chorus/coordinator/testing/issuer';
import { beforeAll, expect, test } from 'vitest';
import type { OpenPage } from './browser.ts';
import { browserForTests } from './browser-for-tests.ts';

const browser = browserForTests();
let pageDir: string;

beforeAll(async () => {
  if (browser.isThere) pageDir = await buildPage(() => {});
});

/** Types a token into the form. */
async function logIn({ page }: OpenPage, token: string, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Token' }).fill(token);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** What it complains of besides that it was refused something, or cut off. */
function complaintsOf({ complaints }: OpenPage): string[] {
  return complaints.filter((text) => !text.startsWith('Failed to load resource'));
}

test('an operator logs in by a token, cancels a run, drains a worker, and logs out', async () => {
  using trust = await TestTrust.create();
  const http = { listen: '127.0.0.1:0', pageDir };
  // It is not heard from while pictures are taken.
  const lostAfterMs = 600_000;
  await using bench = await Bench.start({ http, trust: trust.coordinator, lostAfterMs });
  bench.asked = await trust.admit('operator', 'ada');
  const worker = bench.connect(
    { workerId: 'gpu-box' },
    undefined,
    await trust.admit('worker', 'gpu-box'),
  );
  const runId = await bench.submit({ members: 2 });
  await worker.next('assignment');

  const opened = await browser.open(`https://${bench.coordinator.httpAddress}/`);
  const { page } = opened;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await opened.shows('heading', 'Log in');
  expect(await page.getByText(runId).count()).toBe(0);
  expect(await opened.inspect('login')).toEqual([]);
  await logIn(opened, trust.token('worker'), 'grace');
  await opened.showsText(/^the token is for the role worker/);
  expect(await opened.inspect('login-refused')).toEqual([]);
  await logIn(opened, trust.token('operator'), 'grace');

  await (await opened.shows('link', runId)).click();
  await opened.showsText('live');
  await button('Cancel the run').click();
  await opened.showsText('Its members stop; what they have finished is kept.');
  expect(await opened.inspect('cancelling')).toEqual([]);
  await button('No').click();
  await button('Cancel the run').click();
  await button('Yes, cancel it').click();
  await opened.showsText('complete');
  const events = await bench.eventsUntil(runId, 'finished');
  expect(events.at(-1)).toMatchObject({ status: 'cancelled' });
  expect(await button('Cancel the run').count()).toBe(0);

  await (await opened.shows('link', 'Workers')).click();
  await button('Drain').click();
  await button('Yes, drain it').click();
  await worker.next('drain');
  await opened.showsText('draining');
  expect(await opened.inspect('drained')).toEqual([]);

  await page.reload();
  await opened.showsText('grace');
  await button('Log out').click();
  await opened.shows('heading', 'Log in');
  await page.reload();
  await opened.shows('heading', 'Log in');
  expect(complaintsOf(opened)).toEqual([]);
});

test('a viewer sees no buttons, and nothing at all once they are removed', async () => {
  using trust = await TestTrust.create();
  const http = { listen: '127.0.0.1:0', pageDir };
  await using bench = await Bench.start({ http, trust: trust.coordinator });
  bench.asked = await trust.admit('operator', 'ada');
  const runId = await bench.submit();
  const opened = await browser.open(`https://${bench.coordinator.httpAddress}/#/runs/${runId}`);
  await logIn(opened, trust.token('viewer'), 'eve');
  await opened.showsText('live');
  expect(await opened.page.getByRole('button', { name: 'Cancel the run' }).count()).toBe(0);
  trust.store.remove({ role: 'viewer', name: 'eve' }, Date.now());
  await opened.showsText(/^viewer eve was removed: log in with a token/);
  expect(await opened.page.getByText(runId).count()).toBe(0);
  expect(complaintsOf(opened)).toEqual([]);
});

test('who has an account logs in at the issuer, and comes back to the page', async () => {
  await using issuer = await TestIssuer.start();
  const ada = issuer.addAccount('id-ada', { preferred_username: 'ada', groups: ['ml'] });
  const joe = issuer.addAccount('id-joe', { preferred_username: 'joe', groups: ['sales'] });
  using trust = await TestTrust.create(issuer.settings({ viewers: ['ml'] }));
  const http = { listen: '127.0.0.1:0', pageDir };
  await using bench = await Bench.start({ http, trust: trust.coordinator });
  const address = `https://${bench.coordinator.httpAddress}/`;
  issuer.sendBackTo(address);
  issuer.logInAs(joe);
  const opened = await browser.open(address);
  const name = `Log in with ${new URL(issuer.url).host}`;
  await opened.page.getByRole('button', { name }).click();
  await opened.showsText(/^no value of the claim 'groups' of joe lets in here/);
  expect(opened.page.url()).toBe(address);
  expect(await opened.inspect('account-refused')).toEqual([]);
  issuer.logInAs(ada);
  await opened.page.context().clearCookies();
  await opened.page.getByRole('button', { name }).click();
  await opened.showsText('No runs yet');
  await opened.showsText('viewer');
  expect(opened.page.url()).toContain(address);
  expect(opened.page.url()).not.toContain('code=');
  expect(complaintsOf(opened)).toEqual([]);
});

test('what the coordinator warns of stands above everything', async () => {
  const notice =
    'Whoever reaches this address sees all runs, and nothing that is sent is encrypted: this coordinator was started with --insecure.';
  const http = { listen: '127.0.0.1:0', pageDir, notice };
  await using bench = await Bench.start({ http });
  const opened = await browser.open(`http://${bench.coordinator.httpAddress}/`);
  await opened.showsText(notice);
  await opened.showsText('No runs yet');
  expect(await opened.inspect('notice')).toEqual([]);
  expect(opened.complaints).toEqual([]);
});
