import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Entry, Level } from '../chronicle.ts';
import { formatTime, Panel, Swatch } from '../parts.tsx';

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];
/** The most lines that are shown: nobody reads more, and every browser is slow with them. */
const MOST_SHOWN = 200;

interface LogListProps {
  readonly entries: readonly Entry[];
  readonly members: number;
  /** The revision of the entries, which are added in place. */
  readonly revision: number;
}

/** What happened, line by line: by member, level and text, with its end in view if so wished. */
export function LogList({ entries, members, revision }: LogListProps) {
  const [member, setMember] = useState(0);
  const [level, setLevel] = useState<Level>('info');
  const [text, setText] = useState('');
  const [isFollowed, follow] = useState(true);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => {
    const least = LEVELS.indexOf(level);
    const wanted = text.toLowerCase();
    return entries.filter(
      (entry) =>
        (member === 0 || entry.member === member) &&
        LEVELS.indexOf(entry.level) >= least &&
        entry.text.toLowerCase().includes(wanted),
    );
  }, [revision, member, level, text]);
  useEffect(() => {
    if (isFollowed) list.current!.scrollTop = list.current!.scrollHeight;
  }, [found, isFollowed]);

  return (
    <Panel title="Log" aside={<span class="muted">{countOf(found.length, entries.length)}</span>}>
      <div class="filters">
        <label>
          Member{' '}
          <select
            value={member}
            onChange={({ currentTarget }) => setMember(Number(currentTarget.value))}
          >
            <option value={0}>all</option>
            {Array.from({ length: members }, (_, index) => (
              <option key={index} value={index + 1}>
                {index + 1}
              </option>
            ))}
          </select>
        </label>
        <label>
          From level{' '}
          <select
            value={level}
            onChange={({ currentTarget }) => setLevel(currentTarget.value as Level)}
          >
            {LEVELS.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Containing{' '}
          <input
            type="search"
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <label>
          <input type="checkbox" checked={isFollowed} onChange={() => follow(!isFollowed)} /> Follow
        </label>
      </div>
      <div class="log" role="log" aria-label="Log" aria-live="off" tabIndex={0} ref={list}>
        {found.slice(-MOST_SHOWN).map((entry) => (
          <p key={entry.sequence} class={entry.level}>
            <time>{formatTime(entry.timeMs)}</time>
            <span class="level">{entry.level}</span>
            {entry.member > 0 && (
              <span class="who">
                <Swatch member={entry.member} /> {entry.member}
              </span>
            )}
            <span>{entry.text}</span>
          </p>
        ))}
      </div>
    </Panel>
  );
}

function countOf(found: number, all: number): string {
  if (found > MOST_SHOWN) return `the last ${MOST_SHOWN} of ${found} lines`;
  return found === all ? `${all} lines` : `${found} of ${all} lines`;
}
