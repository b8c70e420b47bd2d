// Samples made of noise: each beside the real one that is nearest, and how they spread over the classes.
import { useTranslation } from 'react-i18next';
import type { MadePart } from '../../shared/run/evaluation';
import { NumbersView } from '../screens/NumbersView';
import { Panel } from '../screens/Page';
import { formatCount } from '../ui/numbers';
import pageClasses from './EvaluateScreen.module.css';
import classes from './Made.module.css';
import pairClasses from './Rebuilt.module.css';

export function Made({ part }: { readonly part: MadePart }) {
  const { t } = useTranslation();
  return (
    <>
      {part.classes !== undefined && part.counts !== undefined && (
        <Panel title={t('evaluate.made.classes')} className={pageClasses.full}>
          <p className={pairClasses.help}>{t('evaluate.made.classesHelp')}</p>
          <Spread names={part.classes} counts={part.counts} />
        </Panel>
      )}
      <Panel title={t('evaluate.made.pairs')} className={pageClasses.full}>
        <p className={pairClasses.help}>{t('evaluate.made.pairsHelp')}</p>
        <ul className={pairClasses.pairs}>
          {part.pairs.map((pair, at) => (
            <li key={at} className={`${pairClasses.both} ${classes.pair}`}>
              <NumbersView numbers={pair.made} label={t('evaluate.made.made')} />
              <NumbersView numbers={pair.nearest} label={t('evaluate.made.nearest')} />
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

/** More classes than these are no longer read one by one. */
const mostBars = 50;

function Spread({ names, counts }: { readonly names: readonly string[]; readonly counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <dl className={classes.spread}>
      {names.slice(0, mostBars).map((name, at) => (
        <div key={name} className={classes.row}>
          <dt>{name}</dt>
          <dd>
            <span className={classes.bar} style={{ width: `${(100 * counts[at]!) / most}%` }} />
            <span className={classes.count}>{formatCount(counts[at]!)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
