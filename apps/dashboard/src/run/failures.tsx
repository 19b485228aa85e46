import { describeRetry } from '@chorus/run-view';
import { describeFailure } from '@chorus/scheduler/failures';
import type { Loss } from '../chronicle.ts';
import { formatTime, Panel, Scroller, Swatch } from '../parts.tsx';

/** Attempts that ended without a result, the newest first: what kind of failure, and what helps. */
export function Failures({ losses }: { losses: readonly Loss[] }) {
  return (
    <Panel title="Failures" aside={<span class="muted">{losses.length}</span>}>
      <Scroller label="Failures" tall>
        <ul class="failures">
          {losses.toReversed().map((loss) => (
            <Failure key={loss.sequence} loss={loss} />
          ))}
        </ul>
      </Scroller>
    </Panel>
  );
}

function Failure({ loss }: { loss: Loss }) {
  const { member, attempt, kind, reason, timeMs, retried } = loss;
  const { title, remedy } = describeFailure(kind);
  return (
    <li>
      <p>
        <time class="muted">{formatTime(timeMs)}</time> <Swatch member={member} />{' '}
        {`member ${member}, attempt ${attempt} `}
        <span class={`state ${retried ? 'warn' : 'bad'}`}>{title}</span>{' '}
        <span class="muted">{describeRetry(loss)}</span>
      </p>
      <p>{reason}</p>
      {remedy && <p class="muted">{remedy}</p>}
    </li>
  );
}
