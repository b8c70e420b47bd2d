// How good the trained network is, told from data it never saw.
import { Button, SegmentedControl } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { findMetric } from '../../shared/choices/metrics';
import type { Part } from '../../shared/data/config';
import { ownPart } from '../../shared/names';
import type { Problem } from '../../shared/result';
import type { EvaluatedOutput, Evaluation } from '../../shared/run/evaluation';
import type { RunSummary } from '../../shared/run/record';
import { api } from '../api';
import { groupColumns } from '../../shared/data/sampleColumns';
import { GroupColumn } from '../data/GroupColumn';
import { useTrainedRuns } from '../runs/records';
import { RunPicker } from '../runs/RunPicker';
import { NeedsTraining } from '../screens/NeedsTraining';
import { Page, Panel } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { useTask } from '../screens/useTask';
import { useDocumentStore } from '../stores/documentStore';
import { goTo, useUiStore } from '../stores/uiStore';
import { figureWords, formatFigure } from '../training/figures';
import { formatCount } from '../ui/numbers';
import { askedSample } from './askedSample';
import { Confusion } from './Confusion';
import classes from './EvaluateScreen.module.css';
import { Detection } from './Detection';
import { Forecast } from './Forecast';
import { GroupResults } from './GroupResults';
import groupStyles from './GroupResults.module.css';
import { Labels } from './Labels';
import { Made } from './Made';
import { PerClass } from './PerClass';
import { ReadTexts } from './ReadTexts';
import { Rebuilt } from './Rebuilt';
import { Regression } from './Regression';
import { useVerdict } from './verdict';
import { Worst } from './Worst';

/** Evaluations of this session by run and part: weights of an ended run never change. */
const known = new Map<string, Evaluation>();

export function EvaluateScreen() {
  const { t } = useTranslation();
  const { runs, chosen } = useTrainedRuns();
  const [part, setPart] = useState<Part>('test');
  if (chosen === undefined) return <NeedsTraining area="evaluate" icon="Target" />;
  return (
    <Page
      title={t('evaluate.title')}
      lead={t('evaluate.lead')}
      actions={
        <>
          <RunPicker runs={runs} chosen={chosen} />
          <Button onClick={() => goTo('predict')}>{t('evaluate.toPredict')}</Button>
        </>
      }
    >
      <Result key={`${chosen.id} ${part}`} run={chosen} part={part} onPart={setPart} />
    </Page>
  );
}

function Result(props: { readonly run: RunSummary; readonly part: Part; readonly onPart: (part: Part) => void }) {
  const { t } = useTranslation();
  const { run, part } = props;
  // A run that still goes on gets better weights: its figures are asked for anew.
  const groupBy = useDocumentStore((state) => state.document?.data?.groupBy ?? '');
  const key = JSON.stringify([run.id, part, run.bestEpoch, groupBy]);
  const [evaluation, setEvaluation] = useState<Evaluation | undefined>(known.get(key));
  const [problem, setProblem] = useState<Problem | null>(null);
  const { running, progress, run: start, cancel } = useTask();
  const wanted = useRef('');

  const evaluate = useCallback(async () => {
    wanted.current = key;
    setProblem(null);
    const answer = await start((taskId) => api.call('evaluate', { taskId, runId: run.id, part, groupBy }));
    if (wanted.current !== key) return;
    if (answer.ok) {
      known.set(key, answer.value);
      setEvaluation(answer.value);
    } else {
      setProblem(answer.problem);
    }
  }, [key, run.id, part, groupBy, start]);

  useEffect(() => {
    const kept = known.get(key);
    if (kept) setEvaluation(kept);
    else void evaluate();
  }, [key, evaluate]);

  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t('evaluate.part')}
          data={(['test', 'validation', 'train'] as const).map((value) => ({
            value,
            label: t(`evaluate.parts.${value}`),
          }))}
          value={part}
          onChange={(value) => props.onPart(value as Part)}
        />
        <span className={classes.partNote}>{t(`evaluate.partNote.${part}`)}</span>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<RefreshCw size={13} />}
          loading={running}
          onClick={() => void evaluate()}
        >
          {t('evaluate.again')}
        </Button>
      </div>
      {problem !== null && (
        <ProblemCard problem={problem} action={{ title: t('screens.tryAgain'), run: () => void evaluate() }} />
      )}
      {running && evaluation === undefined && (
        <Panel>
          <TaskProgress title={t('evaluate.running')} progress={progress} onCancel={cancel} />
        </Panel>
      )}
      {evaluation?.outputs.map((output) => (
        <Output key={output.name} output={output} evaluation={evaluation} run={run} waiting={running} />
      ))}
    </>
  );
}

