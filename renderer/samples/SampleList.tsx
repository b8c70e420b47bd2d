// Some samples to be looked at, given another class, or left out: by the mouse, or by the keys 1 to 9 and Delete.
import { Button, Select } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Correction, DataConfig } from '../../shared/data/config';
import { withoutCorrections } from '../../shared/data/corrections';
import type { Problem } from '../../shared/result';
import type { PreviewRow } from '../../shared/data/shown';
import { visibleText } from '../../shared/visibleText';
import { api } from '../api';
import { ProblemCard } from '../screens/ProblemCard';
import { SoundView } from '../screens/SoundView';
import { useDocumentStore } from '../stores/documentStore';
import { formatCount } from '../ui/numbers';
import { classesOf, correctSamples, takeBack } from './sampleEdits';
import classes from './SampleList.module.css';
import { SampleView } from './SampleView';
import look from './SampleView.module.css';

/** Samples that are shown at once; nobody goes through more by hand. */
export const mostShown = 60;
const keys = 9;
const mostCells = 12;

interface Props {
  /** Where the samples are read from: the document's data, or a run's. */
  readonly data: DataConfig;
  /** Their numbers. */
  readonly samples: readonly number[];
  /** False where the document's data is another set: then they are only shown. */
  readonly editable: boolean;
  /** Only samples that have no class, neither from their file nor from a person. */
  readonly onlyOpen?: boolean;
}

const none: readonly Correction[] = [];

function useSamples(data: DataConfig, samples: readonly number[]) {
  const [state, setState] = useState<{ rows: readonly PreviewRow[]; problem: Problem | null }>({
    rows: [],
    problem: null,
  });
  const source = useMemo(() => JSON.stringify(withoutCorrections(data)), [data]);
  const wanted = samples.slice(0, mostShown).join(' ');
  useEffect(() => {
    let gone = false;
    const request = { data: JSON.parse(source) as DataConfig, samples: wanted.split(' ').filter(Boolean).map(Number) };
    void api.call('showSamples', request).then((answer) => {
      if (!gone) setState(answer.ok ? { rows: answer.value, problem: null } : { rows: [], problem: answer.problem });
    });
    return () => {
      gone = true;
    };
  }, [source, wanted]);
  return state;
}

