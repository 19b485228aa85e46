import { formatCount, logLineOf } from '@chorus/run-view';
import { describeSilence, type Command } from '@chorus/scheduler';
import type { Log } from '@chorus/telemetry';
import type { JournalRecord } from '../journal/record.ts';
import type { Observer } from './observer.ts';

/** Writes what happens in runs, and which workers come and go, into the coordinator's log. */
export function logObserver(log: Log): Observer {
  return {
    happened(event, view) {
      const { level, context, message } = logLineOf(event, view);
      log[level](context, message);
    },
    recorded(record, commands) {
      logWorker(log, record);
      logDisconnections(log, commands);
    },
  };
}

function logWorker(log: Log, record: JournalRecord): void {
  switch (record.type) {
    case 'worker-joined': {
      const { worker, slots, deviceKind } = record;
      log.info(
        { worker: worker.workerId },
        `connects: ${formatCount(slots, 'member')} at once, ${deviceKind}`,
      );
      return;
    }
    case 'worker-disconnected':
      log.warn({ worker: record.worker.workerId }, 'its connection broke');
      return;
    case 'worker-silent':
      log.warn({ worker: record.worker.workerId }, describeSilence(record.silentMs));
      return;
    case 'worker-left':
      log.info({ worker: record.worker.workerId }, 'leaves');
      return;
    case 'worker-drained':
      log.info({ worker: record.workerId }, 'is drained');
  }
}

function logDisconnections(log: Log, commands: readonly Command[]): void {
  for (const command of commands) {
    if (command.type !== 'disconnect') continue;
    log.warn({ worker: command.worker.workerId }, `is disconnected: ${command.reason}`);
  }
}
