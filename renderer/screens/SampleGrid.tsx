// Made-up samples side by side.
import { useTranslation } from 'react-i18next';
import type { ShownNumbers } from '../../shared/data/shown';
import { NumbersView } from './NumbersView';
import classes from './SampleGrid.module.css';

export function SampleGrid({ samples, label }: { readonly samples: readonly ShownNumbers[]; readonly label: string }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.samples} aria-label={label} data-testid="generated">
      {samples.map((sample, at) => (
        <li key={at}>
          <NumbersView numbers={sample} label={t('predict.generate.sample', { n: at + 1 })} />
        </li>
      ))}
    </ul>
  );
}
