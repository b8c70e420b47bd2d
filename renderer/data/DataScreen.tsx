// The data step: choose data, see what was found in it, change how it is read and split.
import { Button, CloseButton, SegmentedControl, Tabs } from '@mantine/core';
import { ArrowRight, Replace } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classColour } from '../../shared/data/classColours';
import type { DataConfig } from '../../shared/data/config';
import { correctedCounts, isUnlabelled } from '../../shared/data/corrections';
import { checkData, describeData } from '../../shared/data/describe';
import { findGenerator } from '../../shared/data/generators';
import { isBackground } from '../../shared/data/masks';
import { dataProblemsWithRecipe, recipeOf } from '../../shared/recipes';
import { suggestNetwork } from '../../shared/network/suggest';
import { Bars } from '../screens/Bars';
import { formatPercent } from '../screens/format';
import { Corrections } from '../samples/Corrections';
import { Page, Panel } from '../screens/Page';
import { ProblemCard, ProblemList } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { edit, editNetwork, useDocumentStore } from '../stores/documentStore';
import { goTo } from '../stores/uiStore';
import { formatCount } from '../ui/numbers';
import { findBundledSet } from './bundledSets';
import { Chooser } from './Chooser';
import { ColumnList } from './ColumnList';
import classes from './DataScreen.module.css';
import { cancelLoading, chooseAgain, sourceName, useDataLoading } from './openDataFile';
import { DataMap } from './DataMap';
import { Groups } from './Groups';
import { LabelTool, canLabel } from './LabelTool';
import { Preparation } from './Preparation';
import { Preview } from './Preview';
import { ReadingOptions } from './ReadingOptions';
import { SplitForm } from './SplitForm';
import { useSplitFacts } from './useSplitFacts';

export function DataScreen() {
  const { t } = useTranslation();
  const data = useDocumentStore((state) => state.document?.data ?? null);
  const choosing = useDataLoading((state) => state.choosing);
  if (data === null || choosing) {
    return (
      <Page
        title={t('data.chooseTitle')}
        lead={t('data.chooseLead')}
        {...(data === null
          ? {}
          : { actions: <CloseButton aria-label={t('data.keep')} onClick={() => chooseAgain(false)} /> })}
      >
        <Chooser />
      </Page>
    );
  }
  return <Chosen data={data} />;
}

/** To the network; where the canvas is empty, one that suits the data is put there first. */
function designNetwork(data: DataConfig): void {
  editNetwork('add the suggested network', (network) =>
    network.nodes.length > 0 ? network : suggestNetwork(describeData(data)),
  );
  goTo('network');
}

