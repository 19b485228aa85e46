import type { Device } from '@chorus/proto';
import { formatDuration } from '@chorus/run-view';
import { usePolled, type AttemptAnswer, type WorkerAnswer, type WorkersAnswer } from './answers.ts';
import { OrderButton } from './order-button.tsx';
import { Bar, Fact, Panel, State, Swatch, Title } from './parts.tsx';
import { memberHue } from './colours.ts';
import { runAddress } from './route.ts';
import { Sparkline } from './sparkline.tsx';

/** Who trains: machines, devices, slots, and what they have in hand. */
export function WorkersPage() {
  const { answer, problem } = usePolled<WorkersAnswer>('/api/workers');
  const workers = answer?.workers ?? [];
  const slots = workers.reduce((sum, worker) => sum + worker.slots, 0);
  const busy = workers.reduce((sum, worker) => sum + worker.attempts.length, 0);
  return (
    <>
      <Title name="Workers" problem={problem}>
        {workers.length > 0 && <p class="muted">{`${busy} of ${slots} slots busy`}</p>}
      </Title>
      {answer && workers.length === 0 && (
        <Panel title="No workers yet">
          <p>
            Add one on any machine:{' '}
            <code>{answer.commands.worker} serve --coordinator HOST:PORT</code>
          </p>
        </Panel>
      )}
      <div class="cards">
        {workers.map((worker) => (
          <Worker key={worker.workerId} worker={worker} />
        ))}
      </div>
    </>
  );
}

function Worker({ worker }: { worker: WorkerAnswer }) {
  const { workerId, hostname, backend, devices, slots, attempts, connectedMs, state } = worker;
  const free = slots - attempts.length;
  return (
    <Panel title={workerId} aside={<State of={state} />}>
      <dl class="facts">
        <Fact name="Host" value={hostname || '–'} />
        <Fact name="Backend" value={backend} />
        <Fact name="Devices" value={describeDevices(devices)} />
        <Fact name="Slots" value={`${attempts.length} of ${slots} busy`} />
        <Fact name="Joined" value={`${formatDuration((Date.now() - connectedMs) / 1000)} ago`} />
      </dl>
      <ul class="attempts">
        {attempts.map((attempt) => (
          <Attempt key={`${attempt.runId}/${attempt.member}`} attempt={attempt} />
        ))}
        {free > 0 && (
          <li class="muted">{free === 1 ? 'one slot is free' : `${free} slots are free`}</li>
        )}
      </ul>
      {state !== 'draining' && (
        <OrderButton
          name="Drain"
          outcome="It ends its epochs, hands its members back and leaves."
          yes="Yes, drain it"
          address={`/api/workers/${encodeURIComponent(workerId)}/drain`}
        />
      )}
    </Panel>
  );
}

function Attempt({ attempt }: { attempt: AttemptAnswer }) {
  const { runId, member, epochsDone, epochs, epochSeconds } = attempt;
  const last = epochSeconds.at(-1);
  return (
    <li>
      <a href={runAddress(runId)}>
        <Swatch member={member} /> member {member}
      </a>
      <span class="muted run-name">{runId}</span>
      <span class="progress">
        <Bar value={epochsDone / epochs} label={`member ${member}`} hue={memberHue(member)} />
        {epochsDone}/{epochs}
      </span>
      <span class="epoch-time">
        {last === undefined ? 'no epoch yet' : `${last.toFixed(1)} s/epoch`}
        <Sparkline values={epochSeconds} label={`seconds per epoch of member ${member}`} />
      </span>
    </li>
  );
}

const GIB = 2 ** 30;

/** `2 × NVIDIA H100 (80 GiB)` */
function describeDevices(devices: readonly Device[]): string {
  const groups = Map.groupBy(devices, ({ name, memoryBytes }) =>
    memoryBytes > 0 ? `${name} (${(memoryBytes / GIB).toFixed(0)} GiB)` : name,
  );
  const texts = [...groups].map(([name, { length }]) =>
    length > 1 ? `${length} × ${name}` : name,
  );
  return texts.join(', ') || '–';
}
