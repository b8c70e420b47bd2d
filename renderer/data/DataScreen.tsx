// The data step: choose data, see what was found in it, change how it is read and split.
import { Button, CloseButton } from '@mantine/core';
import { ArrowRight, Replace } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { checkData, describeData } from '../../shared/data/describe';
import { findGenerator } from '../../shared/data/generators';
import { dataProblemsWithRecipe } from '../../shared/recipes';
import { Corrections } from '../samples/Corrections';
import { Page, Panel } from '../screens/Page';
import { ProblemCard, ProblemList } from '../screens/ProblemCard';
import { TaskProgress } from '../screens/TaskProgress';
import { useDocumentStore } from '../stores/documentStore';
import { startWithSuggestion } from '../stores/networkActions';
import { goTo } from '../stores/uiStore';
import { findBundledSet } from './bundledSets';
import { Chooser } from './Chooser';
import { ClassCounts, useBalance } from './ClassCounts';
import classes from './DataScreen.module.css';
import { cancelLoading, chooseAgain, sourceName, useDataLoading } from './openDataFile';
import { FoundMediaDialog } from './FoundMediaDialog';
import { DataTabs } from './DataTabs';
import { Labels } from './Labels';
import { KeepData } from './KeepData';
import { ReadingOptions } from './ReadingOptions';
import { SplitForm } from './SplitForm';
import { SummaryLine, useRecipe } from './SummaryLine';
import { EqualSamples } from './EqualSamples';
import { useEqualSamples } from './useEqualSamples';
import { useSplitFacts } from './useSplitFacts';

export function DataScreen() {
  return (
    <>
      <FoundMediaDialog />
      <ChosenOrChooser />
    </>
  );
}

function ChosenOrChooser() {
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
function designNetwork(): void {
  startWithSuggestion();
  goTo('network');
}

function Chosen({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const empty = useDocumentStore((state) => state.document?.network.nodes.length === 0);
  const { loading, progress, problem } = useDataLoading();
  const facts = useSplitFacts(data);
  const equal = useEqualSamples(data, facts !== null);
  const balanced = useBalance() !== 'off';
  const recipe = useRecipe();
  const problems = [...dataProblemsWithRecipe(checkData(data), describeData(data), recipe), ...equal.found].filter(
    ({ code }) => !(balanced && code === 'data.target.imbalance'),
  );
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
              <Button rightSection={<ArrowRight size={14} />} disabled={blocked} onClick={designNetwork}>
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
          <DataTabs data={data} relations={facts?.relations} />
        </div>
        <aside className={classes.side}>
          {loading?.rereading && (
            <TaskProgress title={t('data.rereading')} progress={progress} onCancel={cancelLoading} />
          )}
          <ClassCounts data={data} />
          {data.table && <Labels data={data} table={data.table} counts={facts} />}
          <Corrections corrections={data.corrections ?? []} />
          <Panel title={t('data.split')}>
            <SplitForm data={data} facts={facts} />
            <EqualSamples search={equal} />
          </Panel>
          <ReadingOptions data={data} />
          <KeepData data={data} />
          {problems.some((entry) => entry.severity === 'hint') && (
            <Panel title={t('data.hints')}>
              <ProblemList problems={problems.filter((entry) => entry.severity === 'hint')} />
            </Panel>
          )}
          {set && (
            <Panel title={t('data.about')}>
              <p className={classes.about}>{set.summary}</p>
              <dl className={classes.facts}>
                {set.attribution !== undefined && (
                  <>
                    <dt>{t('data.madeBy')}</dt>
                    <dd>{set.attribution}</dd>
                  </>
                )}
                <dt>{t('data.cite')}</dt>
                <dd>{set.citation}</dd>
                <dt>{t('data.source')}</dt>
                <dd>{t('data.takenFrom', { ...set.source })}</dd>
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
