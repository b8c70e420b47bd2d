// The ways to look at the data: its columns, its samples, how it is prepared, its groups, its map, a place to label it.
import { Tabs } from '@mantine/core';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { isUnlabelled } from '../../shared/data/corrections';
import { groupColumns } from '../../shared/data/sampleColumns';
import type { DataPreview } from '../../shared/data/shown';
import { formatCount } from '../ui/numbers';
import { ColumnList } from './ColumnList';
import { DataMap } from './DataMap';
import classes from './DataTabs.module.css';
import { Groups } from './Groups';
import { LabelTool, canLabel } from './LabelTool';
import { Preparation } from './Preparation';
import { Preview } from './Preview';
import { Stages } from './stages/Stages';

interface Props {
  readonly data: DataConfig;
  /** How the columns go with the target, as far as it was counted. */
  readonly relations: DataPreview['relations'] | undefined;
}

interface Tab {
  readonly value: string;
  readonly title: string;
  readonly panel: ReactNode;
}

function tabsOf({ data, relations }: Props, t: TFunction): readonly Tab[] {
  const map: Tab = { value: 'map', title: t('data.tabMap'), panel: <DataMap data={data} /> };
  const groups: Tab = { value: 'groups', title: t('data.tabGroups'), panel: <Groups data={data} /> };
  const { table } = data;
  if (table) {
    const [columns, rows] = [formatCount(table.columns.length), formatCount(table.rowCount)];
    return [
      {
        value: 'columns',
        title: t('data.tabColumns', { n: columns }),
        panel: <ColumnList table={table} relations={relations} />,
      },
      { value: 'rows', title: t('data.tabRows', { n: rows }), panel: <Preview data={data} /> },
      { value: 'preparation', title: t('data.tabPreparation'), panel: <Preparation data={data} /> },
      groups,
      map,
    ];
  }
  const label: Tab = { value: 'label', title: t('data.tabLabel'), panel: <LabelTool data={data} /> };
  return [
    { value: 'samples', title: t('data.tabSamples'), panel: <Preview data={data} /> },
    { value: 'preparation', title: t('data.tabPreparation'), panel: <Stages data={data} /> },
    ...(canLabel(data) ? [label] : []),
    ...(groupColumns(data).length > 0 ? [groups] : []),
    map,
  ];
}

/** Opens on labelling where nothing has a class yet, else on the first. */
export function DataTabs(props: Props) {
  const { t } = useTranslation();
  const tabs = tabsOf(props, t);
  const first = isUnlabelled(props.data) ? 'label' : tabs[0]!.value;
  return (
    <Tabs key={first} defaultValue={first} className={classes.tabs ?? ''} keepMounted={false}>
      <Tabs.List>
        {tabs.map(({ value, title }) => (
          <Tabs.Tab key={value} value={value}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, panel }) => (
        <Tabs.Panel key={value} value={value} className={classes.tab ?? ''}>
          {panel}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
