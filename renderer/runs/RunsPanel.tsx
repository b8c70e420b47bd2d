// Every run of the project: what it came to, drawn behind the current one on request, renamed in place, deleted with a way back.
import { ActionIcon, Checkbox, Menu, Table, TextInput, Tooltip } from '@mantine/core';
import { Ellipsis, FolderTree, GraduationCap, Pencil, Scissors, StepForward, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasWeights, type RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { formatAgo, formatDuration } from '../screens/format';
import { setRuns, useRunStore } from '../stores/runStore';
import { useUiStore } from '../stores/uiStore';
import { formatCompact, formatCount } from '../ui/numbers';
import { showMessage, showProblem } from '../ui/showProblem';
import { figureWords, formatFigure } from '../training/figures';
import { isActive } from '../training/progress';
import { useRunEvery } from '../training/useRunEvery';
import { forgetKept, sortRuns, toggleCompared, useRecordsStore, useTrainedRuns } from './records';
import { goOnFrom, prune, rename, restore, teachSmaller } from './runActions';
import classes from './RunsPanel.module.css';

/** A deleted run is gone for good once this time is over; until then it can be brought back. */
const undoMs = 6000;
/** The row of the run going on follows at a person's pace. */
const liveEveryMs = 500;

export function RunsPanel() {
  const { t } = useTranslation();
  const all = useRunStore((state) => state.runs);
  const live = useRunEvery(
    ({ run }) =>
      run.status === 'idle'
        ? null
        : { id: run.runId, status: run.status, epochs: run.history.length, ms: run.elapsedMs },
    liveEveryMs,
    ({ run }) => run.status,
  );
  const compared = useRecordsStore((state) => state.compared);
  const { chosen } = useTrainedRuns();
  const [renaming, setRenaming] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<ReadonlySet<string>>(new Set());
  const runs = sortRuns(all).filter((run) => !leaving.has(run.id));
  const liveId = live?.id;
  const training = useRunStore((state) => isActive(state.run));

  if (runs.length === 0) return <p className={classes.none}>{t('runs.none')}</p>;

  const names = [...new Set(runs.flatMap((run) => Object.keys(run.best?.validation ?? run.best?.train ?? {})))].filter(
    (name) => !name.includes('/') || name.endsWith('loss') === false,
  );
  const columns = names.slice(0, 4);

  const remove = (run: RunSummary) => {
    setLeaving((before) => new Set(before).add(run.id));
    let kept = false;
    const stay = () => {
      kept = true;
      setLeaving((before) => new Set([...before].filter((id) => id !== run.id)));
    };
    showMessage(t('runs.deleted', { name: run.name }), { title: t('runs.undo'), run: stay });
    setTimeout(() => {
      if (kept) return;
      void api.call('deleteRun', { runId: run.id }).then((answer) => {
        if (!answer.ok) {
          stay();
          showProblem(answer.problem);
          return;
        }
        forgetKept(run.id);
        setRuns(useRunStore.getState().runs.filter((entry) => entry.id !== run.id));
      });
    }, undoMs);
  };

  return (
    <div className={classes.scroll}>
      <Table highlightOnHover className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={36}>
              <span className={classes.hidden}>{t('runs.compare')}</span>
            </Table.Th>
            <Table.Th>{t('runs.name')}</Table.Th>
            <Table.Th>{t('runs.status')}</Table.Th>
            {columns.map((name) => (
              <Table.Th key={name} className={classes.figure ?? ''}>
                {figureWords(name).title}
              </Table.Th>
            ))}
            <Table.Th className={classes.figure ?? ''}>{t('runs.epochs')}</Table.Th>
            <Table.Th className={classes.figure ?? ''}>{t('runs.parameters')}</Table.Th>
            <Table.Th className={classes.figure ?? ''}>{t('runs.time')}</Table.Th>
            <Table.Th className={classes.figure ?? ''}>{t('runs.when')}</Table.Th>
            <Table.Th w={44} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => {
            const figures = run.best?.validation ?? run.best?.train ?? {};
            // What the engine says of the run going on is ahead of what is written down.
            const now = run.id === live?.id ? live : null;
            const status = now?.status === 'paused' ? 'paused' : run.status;
            const epochs = Math.max(run.epochs, now?.epochs ?? 0);
            const elapsedMs = Math.max(run.elapsedMs, now?.ms ?? 0);
            const busy = status === 'running' || status === 'paused';
            return (
              <Table.Tr key={run.id} data-chosen={run.id === chosen?.id || undefined}>
                <Table.Td>
                  <Tooltip label={t('runs.compareHelp')}>
                    <Checkbox
                      aria-label={t('runs.compareRun', { name: run.name })}
                      checked={compared.includes(run.id) || run.id === liveId}
                      disabled={run.id === liveId || run.epochs === 0}
                      onChange={() => toggleCompared(run.id)}
                    />
                  </Tooltip>
                </Table.Td>
                <Table.Td>
                  {renaming === run.id ? (
                    <TextInput
                      autoFocus
                      aria-label={t('runs.rename')}
                      defaultValue={run.name}
                      maxLength={200}
                      onFocus={(event) => event.currentTarget.select()}
                      onBlur={(event) => {
                        setRenaming(null);
                        void rename(run, event.currentTarget.value);
                      }}
                      onKeyDown={(event) => {
                        if (event.key === 'Enter') event.currentTarget.blur();
                        if (event.key === 'Escape') {
                          event.currentTarget.value = run.name;
                          event.currentTarget.blur();
                        }
                        event.stopPropagation();
                      }}
                    />
                  ) : (
                    <button
                      type="button"
                      className={classes.name}
                      title={t('runs.renameHelp')}
                      onDoubleClick={() => setRenaming(run.id)}
                      onKeyDown={(event) => event.key === 'F2' && setRenaming(run.id)}
                      onClick={() => hasWeights(run) && useUiStore.setState({ chosenRun: run.id })}
                    >
                      {run.name}
                    </button>
                  )}
                  {run.teacher && (
                    <div className={classes.teacher}>
                      {t('runs.learnedFrom', {
                        name: all.find(({ id }) => id === run.teacher?.id)?.name ?? run.teacher.name,
                      })}
                    </div>
                  )}
                </Table.Td>
                <Table.Td>
                  <span className={classes.status} data-status={status}>
                    {t(`runs.state.${status}`)}
                  </span>
                </Table.Td>
                {columns.map((name) => (
                  <Table.Td key={name} className={classes.figure ?? ''}>
                    {figures[name] === undefined ? '–' : formatFigure(figures[name], figureWords(name).format)}
                  </Table.Td>
                ))}
                <Table.Td className={classes.figure ?? ''}>{formatCount(epochs)}</Table.Td>
                <Table.Td className={classes.figure ?? ''} title={formatCount(run.parameters)}>
                  {formatCompact(run.parameters)}
                </Table.Td>
                <Table.Td className={classes.figure ?? ''}>{elapsedMs > 0 ? formatDuration(elapsedMs) : '–'}</Table.Td>
                <Table.Td className={classes.figure ?? ''} title={new Date(run.createdAt).toLocaleString()}>
                  {formatAgo(run.createdAt)}
                </Table.Td>
                <Table.Td>
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <ActionIcon size="sm" aria-label={t('runs.actions', { name: run.name })}>
                        <Ellipsis size={14} />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item leftSection={<Pencil size={14} />} onClick={() => setRenaming(run.id)}>
                        {t('runs.rename')}
                      </Menu.Item>
                      <Menu.Item
                        leftSection={<StepForward size={14} />}
                        disabled={training || !hasWeights(run)}
                        title={t('runs.goOnHelp')}
                        onClick={() => void goOnFrom(run)}
                      >
                        {t('runs.goOn')}
                      </Menu.Item>
                      <Menu.Item
                        leftSection={<Scissors size={14} />}
                        disabled={training || !hasWeights(run)}
                        title={t('runs.pruneHelp')}
                        onClick={() => void prune(run)}
                      >
                        {t('runs.prune')}
                      </Menu.Item>
                      <Menu.Item
                        leftSection={<GraduationCap size={14} />}
                        disabled={busy || !hasWeights(run)}
                        title={t('runs.teachHelp')}
                        onClick={() => void teachSmaller(run)}
                      >
                        {t('runs.teach')}
                      </Menu.Item>
                      <Menu.Item leftSection={<FolderTree size={14} />} onClick={() => void restore(run)}>
                        {t('runs.restore')}
                      </Menu.Item>
                      <Menu.Item
                        color="red"
                        leftSection={<Trash2 size={14} />}
                        disabled={busy}
                        onClick={() => remove(run)}
                      >
                        {t('runs.delete')}
                      </Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
