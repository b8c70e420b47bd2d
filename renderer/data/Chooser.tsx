// Where data comes from: one's own file or folder, a bundled set, or a generated one.
import { Button } from '@mantine/core';
import { Camera, FileSpreadsheet, Film, FolderOpen, Mic, Pencil, Table2 } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BundledSet } from '../../shared/data/bundled';
import type { DataSource } from '../../shared/data/config';
import { generators, type GeneratorDefinition } from '../../shared/data/generators';
import { dataKinds, findDataKind } from '../../shared/data/kinds';
import { formatOfName, optionsOf } from '../../shared/data/tableFormats';
import { captureMedia, type CaptureMedium } from '../../shared/ipc';
import { defaultsOf } from '../../shared/params';
import type { ParamValues } from '../../shared/result';
import { FirstPictures } from './FirstPictures';
import { FirstRows } from './FirstRows';
import { Panel } from '../screens/Page';
import { ParamForm } from '../screens/ParamForm';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { grantDropped } from '../screens/dropped';
import { useDropTarget } from '../screens/useDropTarget';
import cards from '../ui/CardGrid.module.css';
import { Icon } from '../ui/Icon';
import { formatCount } from '../ui/numbers';
import { bundledSets } from './bundledSets';
import { CaptureDialog } from './CaptureDialog';
import classes from './Chooser.module.css';
import { askForData, cancelLoading, chooseSource, openDataFiles, sourceName, useDataLoading } from './openDataFile';

const captureIcons: { readonly [M in CaptureMedium]: ReactNode } = {
  pictures: <Camera size={14} />,
  drawings: <Pencil size={14} />,
  sounds: <Mic size={14} />,
  clips: <Film size={14} />,
};

/** What a set's size is told in. */
const amounts = {
  table: 'data.rows',
  series: 'data.rows',
  text: 'data.ofTexts',
  images: 'data.pictures',
  audio: 'data.clips',
} as const satisfies { readonly [K in BundledSet['kind']]: string };

