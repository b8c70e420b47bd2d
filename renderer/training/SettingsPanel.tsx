// How the network is to learn: every choice with one sentence, drawn from the definitions. Changes are steps of undo.
import { Chip, Select } from '@mantine/core';
import { useEffect, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { metricsFor } from '../../shared/choices/defaults';
import { findLoss } from '../../shared/choices/losses';
import { metrics } from '../../shared/choices/metrics';
import { findOptimizer, hasOwnDecay, optimizers } from '../../shared/choices/optimizers';
import { findSchedule, schedules, scheduleValues } from '../../shared/choices/schedules';
import type { DataSpec } from '../../shared/data/spec';
import { findLayer } from '../../shared/layers';
import type { ProjectDocument } from '../../shared/network/document';
import { targetOf } from '../../shared/network/remedies';
import { defaultsOf, type ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';
import { defaultTraining, type TrainingConfig } from '../../shared/run/training';
import { t as words } from '../i18n';
import { NumberField } from '../screens/NumberField';
import { FieldRow, ParamForm, ParamRow } from '../screens/ParamForm';
import { loadDevices, useDevicesStore } from '../settings/devices';
import { edit, editParams, useDocumentStore } from '../stores/documentStore';
import { HeldForm } from './HeldForm';
import { RecipeSettings } from './RecipeSettings';
import classes from './SettingsPanel.module.css';
import { ScheduleCurve } from './ScheduleCurve';
import { ratePoints, stepsPerEpoch } from './ratePoints';
import {
  clippingParams,
  decayParams,
  fairnessParams,
  paceParams,
  pruningParams,
  seedParams,
  stoppingParams,
} from './trainingParams';

/** `what` is changed, as the step of undo calls it. */
function change(what: string, values: Partial<TrainingConfig>): void {
  edit(
    words('edits.change', { name: what }),
    (document) => ({ ...document, training: { ...document.training, ...values } }),
    `training:${what}`,
  );
}

/** Other parameters of the same name keep their values: the learning rate and momentum of another optimizer. */
function optimizerChange(training: TrainingConfig, id: string): Partial<TrainingConfig> {
  const definition = findOptimizer(id);
  if (!definition) return {};
  const before = findOptimizer(training.optimizer);
  const values = Object.fromEntries(
    Object.entries(defaultsOf(definition.params) as ParamValues).map(([name, fallback]) => {
      const current = training.optimizerParams[name];
      const untouched = before?.params[name] !== undefined && current === before.params[name].default;
      return [name, current === undefined || untouched ? fallback : current];
    }),
  );
  return { optimizer: id, optimizerParams: values };
}

export function SettingsPanel({ locked }: { readonly locked: boolean }) {
  const { t } = useTranslation();
  const document = useDocumentStore((state) => state.document);
  const data = useDocumentStore((state) => state.analysis?.data ?? null);
  const optimizerId = useId();
  if (!document) return null;
  const { training } = document;
  const optimizer = findOptimizer(training.optimizer);
  const { learningRate, ...otherParams } = (optimizer?.params ?? {}) as ParamSchema;
  const changeOptimizer = (name: string, value: ParamValue) =>
    change(optimizer?.params[name]?.title.toLowerCase() ?? name, {
      optimizerParams: { ...training.optimizerParams, [name]: value },
    });
  const flat = (name: string, value: ParamValue, schema: ParamSchema) =>
    change(schema[name]!.title.toLowerCase(), { [name]: value } as Partial<TrainingConfig>);

  return (
    <div className={classes.panel} aria-label={t('training.settings.title')} role="region">
      {locked && <p className={classes.locked}>{t('training.settings.locked')}</p>}
      <Group title={t('training.settings.learns')}>
        <RecipeSettings document={document} />
      </Group>
      <Group title={t('training.settings.pace')}>
        {learningRate?.type === 'float' && (
          <FieldRow label={learningRate.title} forId={`${optimizerId}-rate`} help={learningRate.help}>
            <NumberField
              id={`${optimizerId}-rate`}
              factor
              value={Number(training.optimizerParams['learningRate'] ?? learningRate.default)}
              min={learningRate.min}
              max={learningRate.max}
              onChange={(value) => value !== null && changeOptimizer('learningRate', value)}
            />
          </FieldRow>
        )}
        <HeldForm
          schema={paceParams}
          values={training as unknown as ParamValues}
          onChange={(name, value) => flat(name, value, paceParams)}
        />
        <Schedule document={document} data={data} />
      </Group>
      <Group title={t('training.settings.method')}>
        <FieldRow label={t('training.settings.optimizer')} forId={optimizerId} help={optimizer?.summary ?? ''}>
          <Select
            id={optimizerId}
            data={optimizers.map(({ id, title }) => ({ value: id, label: title }))}
            value={training.optimizer}
            onChange={(id) => id !== null && change(t('edits.training.optimizer'), optimizerChange(training, id))}
          />
        </FieldRow>
        <ParamForm schema={otherParams} values={training.optimizerParams} onChange={changeOptimizer} />
        {optimizer && !hasOwnDecay(optimizer) && (
          <HeldForm
            schema={decayParams}
            values={training as unknown as ParamValues}
            onChange={(name, value) => flat(name, value, decayParams)}
          />
        )}
        <HeldForm
          schema={clippingParams}
          values={training.clipping as unknown as ParamValues}
          onChange={(name, value) =>
            change(t('edits.training.clipping'), {
              clipping: { ...training.clipping, [name]: value } as TrainingConfig['clipping'],
            })
          }
        />
        <Losses data={data} />
      </Group>
      <Group title={t('training.settings.smaller')}>
        <HeldForm
          schema={pruningParams}
          values={{ pruning: training.pruning ?? 0 }}
          onChange={(name, value) => flat(name, value, pruningParams)}
        />
      </Group>
      <Group title={t('training.settings.stopping')}>
        <HeldForm
          schema={stoppingParams}
          values={training.earlyStopping as unknown as ParamValues}
          onChange={(name, value) =>
            change(t('edits.training.stopping'), {
              earlyStopping: { ...training.earlyStopping, [name]: value } as TrainingConfig['earlyStopping'],
            })
          }
        />
      </Group>
      <Group title={t('training.settings.figures')}>
        <Metrics data={data} training={training} />
        <HeldForm
          schema={fairnessParams}
          values={training as unknown as ParamValues}
          onChange={(name, value) => flat(name, value, fairnessParams)}
        />
        <HeldForm
          schema={seedParams}
          values={training as unknown as ParamValues}
          onChange={(name, value) => flat(name, value, seedParams)}
        />
        <Engine training={training} />
      </Group>
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section className={classes.group}>
      <h3 className={classes.heading}>{title}</h3>
      {children}
    </section>
  );
}

/** How the learning rate goes on from where it begins, and what that looks like. */
function Schedule({ document, data }: { readonly document: ProjectDocument; readonly data: DataSpec | null }) {
  const { t } = useTranslation();
  const id = useId();
  const { training } = document;
  const { schedule } = training;
  const definition = findSchedule(schedule.id);
  const steps = stepsPerEpoch(document, data);
  const points = useMemo(() => ratePoints(training, steps), [training, steps]);
  return (
    <>
      <FieldRow label={t('training.settings.schedule')} forId={id} help={definition?.summary ?? ''}>
        <Select
          id={id}
          data={schedules.map((entry) => ({ value: entry.id, label: entry.title }))}
          value={schedule.id}
          onChange={(next) => {
            const chosen = next === null ? undefined : findSchedule(next);
            if (chosen)
              change(t('edits.training.schedule'), { schedule: { id: chosen.id, params: scheduleValues(chosen, {}) } });
          }}
        />
      </FieldRow>
      {definition && (
        <ParamForm
          schema={definition.params}
          values={schedule.params}
          onChange={(name, value) =>
            change(t('edits.training.ofSchedule', { name: definition.params[name]!.title.toLowerCase() }), {
              schedule: { ...schedule, params: { ...schedule.params, [name]: value } },
            })
          }
        />
      )}
      {definition && definition.id !== 'constant' && (
        <ScheduleCurve points={points} epochs={training.epochs} supposed={definition.looksBack === true} />
      )}
    </>
  );
}

/** The loss belongs to each Output: changing it here changes that layer. Only losses made for its target are offered. */
function Losses({ data }: { readonly data: DataSpec | null }) {
  const nodes = useDocumentStore((state) => state.document?.network.nodes);
  const outputs = (nodes ?? []).filter((node) => findLayer(node.kind)?.role === 'output');
  return outputs.map((node) => {
    const param = findLayer(node.kind)?.params['loss'];
    if (param?.type !== 'choice') return null;
    const value = node.params['loss'] ?? param.default;
    const task = targetOf(data, node)?.task;
    const fits = (id: string) =>
      task === undefined || id === value || id === 'auto' || findLoss(id)?.tasks.includes(task) === true;
    return (
      <ParamRow
        key={node.id}
        param={{
          ...param,
          title: outputs.length > 1 ? `${param.title} of ${node.name}` : param.title,
          options: param.options.filter((option) => fits(option.value)),
        }}
        value={value}
        onChange={(loss) => editParams(node.id, { loss })}
      />
    );
  });
}

function Metrics({ data, training }: { readonly data: DataSpec | null; readonly training: TrainingConfig }) {
  const { t } = useTranslation();
  const labelId = useId();
  const tasks = new Set(Object.values(data?.targets ?? {}).map((target) => target.task));
  const offered = metrics.filter((metric) => tasks.size === 0 || metric.tasks.some((task) => tasks.has(task)));
  const usual = [...tasks].flatMap((task) => metricsFor(task));
  const fitting = training.metrics.filter((id) => offered.some((metric) => metric.id === id));
  const chosen = fitting.length > 0 ? fitting : usual;
  return (
    <div className={classes.metrics}>
      <FieldRow
        label={t('training.settings.metrics')}
        labelId={labelId}
        help={t('training.settings.metricsHelp')}
        onReset={
          training.metrics.length > 0
            ? () => change(t('edits.training.metrics'), { metrics: defaultTraining.metrics })
            : undefined
        }
      >
        {null}
      </FieldRow>
      <div className={classes.chips} role="group" aria-labelledby={labelId}>
        {offered.map((metric) => (
          <Chip
            key={metric.id}
            size="xs"
            radius="sm"
            variant="light"
            title={`${metric.title}. ${metric.summary}`}
            classNames={{ root: classes.chip ?? '' }}
            checked={chosen.includes(metric.id)}
            onChange={(on) =>
              change(t('edits.training.metrics'), {
                metrics: offered.map((entry) => entry.id).filter((id) => (id === metric.id ? on : chosen.includes(id))),
              })
            }
          >
            {metric.title}
          </Chip>
        ))}
      </div>
    </div>
  );
}

function Engine({ training }: { readonly training: TrainingConfig }) {
  const { t } = useTranslation();
  const report = useDevicesStore((state) => state.report);
  const id = useId();
  useEffect(() => void loadDevices(), []);
  const engines = (report?.engines ?? []).filter((engine) => engine.available);
  const options = [
    { value: 'auto', label: t('training.settings.fastest') },
    ...engines.map((engine) => ({ value: engine.id, label: engine.title })),
  ];
  if (!options.some((option) => option.value === training.engine))
    options.push({ value: training.engine, label: t('training.settings.absent', { engine: training.engine }) });
  const chosen = engines.find((engine) => engine.id === training.engine) ?? report?.running;
  return (
    <FieldRow label={t('training.settings.engine')} forId={id} help={chosen ? `${chosen.title}. ${chosen.reason}` : ''}>
      <Select
        id={id}
        data={options}
        value={training.engine}
        onChange={(engine) => engine !== null && change(t('edits.training.engine'), { engine })}
      />
    </FieldRow>
  );
}
