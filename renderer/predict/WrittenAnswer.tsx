// A text that the network wrote, what else it thought of, and how it is to write.
import { Select } from '@mantine/core';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ParamValue } from '../../shared/result';
import { type Decoding, decodings } from '../../shared/run/decode';
import type { PredictedOutput } from '../../shared/run/prediction';
import { defaultsOf } from '../../shared/params';
import { Bars } from '../screens/Bars';
import { formatPercent } from '../screens/format';
import { Panel } from '../screens/Page';
import { ParamForm } from '../screens/ParamForm';
import classes from './AnswerPanel.module.css';

type Texts = NonNullable<PredictedOutput['written']>;

export function WrittenAnswer({ texts, truth }: { readonly texts: Texts; readonly truth: string | undefined }) {
  const { t } = useTranslation();
  const [best] = texts;
  if (best === undefined) return <p className={classes.waiting}>{t('predict.wroteNothing')}</p>;
  const right = truth === undefined ? undefined : truth === best.text;
  return (
    <>
      <p className={classes.small}>{t('predict.wrote')}</p>
      <p className={classes.answer} data-testid="answer" data-long={best.text.length > 24 || undefined} dir="auto">
        {best.text === '' ? t('predict.wroteNothing') : best.text}
      </p>
      {!best.ended && <p className={classes.small}>{t('predict.wroteCut')}</p>}
      {right !== undefined && (
        <p className={classes.truth} data-right={right}>
          {right ? <Check size={14} aria-hidden /> : <X size={14} aria-hidden />}
          {right ? t('predict.right', { truth }) : t('predict.wrong', { truth })}
        </p>
      )}
      <Bars
        full={1}
        label={t('predict.alternatives')}
        bars={texts.map(({ text, probability }, place) => ({
          key: String(place),
          name: text === '' ? t('predict.wroteNothing') : text,
          value: probability,
          words: formatPercent(probability),
          strong: place === 0,
        }))}
      />
    </>
  );
}

/** How the text is chosen among all that could be written. */
export function DecodingForm(props: { readonly decoding: Decoding; readonly onChange: (decoding: Decoding) => void }) {
  const { t } = useTranslation();
  const { decoding, onChange } = props;
  const chosen = decodings.find(({ id }) => id === decoding.id) ?? decodings[0]!;
  return (
    <Panel title={t('predict.writing')}>
      <Select
        aria-label={t('predict.writing')}
        description={chosen.help}
        inputWrapperOrder={['input', 'description']}
        data={decodings.map(({ id, title }) => ({ value: id, label: title }))}
        value={chosen.id}
        allowDeselect={false}
        onChange={(id) => {
          const next = decodings.find((entry) => entry.id === id);
          if (next) onChange({ id: next.id, params: defaultsOf(next.params) as Decoding['params'] });
        }}
      />
      {Object.keys(chosen.params).length > 0 && (
        <ParamForm
          schema={chosen.params}
          values={decoding.params}
          onChange={(name: string, value: ParamValue) =>
            onChange({ id: chosen.id, params: { ...decoding.params, [name]: value } })
          }
        />
      )}
    </Panel>
  );
}
