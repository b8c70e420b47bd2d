// Inputs rebuilt: the errors of all samples with a threshold to move, and originals beside what became of them.
import { Select, Slider } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RebuiltPart } from '../../shared/run/evaluation';
import { formatNumber, formatPercent } from '../screens/format';
import { NumbersView } from '../screens/NumbersView';
import { Panel } from '../screens/Page';
import { formatCount } from '../ui/numbers';
import { binsOf, foundAbove, oddOnes } from './odds';
import pageClasses from './EvaluateScreen.module.css';
import classes from './Rebuilt.module.css';

const height = 150;

export function Rebuilt({ part, onShow }: { readonly part: RebuiltPart; readonly onShow: (position: number) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Panel title={t('evaluate.rebuilt.errors')} className={pageClasses.full}>
        <Errors part={part} />
      </Panel>
      <Panel title={t('evaluate.rebuilt.pairs')} className={pageClasses.full}>
        <p className={classes.help}>{t('evaluate.rebuilt.pairsHelp')}</p>
        <ul className={classes.pairs}>
          {part.pairs.map((pair) => (
            <li key={pair.position}>
              <button type="button" className={classes.pair} onClick={() => onShow(pair.position)}>
                <span className={classes.both}>
                  <NumbersView numbers={pair.given} label={t('evaluate.rebuilt.original')} />
                  <NumbersView numbers={pair.made} label={t('evaluate.rebuilt.made')} />
                </span>
                <span className={classes.words}>
                  {pair.label !== undefined && <span>{pair.label}</span>}
                  <span className={classes.error}>{formatNumber(pair.error, 3)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

/** A histogram of errors; to the right of the line samples count as odd. */
function Errors({ part }: { readonly part: RebuiltPart }) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [threshold, setThreshold] = useState(part.usual);
  const [oddClass, setOddClass] = useState('');
  const labelId = useId();
  const odd = useMemo(() => oddOnes(part, oddClass), [part, oddClass]);
  const bins = useMemo(() => binsOf(part.errors, odd), [part, odd]);
  const found = foundAbove(part.errors, odd, threshold);
  const end = bins[bins.length - 1]?.to ?? 1;
  const most = Math.max(1, ...bins.map((bin) => bin.ordinary + bin.odd));
  const step = width / bins.length;
  const at = (error: number) => (width * Math.min(error, end)) / end;
  const tall = (count: number) => (count === 0 ? 0 : Math.max(1, (height * count) / most));
  return (
    <div className={classes.errors}>
      <p className={classes.help}>{t('evaluate.rebuilt.errorsHelp')}</p>
      {part.only === undefined && part.classes !== undefined && (
        <Select
          w={240}
          label={t('evaluate.rebuilt.oddClass')}
          data={[
            { value: '', label: t('evaluate.rebuilt.noClass') },
            ...part.classes.slice(0, 500).map((name) => ({ value: name, label: name })),
          ]}
          value={oddClass}
          onChange={(value) => setOddClass(value ?? '')}
        />
      )}
      <div ref={ref} className={classes.plot}>
        {width > 0 && (
          <svg width={width} height={height} role="img" aria-label={t('evaluate.rebuilt.histogram')}>
            {bins.map((bin, place) => {
              const ordinary = tall(bin.ordinary);
              const odds = tall(bin.odd);
              return (
                <g key={place}>
                  <title>
                    {t('evaluate.rebuilt.bin', {
                      from: formatNumber(bin.from, 3),
                      to: formatNumber(bin.to, 3),
                      count: formatCount(bin.ordinary + bin.odd),
                    })}
                  </title>
                  <rect
                    className={classes.ordinary}
                    x={place * step + 0.5}
                    width={Math.max(1, step - 1)}
                    y={height - ordinary}
                    height={ordinary}
                  />
                  <rect
                    className={classes.odd}
                    x={place * step + 0.5}
                    width={Math.max(1, step - 1)}
                    y={height - ordinary - odds}
                    height={odds}
                  />
                </g>
              );
            })}
            <line className={classes.threshold} x1={at(threshold)} x2={at(threshold)} y1={0} y2={height} />
          </svg>
        )}
      </div>
      <Slider
        thumbProps={{ 'aria-labelledby': labelId }}
        min={0}
        max={end}
        step={end / 400}
        value={Math.min(threshold, end)}
        label={(value) => formatNumber(value, 3)}
        onChange={setThreshold}
      />
      <p id={labelId} className={classes.found}>
        {t('evaluate.rebuilt.above', {
          threshold: formatNumber(threshold, 3),
          count: formatCount(found.above),
          all: formatCount(part.errors.length),
        })}{' '}
        {found.recall !== null &&
          t('evaluate.rebuilt.found', {
            recall: formatPercent(found.recall),
            precision: found.precision === null ? '–' : formatPercent(found.precision),
          })}
      </p>
      {odd !== null && (
        <p className={classes.legend}>
          <span className={classes.keyOrdinary} aria-hidden /> {t('evaluate.rebuilt.ordinary')}
          <span className={classes.keyOdd} aria-hidden /> {t('evaluate.rebuilt.odd')}
        </p>
      )}
    </div>
  );
}
