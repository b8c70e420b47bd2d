// The samples that the network answered worst, each with what it said and what is true.
import { useTranslation } from 'react-i18next';
import { isBackground } from '../../shared/data/masks';
import type { EvaluatedOutput } from '../../shared/run/evaluation';
import { SampleView } from '../samples/SampleView';
import list from '../samples/SampleView.module.css';
import { formatNumber } from '../screens/format';
import { ClassLegend, Marked } from '../screens/Marked';
import { formatFigure } from '../training/figures';
import { formatCount } from '../ui/numbers';
import screen from './EvaluateScreen.module.css';
import classes from './Worst.module.css';

interface Props {
  readonly output: EvaluatedOutput;
  /** `position` counts within the part. */
  readonly onShow: (position: number) => void;
}

/** How a true and a predicted value stand in the list: numbers short, with how far apart they are. */
function apart(predicted: string, truth: string) {
  const [said, is] = [Number(predicted), Number(truth)];
  return Number.isFinite(said) && Number.isFinite(is)
    ? { predicted: formatNumber(said), truth: formatNumber(is), off: formatNumber(Math.abs(said - is), 3) }
    : { predicted, truth, off: '' };
}

export function Worst({ output, onShow }: Props) {
  const { t } = useTranslation();
  if (output.worst.length === 0) return <p className={screen.none}>{t('evaluate.noMistakes')}</p>;
  const number = output.task === 'regression';
  if (output.worst.some((sample) => sample.marks)) return <WorstMarks output={output} onShow={onShow} />;
  return (
    <ul
      className={`${list.list} ${classes.worst}`}
      data-pictures={output.worst.some((sample) => sample.picture) || undefined}
    >
      {output.worst.map(({ position, picture, text, cells, predicted, truth, ahead, confidence }) => (
        <li key={position}>
          <button type="button" className={list.sample} onClick={() => onShow(position)}>
            <SampleView picture={picture} text={text} cells={cells} />
            <span className={classes.said}>
              {number ? t('evaluate.saidNumber', apart(predicted, truth)) : t('evaluate.said', { predicted, truth })}
            </span>
            <span className={classes.sure}>
              {number
                ? t('evaluate.off', apart(predicted, truth))
                : t('evaluate.sure', { share: formatFigure(confidence, 'percent') })}
              {ahead !== undefined &&
                ahead > 0 &&
                ` · ${t('evaluate.rowsAhead', { count: ahead, n: formatCount(ahead) })}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Pictures with what is marked on them, truth beside answer. */
function WorstMarks({ output, onShow }: Props) {
  const { t } = useTranslation();
  const names = output.classes ?? [];
  return (
    <>
      <ClassLegend
        names={names}
        shown={names.flatMap((name, index) => (output.masks && isBackground(name) ? [] : [index]))}
      />
      <ul className={classes.marked}>
        {output.worst.map(({ position, picture = '', marks, confidence }) => (
          <li key={position}>
            <button type="button" className={classes.markedSample} onClick={() => onShow(position)}>
              {(['truth', 'predicted'] as const).map((which) => (
                <span key={which} className={classes.half}>
                  <Marked picture={picture} marks={marks?.[which]} alt={t(`evaluate.marks.${which}`)} />
                  <span className={classes.sure}>{t(`evaluate.marks.${which}`)}</span>
                </span>
              ))}
              <span className={classes.overlap}>
                {t(output.detection ? 'evaluate.marks.found' : 'evaluate.marks.overlap', {
                  share: formatFigure(confidence, 'percent'),
                })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
