// The data map: samples as points, like ones near each other. Point at one to see it, draw around some to go through them.
import { Button, CloseButton, Select, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { ScatterChart } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { withoutCorrections } from '../../shared/data/corrections';
import { mapMethods, type MapMethod } from '../../shared/data/mapMethods';
import { findLayer } from '../../shared/layers';
import type { Problem } from '../../shared/result';
import type { DataMap as Mapped } from '../../shared/data/shown';
import { api } from '../api';
import { useKeptRun, useTrainedRuns } from '../runs/records';
import { SampleList } from '../samples/SampleList';
import { formatNumber, formatPercent } from '../screens/format';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { useTask } from '../screens/useTask';
import { classToken, mostColours } from '../ui/classColours';
import { formatCount } from '../ui/numbers';
import classes from './DataMap.module.css';
import tab from './TabPage.module.css';
import { MapCanvas } from './MapCanvas';

const noClasses: readonly string[] = [];

/** Maps of this session, the newest few: what they were asked for says which. */
const known = new Map<string, Mapped>();
const mostKept = 8;

export function DataMap({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const { running, progress, run, cancel } = useTask();
  const [by, setBy] = useState('');
  const [method, setMethod] = useState<MapMethod>('pca');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [, setDrawn] = useState(0);
  const layers = useLayers(data);
  const learned = layers.find(({ value }) => value === by);
  // Corrections change colours, not places.
  const source = useMemo(() => JSON.stringify(withoutCorrections(data)), [data]);
  const key = `${source} ${method} ${learned?.value ?? ''}`;
  const map = known.get(key);

  const draw = useCallback(async () => {
    setProblem(null);
    const answer = await run((taskId) =>
      api.call('mapData', {
        taskId,
        data: JSON.parse(source) as DataConfig,
        method,
        ...(learned === undefined ? {} : { learned: { runId: learned.runId, layer: learned.layer } }),
      }),
    );
    if (answer.ok) {
      known.set(key, answer.value);
      if (known.size > mostKept) known.delete(known.keys().next().value!);
      setDrawn((count) => count + 1);
    } else if (answer.problem.code !== 'cancelled') setProblem(answer.problem);
  }, [run, source, method, learned, key]);

  const choose = (value: string | null) => setBy(value ?? '');
  return (
    <div className={tab.page}>
      <div className={tab.head}>
        <p className={tab.help}>{t('data.map.help')}</p>
        <Tooltip label={mapMethods.find(({ id }) => id === method)?.help} multiline maw={300}>
          <Select
            aria-label={t('data.map.method')}
            w={190}
            allowDeselect={false}
            data={mapMethods.map(({ id, title }) => ({ value: id, label: title }))}
            value={method}
            onChange={(value) => setMethod((value ?? 'pca') as MapMethod)}
          />
        </Tooltip>
        {layers.length > 0 && (
          <Select
            aria-label={t('data.map.by')}
            w={230}
            allowDeselect={false}
            data={[
              { value: '', label: t('data.map.raw') },
              { group: t('data.map.learned'), items: layers.map(({ value, label }) => ({ value, label })) },
            ]}
            value={learned?.value ?? ''}
            onChange={choose}
          />
        )}
      </div>
      {problem !== null && <ProblemCard problem={problem} />}
      {running ? (
        <div className={`${tab.empty} ${classes.waiting}`}>
          <TaskProgress title={t('data.map.drawing')} progress={progress} onCancel={cancel} />
        </div>
      ) : map === undefined ? (
        <div className={tab.empty}>
          <ScatterChart size={28} strokeWidth={1.5} aria-hidden />
          <p>{t('data.map.empty')}</p>
          <Button onClick={() => void draw()}>{t('data.map.draw')}</Button>
        </div>
      ) : (
        <Drawn key={key} data={data} map={map} />
      )}
    </div>
  );
}

/** Layers of the chosen run whose results may place the samples, where the run learned from the same source. */
function useLayers(data: DataConfig) {
  const { chosen } = useTrainedRuns();
  const record = useKeptRun(chosen)?.record;
  if (record === undefined || chosen === undefined) return [];
  const { plan } = record;
  if (plan.data.kind !== data.kind || JSON.stringify(plan.data.source) !== JSON.stringify(data.source)) return [];
  return plan.layers
    .filter(({ kind }) => findLayer(kind)?.role === 'hidden')
    .map(({ id, name }) => ({
      value: `${chosen.id} ${id}`,
      label: `${record.name}: ${name}`,
      runId: chosen.id,
      layer: id,
    }));
}

function Drawn({ data, map }: { readonly data: DataConfig; readonly map: Mapped }) {
  const { t } = useTranslation();
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const { classes: names = noClasses } = map;
  const corrected = useMemo(
    () => new Map((data.corrections ?? []).map(({ sample, label }) => [sample, label])),
    [data.corrections],
  );
  /** The class of each point as it is now; -2 left out. */
  const labels = useMemo(
    () =>
      map.samples.map((_, i) => {
        const label = corrected.get(map.names?.[i] ?? '');
        return label === undefined
          ? map.classes === undefined
            ? -1
            : map.targets[i]!
          : label === null
            ? -2
            : names.indexOf(label);
      }),
    [map, corrected, names],
  );
  useEffect(() => setChosen(new Set()), [map]);
  const picked = useMemo(() => [...chosen].map((place) => map.samples[place]!), [chosen, map]);
  return (
    <div className={classes.drawn}>
      <div className={classes.left}>
        <div ref={ref} className={classes.canvas}>
          {width > 0 && height > 0 && (
            <MapCanvas
              data={data}
              map={map}
              labels={labels}
              width={width}
              height={height}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
        </div>
        <div className={classes.foot}>
          {names.length > 0 ? (
            <ul className={classes.key} aria-label={t('data.map.classes')}>
              {names.slice(0, 20).map((name, place) => (
                <li key={name}>
                  <button
                    type="button"
                    title={t('data.map.chooseClass', { name })}
                    style={{ '--colour': `var(${classToken(place)})` } as React.CSSProperties}
                    onClick={() => setChosen(new Set(labels.flatMap((label, i) => (label === place ? [i] : []))))}
                  >
                    {name}
                  </button>
                </li>
              ))}
              {names.length > mostColours && <li className={classes.soft}>{t('data.map.grey')}</li>}
            </ul>
          ) : map.targets.length > 0 ? (
            <span className={classes.soft}>
              {t('data.map.range', {
                low: formatNumber(map.targets.reduce((a, b) => Math.min(a, b), Infinity)),
                high: formatNumber(map.targets.reduce((a, b) => Math.max(a, b), -Infinity)),
              })}
            </span>
          ) : (
            <span />
          )}
          <span className={classes.soft}>
            {map.samples.length < map.total
              ? t(names.length > 0 ? 'data.map.some' : 'data.map.someNumbers', {
                  n: formatCount(map.samples.length),
                  all: formatCount(map.total),
                })
              : t('data.samples', { count: map.total, n: formatCount(map.total) })}
            {' · '}
            {map.explained === undefined
              ? t('data.map.neighbours')
              : t('data.map.explained', { share: formatPercent(map.explained.reduce((sum, share) => sum + share, 0)) })}
          </span>
        </div>
      </div>
      {picked.length > 0 && (
        <section className={classes.side} aria-label={t('data.map.selection')}>
          <header className={classes.sideHead}>
            <h3>{t('data.samples', { count: picked.length, n: formatCount(picked.length) })}</h3>
            <CloseButton aria-label={t('data.map.clear')} onClick={() => setChosen(new Set())} />
          </header>
          <SampleList data={data} samples={picked} editable />
        </section>
      )}
    </div>
  );
}
