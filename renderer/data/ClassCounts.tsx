// How many samples of each class there are, and what is done where they are uneven.
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { classColour } from '../../shared/data/classColours';
import type { DataConfig } from '../../shared/data/config';
import { correctedCounts } from '../../shared/data/corrections';
import { describeData } from '../../shared/data/describe';
import { isBackground } from '../../shared/data/masks';
import { sortedClasses } from '../../shared/data/sortedClasses';
import { Bars } from '../screens/Bars';
import { formatPercent } from '../screens/format';
import { Panel } from '../screens/Page';
import { edit, useDocumentStore } from '../stores/documentStore';
import { formatCount } from '../ui/numbers';
import classes from './ClassCounts.module.css';

/** Ways to even out classes of different size. */
const balances = ['off', 'weigh', 'over', 'under'] as const;
type Balance = (typeof balances)[number];

/** How classes are evened out; the training step can combine the ways, which is shown as weighing. */
export function useBalance(): Balance {
  return useDocumentStore((state) => {
    const { classWeights = 'none', resampling = 'none' } = state.document?.training ?? {};
    return classWeights === 'balanced' ? 'weigh' : resampling === 'none' ? 'off' : resampling;
  });
}

function balanceClasses(how: Balance): void {
  edit(how === 'off' ? 'take the classes as they are' : 'balance the classes', (document) => ({
    ...document,
    training: {
      ...document.training,
      classWeights: how === 'weigh' ? 'balanced' : 'none',
      resampling: how === 'over' || how === 'under' ? how : 'none',
    },
  }));
}

/** How many samples of each class there are, and whether rare ones are to count for more. */
export function ClassCounts({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const [name, target] = Object.entries(describeData(data).targets)[0] ?? [];
  if (data.masks) return <MarkCounts title={t('data.pixelClasses')} {...data.masks} shares />;
  if (data.tags) return <MarkCounts title={t('data.tokenTags')} {...data.tags} plain shares />;
  if (data.series?.classes !== undefined && data.series.classCounts !== undefined)
    return (
      <MarkCounts
        title={t('data.rowClasses')}
        classes={data.series.classes}
        classCounts={data.series.classCounts}
        plain
        shares
      />
    );
  if (data.boxes) return <MarkCounts title={t('data.boxClasses')} {...data.boxes} />;
  if (name === undefined || !target || target.task === 'regression' || target.task === 'labels') return null;
  const counts = classCounts(data, name, target.classes ?? []);
  if (counts.length === 0) return null;
  const shown = counts.slice(0, 20);
  const title =
    data.images || data.audio || data.video || data.text?.layout === 'folders'
      ? t('data.classesPlain')
      : t('data.classes', { name: target.title });
  return (
    <Panel title={title}>
      <Bars
        label={title}
        bars={shown.map(({ name: word, count }) => ({
          key: word,
          name: word,
          value: count,
          words: formatCount(count),
        }))}
      />
      {counts.length > shown.length && (
        <p className={classes.more}>{t('data.moreClasses', { n: formatCount(counts.length - shown.length) })}</p>
      )}
      <BalanceControl ways={balances} />
    </Panel>
  );
}

/** What is done where classes or labels are uneven. */
export function BalanceControl(props: { readonly ways: readonly Balance[]; readonly labels?: boolean }) {
  const { t } = useTranslation();
  const chosen = useBalance();
  const { ways, labels = false } = props;
  const balance = ways.includes(chosen) ? chosen : 'off';
  const help = labels ? (balance === 'off' ? 'offLabels' : 'weighLabels') : balance;
  return (
    <div className={classes.balance}>
      <span id="balance-classes" className={classes.title}>
        {t(labels ? 'data.balance.labelsTitle' : 'data.balance.title')}
      </span>
      <SegmentedControl
        fullWidth
        aria-labelledby="balance-classes"
        data={ways.map((value) => ({ value, label: t(`data.balance.${value}`) }))}
        value={balance}
        onChange={(value) => balanceClasses(value as Balance)}
      />
      <p className={classes.help}>{t(`data.balance.help.${help}`)}</p>
    </div>
  );
}

/** How often each class is marked, in the colours in which marks are drawn: pixels as shares, boxes as they are. */
function MarkCounts(props: {
  readonly title: string;
  readonly classes: readonly string[];
  readonly classCounts: readonly number[];
  readonly shares?: boolean;
  /** In no colours of their own. */
  readonly plain?: boolean;
}) {
  const { title, shares = false, plain = false } = props;
  const total = props.classCounts.reduce((sum, count) => sum + count, 0);
  return (
    <Panel title={title}>
      <Bars
        label={title}
        {...(shares ? { full: 1 } : {})}
        bars={props.classes.slice(0, 50).map((name, place) => {
          const count = props.classCounts[place] ?? 0;
          const share = count / Math.max(1, total);
          return {
            key: name,
            name,
            value: shares ? share : count,
            words: shares ? formatPercent(share) : formatCount(count),
            ...(plain || (shares && isBackground(name)) ? {} : { colour: classColour(place) }),
          };
        })}
      />
    </Panel>
  );
}

function classCounts(data: DataConfig, target: string, names: readonly string[]) {
  const named = (classes: readonly string[], counts: readonly number[]) => {
    const corrected = correctedCounts(classes, counts, data.corrections);
    return classes.map((name, place) => ({ name, count: corrected[place] ?? 0 }));
  };
  // Of pairs as many are equal as not: there is nothing to balance.
  if (data.images?.pairs !== undefined) return [];
  const sorted = sortedClasses(data);
  if (sorted) return named(sorted.classes, sorted.classCounts);
  const facts = data.table?.columns.find((column) => column.name === target)?.facts;
  if (!facts?.categories || !facts.histogram || facts.histogram.length !== facts.categories.length) return [];
  return named(
    names,
    names.map((name) => facts.histogram![facts.categories!.indexOf(name)] ?? 0),
  );
}