function Output(props: {
  readonly output: EvaluatedOutput;
  readonly evaluation: Evaluation;
  readonly run: RunSummary;
  /** Newer figures are being counted. */
  readonly waiting: boolean;
}) {
  const { t } = useTranslation();
  const { output, evaluation, run } = props;
  const verdict = useVerdict(output, evaluation);
  const several = evaluation.outputs.length > 1;
  const figures = tilesOf(output, evaluation);
  const showSample = (position: number) => {
    useUiStore.setState({ chosenRun: run.id });
    askedSample.current = { part: evaluation.part, position };
    goTo('predict');
  };
  return (
    <>
      {several && <h2 className={classes.output}>{output.name}</h2>}
      <Panel>
        <p className={classes.verdict}>{verdict}</p>
        <div className={classes.tiles}>
          {figures.map(([id, value]) => {
            const words = figureWords(id);
            return (
              <div key={id} className={classes.tile} title={findMetric(id)?.summary}>
                <span className={classes.tileName}>{words.title}</span>
                <span className={classes.tileValue}>{formatFigure(value, words.format)}</span>
              </div>
            );
          })}
          <div className={classes.tile}>
            <span className={classes.tileName}>{t('evaluate.samples')}</span>
            <span className={classes.tileValue}>{formatCount(evaluation.count)}</span>
          </div>
        </div>
      </Panel>
      <div className={classes.columns}>
        {output.confusion && output.classes && (
          <Confusion output={output} names={output.classes} counts={output.confusion} run={run} />
        )}
        {output.perClass && output.classes && (
          <Panel title={t('evaluate.perClass')} flush className={classes.wide}>
            <PerClass classes={output.classes} rows={output.perClass} iou={output.masks?.iou} />
          </Panel>
        )}
        {output.labels && output.classes && (
          <Panel title={t('evaluate.labels.title')} className={classes.full}>
            <Labels names={output.classes} part={output.labels} count={evaluation.count} />
          </Panel>
        )}
        {output.detection && output.classes && (
          <Panel title={t('evaluate.perClass')} flush className={classes.wide}>
            <Detection classes={output.classes} score={output.detection} />
          </Panel>
        )}
        {(output.errors?.inTime === true || output.errors?.steps !== undefined) && (
          <Panel title={t('evaluate.forecastOver')} className={classes.full}>
            <Forecast target={output.target} errors={output.errors} count={evaluation.count} />
          </Panel>
        )}
        {output.errors && (
          <Panel title={t('evaluate.scatter')} className={classes.wide}>
            <Regression target={output.target} errors={output.errors} />
          </Panel>
        )}
        {output.rebuilt && <Rebuilt part={output.rebuilt} onShow={showSample} />}
        {output.made && <Made part={output.made} />}
        {output.texts && (
          <Panel title={t('evaluate.texts.title')} className={classes.full}>
            <ReadTexts texts={output.texts} onShow={showSample} />
          </Panel>
        )}
        {!output.rebuilt && !output.made && !output.texts && <GroupPanel output={output} waiting={props.waiting} />}
        {!output.rebuilt && !output.made && !output.texts && (
          <Panel
            title={titleOfWorst(output, t)}
            className={output.worst.some((sample) => sample.picture) ? classes.full : classes.wide}
          >
            <Worst output={output} onShow={showSample} />
          </Panel>
        )}
      </div>
    </>
  );
}

/** The groups of a column that says something of the samples. */
function GroupPanel({ output, waiting }: { readonly output: EvaluatedOutput; readonly waiting: boolean }) {
  const { t } = useTranslation();
  const data = useDocumentStore((state) => state.document?.data ?? null);
  const columns = data === null ? [] : groupColumns(data);
  if (data === null || columns.length === 0) return null;
  const chosen = data.groupBy ?? '';
  const { groups } = output;
  return (
    <Panel
      title={t('evaluate.groups.title')}
      tools={<GroupColumn columns={columns} chosen={chosen} />}
      className={classes.full}
    >
      {chosen !== '' && groups?.column === chosen ? (
        <GroupResults output={output} groups={groups} />
      ) : (
        <p className={groupStyles.empty}>
          {chosen === ''
            ? t('evaluate.groups.choose')
            : t(waiting ? 'evaluate.groups.waiting' : 'evaluate.groups.notThere', { name: chosen })}
        </p>
      )}
    </Panel>
  );
}

function titleOfWorst(output: EvaluatedOutput, t: TFunction): string {
  if (output.detection) return t('evaluate.worstBoxes');
  if (output.worst.some((sample) => sample.marks)) return t('evaluate.worstMarks');
  return output.task === 'regression' ? t('evaluate.worstNumbers') : t('evaluate.worst');
}

/** Figures of one output by their metric's id: what the run measured, and the errors that every regression has. */
function tilesOf(output: EvaluatedOutput, evaluation: Evaluation): readonly (readonly [id: string, value: number])[] {
  const several = evaluation.outputs.length > 1;
  const measured = Object.entries(evaluation.figures).flatMap(([name, value]): [string, number][] => {
    const id = several ? ownPart(name, output.name) : name;
    return id === null ? [] : [[id, value]];
  });
  const { errors } = output;
  const always: [string, number][] = errors
    ? [
        ['meanAbsoluteError', errors.mae],
        ['rootMeanSquaredError', errors.rmse],
        ['r2', errors.r2],
      ]
    : [];
  return [...always, ...measured.filter(([id]) => !always.some(([other]) => other === id))];
}