export function Chooser() {
  const { t } = useTranslation();
  const { loading, progress, glance, problem, failed } = useDataLoading();
  const [capturing, setCapturing] = useState<CaptureMedium | null>(null);
  const busy = loading !== null;

  const drop = useDropTarget((_file, _all, dropped) => void grantDropped(dropped).then(openDataFiles));

  return (
    <div className={classes.chooser}>
      {capturing !== null && <CaptureDialog medium={capturing} onClose={() => setCapturing(null)} />}
      {problem !== null && (
        <ProblemCard problem={problem} onDismiss={() => useDataLoading.setState({ problem: null, failed: null })} />
      )}
      {failed !== null && <ReadOtherwise key={sourceName(failed.source)} {...failed} />}
      <div className={classes.drop} {...drop}>
        {busy ? (
          <div className={classes.loading}>
            <TaskProgress
              title={t('data.readingName', { name: sourceName(loading.source) })}
              progress={progress}
              onCancel={cancelLoading}
            />
            {glance !== null && glance.rows.length > 0 && <FirstRows glance={glance} />}
            {glance !== null && glance.pictures.length > 0 && <FirstPictures pictures={glance.pictures} />}
          </div>
        ) : (
          <>
            <FileSpreadsheet size={28} strokeWidth={1.5} className={classes.dropIcon} aria-hidden />
            <div className={classes.dropWords}>
              <strong>{t('data.dropTitle')}</strong>
              <span>{t('data.dropText')}</span>
            </div>
            <div className={classes.dropButtons}>
              <Button leftSection={<Table2 size={14} />} onClick={() => void askForData('file')}>
                {t('data.openFile')}
              </Button>
              <Button
                variant="default"
                leftSection={<FolderOpen size={14} />}
                onClick={() => void askForData('folder')}
              >
                {t('data.openFolder')}
              </Button>
              {captureMedia.map((medium) => (
                <Button
                  key={medium}
                  variant="default"
                  leftSection={captureIcons[medium]}
                  onClick={() => setCapturing(medium)}
                >
                  {t(`data.capture.open.${medium}`)}
                </Button>
              ))}
            </div>
          </>
        )}
      </div>
      <section>
        <h2 className={classes.heading}>{t('data.bundled')}</h2>
        <ul className={`${cards.grid} ${classes.grid}`}>
          {bundledSets.map((set) => (
            <li key={set.id}>
              <button
                type="button"
                className={`${cards.card} ${classes.card}`}
                disabled={busy}
                onClick={() => void chooseSource({ type: 'bundled', id: set.id })}
              >
                <span className={classes.cardIcon}>
                  <Icon name={findDataKind(set.kind)?.icon ?? 'Table2'} size={18} />
                </span>
                <span className={classes.cardWords}>
                  <span className={classes.cardTitle}>{set.title}</span>
                  <span className={classes.cardText}>{set.summary}</span>
                  <span className={classes.facts}>
                    {[
                      t(`data.task.${set.task}`),
                      t(amounts[set.kind], { count: set.rows, n: formatCount(set.rows) }),
                    ].join(' · ')}
                  </span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2 className={classes.heading}>{t('data.generated')}</h2>
        <ul className={`${cards.grid} ${classes.grid}`}>
          {generators.map((generator) => (
            <li key={generator.id}>
              <button
                type="button"
                className={`${cards.card} ${classes.card}`}
                disabled={busy}
                onClick={() =>
                  void chooseSource({
                    type: 'generated',
                    id: generator.id,
                    params: defaultsOf(generator.params) as ParamValues,
                  })
                }
              >
                {generator.kind === undefined ? (
                  <GeneratorPicture generator={generator} />
                ) : (
                  <span className={classes.cardIcon}>
                    <Icon name={findDataKind(generator.kind)?.icon ?? 'Table2'} size={18} />
                  </span>
                )}
                <span className={classes.cardWords}>
                  <span className={classes.cardTitle}>{generator.title}</span>
                  <span className={classes.cardText}>{generator.summary}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** A file that could not be read as it was taken for may be read with other options: the ones that its message names. */
function ReadOtherwise({ source, options }: { readonly source: DataSource; readonly options: ParamValues }) {
  const { t } = useTranslation();
  const asked = dataKinds.find(({ id }) => id === options['readAs']);
  const kind =
    asked ??
    dataKinds.find((entry) =>
      source.type === 'folder'
        ? entry.folders
        : source.type === 'file' && entry.extensions.some((ending) => source.name.toLowerCase().endsWith(ending)),
    );
  const [values, setValues] = useState<ParamValues>(options);
  if (kind === undefined) return null;
  return (
    <Panel title={t('data.readOtherwise', { name: sourceName(source) })} className={classes.otherwise}>
      <ParamForm
        schema={kind.id === 'table' ? optionsOf(kind.params, formatOfName(sourceName(source))) : kind.params}
        values={values}
        openMore
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      <div>
        <Button onClick={() => void chooseSource(source, values)}>{t('data.readAgain')}</Button>
      </div>
    </Panel>
  );
}

/** A few of its points, made on the spot: they are code and cost nothing. */
function GeneratorPicture({ generator }: { readonly generator: GeneratorDefinition }) {
  const dots = useMemo(() => {
    const { columns } = generator.generate({ count: 160, seed: 3 });
    const xs = columns[generator.columns[0]!] as Float64Array;
    const ys = columns[generator.columns[1]!] as Float64Array;
    const target = columns[generator.target]!;
    const names = [...new Set<string | number>(target)];
    const numbers = target instanceof Float64Array;
    const low = numbers ? Math.min(...target) : 0;
    const high = numbers ? Math.max(...target) : 1;
    const spanX = [Math.min(...xs), Math.max(...xs)] as const;
    const spanY = [Math.min(...ys), Math.max(...ys)] as const;
    return Array.from(xs, (x, i) => ({
      x: 4 + (48 * (x - spanX[0])) / (spanX[1] - spanX[0] || 1),
      y: 52 - (48 * (ys[i]! - spanY[0])) / (spanY[1] - spanY[0] || 1),
      kind: numbers ? -1 : names.indexOf(target[i]!) % 3,
      share: numbers ? (target[i]! - low) / (high - low || 1) : 1,
    }));
  }, [generator]);
  return (
    <svg viewBox="0 0 56 56" width={56} height={56} className={classes.dots} aria-hidden>
      {dots.map((dot, i) => (
        <circle
          key={i}
          cx={dot.x}
          cy={dot.y}
          r={1.3}
          data-kind={dot.kind}
          opacity={dot.kind < 0 ? 0.15 + 0.85 * dot.share : 1}
        />
      ))}
    </svg>
  );
}
