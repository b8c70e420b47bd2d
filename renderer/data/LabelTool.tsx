// Samples page by page to be given classes, by mouse or by the keys 1 to 9; where the files name no classes, they are
// named here.
import { ActionIcon, Button, Checkbox, CloseButton, TextInput } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataConfig } from '../../shared/data/config';
import { isUnlabelled } from '../../shared/data/corrections';
import { sortedClasses } from '../../shared/data/sortedClasses';
import { SampleList, mostShown } from '../samples/SampleList';
import { classesOf } from '../samples/sampleEdits';
import { edit } from '../stores/documentStore';
import { formatCount } from '../ui/numbers';
import { withData } from './dataEdits';
import classes from './LabelTool.module.css';
import tab from './TabPage.module.css';

/** Files of classes, or files that are to get some. */
export function canLabel(data: DataConfig): boolean {
  return isUnlabelled(data) || (sortedClasses(data) !== undefined && classesOf(data).length > 0);
}

const longestName = 100;

/** The data with other names of classes, where the files name none. */
function withClasses(data: DataConfig, names: readonly string[]): DataConfig {
  const own = { classes: names, classCounts: names.map(() => 0) };
  const kept = (data.corrections ?? []).filter(({ label }) => label === null || names.includes(label));
  const { corrections: _before, ...rest } = data;
  return {
    ...rest,
    ...(kept.length > 0 ? { corrections: kept } : {}),
    ...(data.images === undefined ? {} : { images: { ...data.images, ...own } }),
    ...(data.audio === undefined ? {} : { audio: { ...data.audio, ...own } }),
    ...(data.text === undefined ? {} : { text: { ...data.text, ...own } }),
  };
}

/** What was learned without classes is, once they have names, learned with them. */
function nameClasses(label: string, names: readonly string[]): void {
  edit(label, (document) =>
    document.data === null ? document : withData(document, withClasses(document.data, names)),
  );
}

export function LabelTool({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(0);
  const own = isUnlabelled(data);
  const all = sortedClasses(data)?.count ?? 0;
  const pages = Math.max(1, Math.ceil(all / mostShown));
  const at = Math.min(page, pages - 1);
  const from = at * mostShown;
  const to = Math.min(all, from + mostShown);
  const samples = useMemo(() => Array.from({ length: to - from }, (_, i) => from + i), [from, to]);
  const [onlyOpen, setOnlyOpen] = useState(false);
  return (
    <div className={tab.page}>
      <p className={tab.help}>{t(own ? 'data.label.helpOwn' : 'data.label.help')}</p>
      {own && <OwnClasses data={data} />}
      <div className={classes.samples}>
        <SampleList data={data} samples={samples} editable onlyOpen={own && onlyOpen} />
      </div>
      <div className={classes.foot}>
        {own ? (
          <Checkbox
            size="xs"
            label={t('data.label.onlyOpen')}
            checked={onlyOpen}
            onChange={(event) => setOnlyOpen(event.currentTarget.checked)}
          />
        ) : (
          <span />
        )}
        <span className={classes.pages}>
          <ActionIcon aria-label={t('data.label.previous')} disabled={at === 0} onClick={() => setPage(at - 1)}>
            <ChevronLeft size={14} />
          </ActionIcon>
          {t('data.label.page', { from: formatCount(from + 1), to: formatCount(to), all: formatCount(all) })}
          <ActionIcon aria-label={t('data.label.next')} disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            <ChevronRight size={14} />
          </ActionIcon>
        </span>
      </div>
    </div>
  );
}

function OwnClasses({ data }: { readonly data: DataConfig }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const names = sortedClasses(data)?.classes ?? [];
  const wanted = name.trim();
  const able = wanted !== '' && !names.includes(wanted);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!able) return;
    nameClasses(t('edits.addClass', { name: wanted }), [...names, wanted]);
    setName('');
  };
  return (
    <form className={classes.own} onSubmit={add}>
      <ul className={classes.names} aria-label={t('data.label.classes')}>
        {names.map((each) => (
          <li key={each}>
            {each}
            <CloseButton
              size="xs"
              aria-label={t('data.label.remove', { name: each })}
              onClick={() =>
                nameClasses(
                  t('edits.removeClass', { name: each }),
                  names.filter((other) => other !== each),
                )
              }
            />
          </li>
        ))}
      </ul>
      <TextInput
        size="xs"
        w={160}
        maxLength={longestName}
        aria-label={t('data.label.newClass')}
        placeholder={t('data.label.newClass')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default" disabled={!able}>
        {t('data.label.add')}
      </Button>
    </form>
  );
}
