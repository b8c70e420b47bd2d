// Which classes are taken for which: counts, each row shaded by its own total, with a sentence for the field under the pointer.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatPercent } from '../screens/format';
import { formatCount } from '../ui/numbers';
import styles from './ConfusionMatrix.module.css';

/** More classes than this are not readable as a grid of numbers; shades alone are drawn. */
const mostNumbers = 20;

interface Props {
  readonly classes: readonly string[];
  /** counts[truth][predicted]. */
  readonly counts: readonly (readonly number[])[];
  /** What is counted: samples where it is left out, pixels, or the tokens and rows of sequences. */
  readonly counted?: 'samples' | 'pixels' | 'places';
  /** A field with samples was clicked; left out where there is nothing to go through. */
  readonly onField?: ((truth: number, predicted: number) => void) | undefined;
  /** The field whose samples are shown. */
  readonly open?: readonly [truth: number, predicted: number] | null;
}

export function ConfusionMatrix({ classes, counts, counted = 'samples', onField, open = null }: Props) {
  const { t } = useTranslation();
  const [field, setField] = useState<readonly [number, number] | null>(null);
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const numbers = classes.length <= mostNumbers;
  const size = numbers
    ? Math.max(30, Math.min(112, Math.floor(460 / classes.length)))
    : Math.max(3, 460 / classes.length);
  const long = Math.max(...classes.map((name) => name.length));
  const upright = long * 7 > size - 6;

  const sentence = () => {
    if (field === null) return t(onField === undefined ? 'evaluate.matrixLook' : 'evaluate.matrixHelp');
    const [truth, predicted] = field;
    const count = counts[truth]?.[predicted] ?? 0;
    const share = sums[truth] ? formatPercent(count / sums[truth]) : '0 %';
    const names = { truth: classes[truth], predicted: classes[predicted], n: formatCount(count), count, share };
    const right = truth === predicted;
    if (counted === 'pixels') return right ? t('evaluate.pixelsRight', names) : t('evaluate.pixelsWrong', names);
    if (counted === 'places') return right ? t('evaluate.placesRight', names) : t('evaluate.placesWrong', names);
    return right ? t('evaluate.fieldRight', names) : t('evaluate.fieldWrong', names);
  };

  return (
    <div className={styles.box}>
      <div className={styles.scroll}>
        <table
          className={styles.matrix}
          style={{ '--size': `${size}px` } as React.CSSProperties}
          onMouseLeave={() => setField(null)}
        >
          <caption className={styles.caption}>{t('evaluate.predicted')}</caption>
          {numbers && (
            <thead>
              <tr>
                <td />
                {classes.map((name) => (
                  <th key={name} scope="col" className={styles.top} data-upright={upright || undefined} title={name}>
                    <span>{name}</span>
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {classes.map((name, truth) => (
              <tr key={name}>
                {numbers && (
                  <th scope="row" className={styles.side} title={name}>
                    {name}
                  </th>
                )}
                {classes.map((other, predicted) => {
                  const count = counts[truth]?.[predicted] ?? 0;
                  const share = sums[truth] ? count / sums[truth] : 0;
                  return (
                    <td
                      key={other}
                      className={styles.field}
                      data-right={truth === predicted || undefined}
                      data-strong={share > 0.5 || undefined}
                      data-active={(field?.[0] === truth && field[1] === predicted) || undefined}
                      style={{ '--share': share, '--floor': count > 0 ? 0.2 : 0 } as React.CSSProperties}
                      data-open={(open?.[0] === truth && open[1] === predicted) || undefined}
                      data-full={(onField !== undefined && count > 0) || undefined}
                      tabIndex={numbers && count > 0 ? 0 : -1}
                      onClick={() => count > 0 && onField?.(truth, predicted)}
                      onKeyDown={(event) => {
                        if (count === 0 || (event.key !== 'Enter' && event.key !== ' ')) return;
                        event.preventDefault();
                        onField?.(truth, predicted);
                      }}
                      onMouseEnter={() => setField([truth, predicted])}
                      onFocus={() => setField([truth, predicted])}
                    >
                      {numbers && <span className={count === 0 ? styles.zero : undefined}>{formatCount(count)}</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.sentence} aria-live="polite">
        {sentence()}
      </p>
    </div>
  );
}