export function SampleList({ data, samples, editable, onlyOpen = false }: Props) {
  const { t } = useTranslation();
  const { rows: all, problem } = useSamples(data, samples);
  const corrections = useDocumentStore((state) => state.document?.data?.corrections ?? none);
  const made = useMemo(() => new Map(corrections.map((each) => [each.sample, each])), [corrections]);
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(
    () => (onlyOpen ? all.filter(({ name, label }) => label === undefined && !made.has(name ?? '')) : all),
    [onlyOpen, all, made],
  );
  const names = useMemo(() => classesOf(data), [data]);
  const able = editable && rows.some(({ name }) => name !== undefined);
  const picked = rows.filter((row) => chosen.has(row.index));

  // Samples of other data may have the same numbers.
  useEffect(() => setChosen(new Set()), [samples, data.fingerprint]);

  const apply = (label: string | null) => {
    correctSamples(picked, label);
    // One by one is the way through many: the next is chosen.
    const at = picked.length === 1 ? rows.indexOf(picked[0]!) + 1 : 0;
    if (at > 0 && at < rows.length) setChosen(new Set([rows[at]!.index]));
    // A sample that leaves the list takes the keys' place with it.
    box.current?.focus({ preventScroll: true });
  };
  const restore = () => takeBack(picked.flatMap(({ name }) => name ?? []));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !able) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const number = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1;
    if (step !== undefined) {
      const at = rows.findIndex((row) => chosen.has(row.index));
      const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
      if (next !== undefined) setChosen(new Set([next.index]));
    } else if (number >= 0 && number < names.length && picked.length > 0) apply(names[number]!);
    else if ((event.key === 'Delete' || event.key === 'Backspace') && picked.length > 0) apply(null);
    else if (event.key === 'Escape') setChosen(new Set());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const toggle = (index: number) =>
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(index)) next.add(index);
      return next;
    });

  return (
    <div ref={box} className={classes.box} tabIndex={-1} onKeyDown={onKeyDown}>
      {problem !== null && <ProblemCard problem={problem} />}
      {able && (
        <div className={classes.tools}>
          <span className={classes.count}>
            {picked.length === 0
              ? t('samples.pick')
              : t('samples.picked', { count: picked.length, n: formatCount(picked.length) })}
          </span>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              setChosen(picked.length === rows.length ? new Set() : new Set(rows.map(({ index }) => index)))
            }
          >
            {t(picked.length === rows.length ? 'samples.chooseNone' : 'samples.chooseAll')}
          </Button>
          <div className={classes.actions} role="group" aria-label={t('samples.give')}>
            {names.slice(0, keys).map((name, place) => (
              <Button
                key={name}
                size="compact-xs"
                variant="default"
                disabled={picked.length === 0}
                title={t('samples.giveHelp', { name, key: String(place + 1) })}
                leftSection={<kbd className={classes.key}>{place + 1}</kbd>}
                onClick={() => apply(name)}
              >
                <bdi>{visibleText(name)}</bdi>
              </Button>
            ))}
            {names.length > keys && (
              <Select
                size="xs"
                w={140}
                searchable
                aria-label={t('samples.give')}
                placeholder={t('samples.other')}
                data={names.slice(keys)}
                value={null}
                disabled={picked.length === 0}
                onChange={(name) => name !== null && apply(name)}
              />
            )}
            <Button
              size="compact-xs"
              variant="default"
              disabled={picked.length === 0}
              title={t('samples.leaveOutHelp')}
              onClick={() => apply(null)}
            >
              {t('samples.leaveOut')}
            </Button>
            {picked.some(({ name }) => name !== undefined && made.has(name)) && (
              <Button size="compact-xs" variant="subtle" onClick={restore}>
                {t('samples.restore')}
              </Button>
            )}
          </div>
        </div>
      )}
      <ul
        className={`${look.list} ${classes.list}`}
        data-pictures={rows.some(({ picture }) => picture !== undefined) || undefined}
        aria-label={t('samples.list')}
      >
        {rows.map((row) => (
          <li key={row.index} className={classes.item}>
            {row.sound !== undefined && <Heard data={data} row={row} />}
            <button
              type="button"
              className={`${look.sample} ${classes.sample}`}
              aria-pressed={chosen.has(row.index)}
              data-out={made.get(row.name ?? '')?.label === null || undefined}
              onClick={() => toggle(row.index)}
            >
              {row.sound === undefined && <Shown data={data} row={row} />}
              <Label row={row} correction={made.get(row.name ?? '')} />
            </button>
          </li>
        ))}
      </ul>
      {samples.length > mostShown && (
        <p className={classes.more}>
          {t('samples.more', { n: formatCount(mostShown), all: formatCount(samples.length) })}
        </p>
      )}
    </div>
  );
}

/** A sound with its button; the sound itself travels when it is to be heard. */
function Heard({ data, row }: { readonly data: DataConfig; readonly row: PreviewRow }) {
  const load = async () => {
    const answer = await api.call('showSamples', { data: withoutCorrections(data), samples: [row.index] });
    return answer.ok ? (answer.value[0]?.sound?.wav ?? null) : null;
  };
  return row.sound === undefined ? null : (
    <SoundView sound={row.sound} name={row.label ?? ''} height={34} load={load} />
  );
}

/** A sample as it came from the engine. */
export function Shown({ data, row }: { readonly data: DataConfig; readonly row: PreviewRow }) {
  const columns = data.table?.columns ?? [];
  const features = (row.cells ?? [])
    .map((cell, place) => [columns[place]?.name ?? '', cell, columns[place]?.role] as const)
    .filter(([, , role]) => role !== 'target')
    .slice(0, mostCells);
  return (
    <SampleView
      picture={row.picture ?? row.sound?.picture ?? row.frames?.[row.frames.length >> 1]}
      text={row.text}
      cells={features.map(([name, cell]) => [name, cell])}
    />
  );
}

function Label({ row, correction }: { readonly row: PreviewRow; readonly correction: Correction | undefined }) {
  const { t } = useTranslation();
  if (correction === undefined) return <span className={classes.label}>{row.label}</span>;
  return (
    <span className={classes.label} data-corrected>
      <s>{row.label}</s> {correction.label ?? t('samples.out')}
    </span>
  );
}
