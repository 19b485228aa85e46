import { beginAccountLogin, describeAccounts, logInByAccount } from './account-routes.ts';
import { firstSequence, streamEvents } from './event-stream.ts';
import { compare, runOf, runs, sampleOf, sendFile, workers } from './queries.ts';
import type { Route } from './route.ts';
import { send, sendJson } from './send.ts';
import { auditedLogin, describeSession, logIn, logOut } from './session-routes.ts';

/** All that can be asked for below `/api/`. */
export const ROUTES: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/api/runs', rpc: 'ListRuns' },
    answer: ({ watched, response }) => sendJson(response, runs(watched)),
  },
  {
    ...{ method: 'GET', path: '/api/workers', rpc: 'ListWorkers' },
    answer: ({ watched, response }) => sendJson(response, workers(watched)),
  },
  {
    ...{ method: 'GET', path: '/api/compare/:runs', rpc: 'FetchRunFiles' },
    answer: async (asked) => sendJson(asked.response, await compare(asked)),
  },
  {
    ...{ method: 'GET', path: '/api/runs/:run', rpc: 'WatchRun' },
    answer: (asked) => sendJson(asked.response, runOf(asked).view),
  },
  {
    ...{ method: 'GET', path: '/api/runs/:run/events', rpc: 'WatchRun' },
    answer: (asked) => {
      const from = firstSequence(asked.request, asked.query);
      return streamEvents(runOf(asked).log, from, asked);
    },
  },
  {
    ...{ method: 'GET', path: '/api/runs/:run/report', rpc: 'FetchRunFiles' },
    answer: (asked) => {
      const { runId, folder } = runOf(asked);
      return sendFile(folder.reportPath, `run ${runId} has no report`, asked.response);
    },
  },
  {
    ...{ method: 'GET', path: '/api/runs/:run/dataset', rpc: 'FetchRunFiles' },
    answer: (asked) => {
      const { runId, folder } = runOf(asked);
      const missing = `run ${runId} does not say more of its dataset`;
      return sendFile(folder.datasetPath, missing, asked.response);
    },
  },
  {
    ...{ method: 'GET', path: '/api/runs/:run/samples/:index', rpc: 'FetchRunFiles' },
    answer: (asked) => send(asked.response, 200, 'image/png', sampleOf(asked)),
  },
  {
    // Whoever may look at all may ask as whom.
    ...{ method: 'GET', path: '/api/session', rpc: 'ListRuns' },
    answer: ({ session, notice, response }) =>
      sendJson(response, { ...(session && describeSession(session)), notice }),
  },
  {
    ...{ method: 'POST', path: '/api/login', rpc: 'Join' },
    audited: auditedLogin('Join'),
    carryOut: logIn,
  },
  {
    ...{ method: 'GET', path: '/api/account-login', rpc: 'DescribeLogin' },
    answer: (asked) => sendJson(asked.response, describeAccounts(asked)),
  },
  {
    ...{ method: 'GET', path: '/api/account-login/begin', rpc: 'DescribeLogin' },
    answer: async (asked) => sendJson(asked.response, await beginAccountLogin(asked)),
  },
  {
    ...{ method: 'POST', path: '/api/account-login', rpc: 'JoinWithIdToken' },
    audited: auditedLogin('JoinWithIdToken'),
    carryOut: logInByAccount,
  },
  // By what somebody is known is their own, whoever they are.
  {
    ...{ method: 'POST', path: '/api/logout', rpc: 'Renew' },
    audited: () => ({ action: 'page-logout' }),
    carryOut: logOut,
  },
  {
    ...{ method: 'POST', path: '/api/runs/:run/cancel', rpc: 'CancelRun' },
    audited: ({ parts: [runId] }) => ({ action: 'CancelRun', subject: `run ${runId}` }),
    carryOut: async ({ guard, parts: [runId = ''], by }) => {
      await guard.orders.cancel(runId, by);
      return {};
    },
  },
  {
    ...{ method: 'POST', path: '/api/workers/:worker/drain', rpc: 'DrainWorker' },
    audited: ({ parts: [workerId] }) => ({ action: 'DrainWorker', subject: `worker ${workerId}` }),
    carryOut: async ({ guard, parts: [workerId = ''], by }) => {
      await guard.orders.drain(workerId, by);
      return {};
    },
  },
];
