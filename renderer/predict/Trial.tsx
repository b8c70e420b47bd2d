// One trained network at hand: what it is given on the left, what it answers on the right.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultsOf } from '../../shared/params';
import { frameOf, recipeOf } from '../../shared/recipes';
import { type Decoding, decodings, followedInputs } from '../../shared/run/decode';
import type { PredictInput } from '../../shared/run/prediction';
import type { RunRecord } from '../../shared/run/record';
import { askedSample } from '../evaluate/askedSample';
import { Panel } from '../screens/Page';
import { ProblemCard } from '../screens/ProblemCard';
import { AnswerPanel } from './AnswerPanel';
import { GeneratePanel } from './GeneratePanel';
import { filledBySample, inputPanel, waitingFor } from './inputKinds';
import { isInput, type OwnInput } from './ownInput';
import classes from './PredictScreen.module.css';
import { SampleBar, type SamplePlace } from './SampleBar';
import { DecodingForm } from './WrittenAnswer';
import { WritePanel } from './WritePanel';
import { usePrediction, type Inputs } from './usePrediction';

/** What stands in the inputs while no sample is shown in all of them. */
type Own = { readonly [source: string]: OwnInput };

const usualDecoding: Decoding = {
  id: decodings[0]!.id,
  params: defaultsOf(decodings[0]!.params) as Decoding['params'],
};

export function Trial({ record }: { readonly record: RunRecord }) {
  const { t } = useTranslation();
  // What a network writes itself is nobody's to fill in.
  const followed = useMemo(() => followedInputs(record.preprocessing), [record]);
  const sources = useMemo(
    () => record.plan.inputs.map((input) => input.source).filter((source) => !followed.has(source)),
    [record, followed],
  );
  const [decoding, setDecoding] = useState<Decoding>(usualDecoding);
  const [sample, setSample] = useState<SamplePlace | null>(() => firstSample(record, sources));
  const [own, setOwn] = useState<Own>({});
  // What a sample fills in asks nothing anew.
  const given = sample === null ? own : null;
  const inputs = useMemo(() => inputsOf(sources, sample, given), [sources, sample, given]);
  const answer = usePrediction(record.id, inputs, followed.size > 0 ? decoding : undefined);

  const seen = sample === null ? undefined : answer.prediction?.input;
  useEffect(() => {
    if (seen !== undefined) setOwn((before) => ({ ...before, ...filledBySample(record, sources, seen) }));
  }, [seen, sources, record]);

  const change = useCallback(
    (source: string, value: OwnInput) => {
      setSample(null);
      // A row that is changed keeps the picture of its sample, until another is chosen.
      const kept = sample === null ? {} : picturesOf(record, sources, sample);
      setOwn((before) => ({ ...before, ...kept, [source]: value }));
    },
    [record, sources, sample],
  );

  const { recipe } = recipeOf(record.plan.training);
  return (
    <>
      {recipe.generates === 'text' && <WritePanel runId={record.id} frame={frameOf(record.plan.training)} />}
      {recipe.generates === 'samples' && <GeneratePanel runId={record.id} />}
      <div className={classes.columns}>
        <div className={classes.inputs}>
          <SampleBar record={record} sample={sample} onChange={setSample} />
          {sources.map((source) => (
            <Panel key={source} title={record.plan.spec.inputs[source]?.title ?? source}>
              {inputPanel({
                record,
                source,
                own: own[source],
                showsSample: sample !== null,
                answer,
                onChange: (value) => change(source, value),
              })}
            </Panel>
          ))}
        </div>
        <div className={classes.answers}>
          {followed.size > 0 && <DecodingForm decoding={decoding} onChange={setDecoding} />}
          {answer.problem !== null ? (
            <ProblemCard problem={answer.problem} />
          ) : (
            <AnswerPanel answer={answer} waiting={t(waitingFor(record, sources))} />
          )}
        </div>
      </div>
    </>
  );
}

/** What is shown at first: the sample that was asked for elsewhere, else the first of the test part. */
function firstSample({ preprocessing }: RunRecord, sources: readonly string[]): SamplePlace | null {
  const asked = askedSample.current;
  askedSample.current = null;
  const drawable = sources.some((source) => {
    const input = preprocessing.inputs[source];
    return input?.modality === 'image' && input.channels === 1;
  });
  // A pad to draw on explains itself; a form is easier to read filled in.
  return asked ?? (drawable ? null : { part: 'test', position: 0 });
}

/** Null while an input is empty. */
function inputsOf(sources: readonly string[], sample: SamplePlace | null, own: Own | null): Inputs | null {
  if (sample !== null)
    return Object.fromEntries(sources.map((source) => [source, { type: 'sample' as const, ...sample }]));
  const given: Record<string, PredictInput> = {};
  for (const source of sources) {
    const value = own?.[source];
    if (value === null || value === undefined) return null;
    given[source] = isInput(value) ? value : { type: 'row', values: value };
  }
  return given;
}

/** A sample's pictures where there is a row beside them. */
function picturesOf(record: RunRecord, sources: readonly string[], sample: SamplePlace): Own {
  const modality = (source: string) => record.preprocessing.inputs[source]?.modality;
  if (!sources.some((source) => modality(source) === 'table')) return {};
  const pictures = sources.filter((source) => modality(source) === 'image');
  return Object.fromEntries(pictures.map((source) => [source, { type: 'sample', ...sample } as const]));
}
