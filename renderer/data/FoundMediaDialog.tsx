// Sounds or videos were dropped or chosen that must be decoded first: what was found, and one click that makes it data.
import { Button, Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundMedia } from '../../shared/data/media';
import type { Problem } from '../../shared/result';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { formatCount } from '../ui/numbers';
import { decodeMedia } from './decodeMedia';
import classes from './FoundMediaDialog.module.css';
import { leftOutProblem } from './leftOut';
import { chooseSource, useDataLoading } from './openDataFile';

const mostNamed = 12;
const close = () => useDataLoading.setState({ media: null });

/** Shown as long as the store holds something that was found. */
export function FoundMediaDialog() {
  const { t } = useTranslation();
  const media = useDataLoading((state) => state.media);
  if (media === null) return null;
  const { found, sources } = media;
  return (
    <Modal opened onClose={close} closeOnClickOutside={false} title={t(`data.media.title.${found.medium}`)} size="lg">
      <Found
        key={found.id}
        found={found}
        onReadyOnly={() => {
          close();
          void chooseSource(sources[0]!);
        }}
      />
    </Modal>
  );
}

/** How many files each class has, in the order of their names. */
function countsOf({ files }: FoundMedia): readonly (readonly [name: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { label } of files) if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

function Found({ found, onReadyOnly }: { readonly found: FoundMedia; readonly onReadyOnly: () => void }) {
  const { t } = useTranslation();
  const { medium, name, files, ready } = found;
  const [done, setDone] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const halt = useRef<AbortController | null>(null);
  useEffect(() => () => halt.current?.abort(), []);

  const use = async () => {
    const { signal } = (halt.current = new AbortController());
    setProblem(null);
    setDone(0);
    const answer = await decodeMedia(found, { onProgress: setDone, signal });
    if (signal.aborted) return;
    setDone(null);
    if (!answer.ok) return setProblem(answer.problem);
    const { grant, taken, leftOut } = answer.value;
    const said = leftOut.length === 0 ? null : leftOutProblem(t, medium, leftOut, taken);
    if (grant === null) return setProblem(said);
    close();
    if (await chooseSource({ type: 'folder', path: grant.path, name })) useDataLoading.setState({ problem: said });
  };
  const cancel = () => {
    halt.current?.abort();
    setDone(null);
  };

  const counts = countsOf(found);
  return (
    <div className={classes.found}>
      {problem !== null && <ProblemCard problem={problem} />}
      <p>{t(`data.media.found.${medium}`, { name, count: files.length, n: formatCount(files.length) })}</p>
      <div>
        <p>
          {counts.length === 0
            ? t('data.media.noClasses')
            : t('data.media.classes', { count: counts.length, n: formatCount(counts.length) })}
        </p>
        {counts.length > 0 && (
          <ul className={classes.classes}>
            {counts.slice(0, mostNamed).map(([label, count]) => (
              <li key={label}>
                <bdi>{label}</bdi> <span>{formatCount(count)}</span>
              </li>
            ))}
            {counts.length > mostNamed && (
              <li>{t('data.media.andMore', { n: formatCount(counts.length - mostNamed) })}</li>
            )}
          </ul>
        )}
      </div>
      {files.some(({ part }) => part !== undefined) && <p>{t('data.media.parts')}</p>}
      <p className={classes.how}>{t(`data.media.how.${medium}`)}</p>
      {done === null ? (
        <div className={classes.buttons}>
          {ready > 0 && ready < files.length && (
            <Button variant="default" onClick={onReadyOnly}>
              {t('data.media.readyOnly', { count: ready, n: formatCount(ready) })}
            </Button>
          )}
          <Button data-autofocus onClick={() => void use()}>
            {t(`data.media.use.${medium}`)}
          </Button>
        </div>
      ) : (
        <TaskProgress
          title={t('data.media.decoding', { done: formatCount(done), total: formatCount(files.length) })}
          progress={{ done, total: files.length, message: '' }}
          onCancel={cancel}
        />
      )}
    </div>
  );
}