function Chosen({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const empty = useDocumentStore((state) => state.document?.network.nodes.length === 0);
  const { loading, progress, problem } = useDataLoading();
  const facts = useSplitFacts(data);
  const balanced = useBalance() !== 'off';
  const recipe = useRecipe();
  const problems = [
    ...dataProblemsWithRecipe(checkData(data), describeData(data), recipe),
    ...(facts?.problems ?? []),
  ].filter(({ code }) => !(balanced && code === 'data.target.imbalance'));
  const blocked = problems.some((entry) => entry.severity === 'error');
  const set = data.source.type === 'bundled' ? findBundledSet(data.source.id) : undefined;
  const generator = data.source.type === 'generated' ? findGenerator(data.source.id) : undefined;
  const title = set?.title ?? generator?.title ?? sourceName(data.source);

  return (
    <Page
      fill
      title={title}
      lead={<SummaryLine data={data} />}
      actions={
        <>
          <Button variant="default" leftSection={<Replace size={14} />} onClick={() => chooseAgain(true)}>
            {t('data.change')}
          </Button>
          {empty ? (
            <>
              <Button variant="default" onClick={() => goTo('network')}>
                {t('data.emptyCanvas')}
              </Button>
              <Button rightSection={<ArrowRight size={14} />} disabled={blocked} onClick={() => designNetwork(data)}>
                {t('data.suggested')}
              </Button>
            </>
          ) : (
            <Button rightSection={<ArrowRight size={14} />} onClick={() => goTo('network')}>
              {t('data.design')}
            </Button>
          )}
        </>
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {problem !== null && (
            <ProblemCard problem={problem} onDismiss={() => useDataLoading.setState({ problem: null })} />
          )}
          <ProblemList problems={problems.filter((entry) => entry.severity !== 'hint')} />
          {data.table ? (
            <Tabs defaultValue="columns" className={classes.tabs ?? ''} keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="columns">
                  {t('data.tabColumns', { n: formatCount(data.table.columns.length) })}
                </Tabs.Tab>
                <Tabs.Tab value="rows">{t('data.tabRows', { n: formatCount(data.table.rowCount) })}</Tabs.Tab>
                <Tabs.Tab value="preparation">{t('data.tabPreparation')}</Tabs.Tab>
                <Tabs.Tab value="groups">{t('data.tabGroups')}</Tabs.Tab>
                <Tabs.Tab value="map">{t('data.tabMap')}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="columns" className={classes.tab ?? ''}>
                <ColumnList table={data.table} relations={facts?.relations} />
              </Tabs.Panel>
              <Tabs.Panel value="preparation" className={classes.tab ?? ''}>
                <Preparation data={data} />
              </Tabs.Panel>
              <Tabs.Panel value="groups" className={classes.tab ?? ''}>
                <Groups data={data} />
              </Tabs.Panel>
              <Tabs.Panel value="rows" className={classes.tab ?? ''}>
                <Preview data={data} />
              </Tabs.Panel>
              <Tabs.Panel value="map" className={classes.tab ?? ''}>
                <DataMap data={data} />
              </Tabs.Panel>
            </Tabs>
          ) : (
            <Tabs
              key={isUnlabelled(data) ? 'label' : 'samples'}
              defaultValue={isUnlabelled(data) ? 'label' : 'samples'}
              className={classes.tabs ?? ''}
              keepMounted={false}
            >
              <Tabs.List>
                <Tabs.Tab value="samples">{t('data.tabSamples')}</Tabs.Tab>
                {canLabel(data) && <Tabs.Tab value="label">{t('data.tabLabel')}</Tabs.Tab>}
                <Tabs.Tab value="map">{t('data.tabMap')}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="label" className={classes.tab ?? ''}>
                <LabelTool data={data} />
              </Tabs.Panel>
              <Tabs.Panel value="samples" className={classes.tab ?? ''}>
                <Preview data={data} />
              </Tabs.Panel>
              <Tabs.Panel value="map" className={classes.tab ?? ''}>
                <DataMap data={data} />
              </Tabs.Panel>
            </Tabs>
          )}
        </div>
        <aside className={classes.side}>
          {loading?.rereading && (
            <TaskProgress title={t('data.rereading')} progress={progress} onCancel={cancelLoading} />
          )}
          <ClassCounts data={data} />
          <Corrections corrections={data.corrections ?? []} />
          <Panel title={t('data.split')}>
            <SplitForm data={data} facts={facts} />
          </Panel>
          <ReadingOptions data={data} />
          {problems.some((entry) => entry.severity === 'hint') && (
            <Panel title={t('data.hints')}>
              <ProblemList problems={problems.filter((entry) => entry.severity === 'hint')} />
            </Panel>
          )}
          {set && (
            <Panel title={t('data.about')}>
              <p className={classes.about}>{set.summary}</p>
              <dl className={classes.facts}>
                <dt>{t('data.source')}</dt>
                <dd>{set.attribution ?? set.citation}</dd>
                <dt>{t('data.licence')}</dt>
                <dd>{set.licence}</dd>
                {set.notes !== undefined && (
                  <>
                    <dt>{t('data.notes')}</dt>
                    <dd>{set.notes}</dd>
                  </>
                )}
              </dl>
            </Panel>
          )}
        </aside>
      </div>
    </Page>
  );
}

function SummaryLine({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const spec = describeData(data);
  const [target] = Object.values(spec.targets);
  const set = data.source.type === 'bundled' ? findBundledSet(data.source.id) : undefined;
  const marked = data.masks ?? data.boxes;
  const size = data.images
    ? t('data.summaryImages', {
        count: data.images.imageCount,
        n: formatCount(data.images.imageCount),
        width: data.images.width,
        height: data.images.height,
        colour: data.images.channels === 1 ? t('data.grey') : t('data.colour'),
      })
    : marked
      ? t(data.boxes ? 'data.summaryBoxes' : 'data.summaryMasks', {
          count: marked.imageCount,
          n: formatCount(marked.imageCount),
          width: marked.width,
          height: marked.height,
          colour: marked.channels === 1 ? t('data.grey') : t('data.colour'),
        })
      : data.audio
        ? t('data.summaryAudio', {
            count: data.audio.clipCount,
            n: formatCount(data.audio.clipCount),
            seconds: formatCount(Number((data.audio.length / data.audio.rate).toFixed(2))),
            rate: formatCount(data.audio.rate),
          })
        : data.pairs
          ? t('data.summaryPairs', { count: data.pairs.pairCount, n: formatCount(data.pairs.pairCount) })
          : data.series
            ? t('data.summarySeries', {
                count: data.series.rowCount,
                n: formatCount(data.series.rowCount),
                window: formatCount(data.series.window),
                columns: data.series.channels.join(', '),
              })
            : data.text
              ? t('data.summaryText', {
                  count: data.text.textCount,
                  n: formatCount(data.text.textCount),
                  length: formatCount(data.text.length),
                  unit: t(`data.tokens.${data.text.level}`, { count: data.text.length }),
                })
              : t('data.summaryTable', {
                  count: data.table?.rowCount ?? 0,
                  n: formatCount(data.table?.rowCount ?? 0),
                  columns: formatCount(data.table?.columns.length ?? 0),
                });
  const recipe = useRecipe();
  const aim =
    recipe.data !== ''
      ? t('data.recipeOf', { title: recipe.title, words: recipe.data })
      : target === undefined
        ? ''
        : data.pairs
          ? t('data.writes', { name: data.pairs.target.column, source: data.pairs.source.column })
          : target.task === 'regression'
            ? t('data.predictsNumber', { name: target.title })
            : marked
              ? t(data.boxes ? 'data.predictsBoxes' : 'data.predictsPixels', { count: marked.classes.length })
              : t('data.predictsClass', { name: target.title, count: target.classes?.length ?? 0 });
  const origin = {
    bundled: set ? t('data.originBundled', { licence: set.licence }) : '',
    generated: t('data.originGenerated'),
    file: data.source.type === 'file' ? data.source.path : '',
    folder: data.source.type === 'folder' ? data.source.path : '',
  }[data.source.type];
  return <>{[size, aim, origin].filter(Boolean).join(' · ')}</>;
}

const balances = ['off', 'weigh', 'over', 'under'] as const;
type Balance = (typeof balances)[number];

/** How classes of different size are evened out; the training step can combine the ways, which is shown as weighing. */
/** What the document's training makes of the data: its recipe. */
function useRecipe() {
  return useDocumentStore((state) => recipeOf(state.document?.training ?? {}).recipe);
}

function useBalance(): Balance {
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
function ClassCounts({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const balance = useBalance();
  const [name, target] = Object.entries(describeData(data).targets)[0] ?? [];
  if (data.masks) return <MarkCounts title={t('data.pixelClasses')} {...data.masks} shares />;
  if (data.boxes) return <MarkCounts title={t('data.boxClasses')} {...data.boxes} />;
  if (name === undefined || !target || target.task === 'regression') return null;
  const counts = classCounts(data, name, target.classes ?? []);
  if (counts.length === 0) return null;
  const shown = counts.slice(0, 20);
  const title =
    data.images || data.audio || data.text?.layout === 'folders'
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
        <p className={classes.about}>{t('data.moreClasses', { n: formatCount(counts.length - shown.length) })}</p>
      )}
      <div className={classes.weights}>
        <span id="balance-classes" className={classes.weightsTitle}>
          {t('data.balance.title')}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby="balance-classes"
          data={balances.map((value) => ({ value, label: t(`data.balance.${value}`) }))}
          value={balance}
          onChange={(value) => balanceClasses(value as Balance)}
        />
        <p className={classes.weightsHelp}>{t(`data.balance.help.${balance}`)}</p>
      </div>
    </Panel>
  );
}

/** How often each class is marked, in the colours in which marks are drawn: pixels as shares, boxes as they are. */
function MarkCounts(props: {
  readonly title: string;
  readonly classes: readonly string[];
  readonly classCounts: readonly number[];
  readonly shares?: boolean;
}) {
  const { title, shares = false } = props;
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
            ...(shares && isBackground(name) ? {} : { colour: classColour(place) }),
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
  const sorted = data.images ?? data.text ?? data.audio;
  if (sorted) return named(sorted.classes, sorted.classCounts);
  const facts = data.table?.columns.find((column) => column.name === target)?.facts;
  if (!facts?.categories || !facts.histogram || facts.histogram.length !== facts.categories.length) return [];
  return named(
    names,
    names.map((name) => facts.histogram![facts.categories!.indexOf(name)] ?? 0),
  );
}
