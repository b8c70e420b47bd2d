// Sample projects and published networks, by what they are for: a word finds some, a press on a group shows it alone.
import { Loader, TextInput } from '@mantine/core';
import { Search, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchitectureProject, SampleProject } from '../../shared/ipc';
import { searchIn } from '../../shared/layers/search';
import { sampleGroups } from '../../shared/samples/sample';
import cardGrid from '../ui/CardGrid.module.css';
import { Icon } from '../ui/Icon';
import { formatCount } from '../ui/numbers';
import styles from './Gallery.module.css';

const groups = [...sampleGroups, 'architectures'] as const;
type Group = (typeof groups)[number];

interface Card {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly synonyms: readonly string[];
  readonly icon: string;
  readonly group: Group;
  /** How long it trains, or when it was published. */
  readonly fact: string;
}

interface Props {
  readonly samples: readonly SampleProject[];
  readonly architectures: readonly ArchitectureProject[];
  /** What is being opened: nothing else can be meanwhile. */
  readonly opening: string | null;
  readonly onOpen: (id: string) => void;
}

export function Gallery({ samples, architectures, opening, onOpen }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const [only, setOnly] = useState<Group | null>(null);
  const cards = useMemo<readonly Card[]>(
    () => [
      ...samples.map(({ seconds, ...sample }) => ({
        ...sample,
        fact: seconds === 0 ? t('start.ready') : t('start.seconds', { seconds }),
      })),
      ...architectures.map(({ year, parameters, ...architecture }) => ({
        ...architecture,
        synonyms: ['paper', 'architecture'],
        group: 'architectures' as const,
        fact: t('start.published', { year, parameters: formatCount(parameters) }),
      })),
    ],
    [samples, architectures, t],
  );
  const asked = query.trim();
  const found = useMemo(() => (asked === '' ? cards : searchIn(cards, asked)), [cards, asked]);
  const shown = groups
    .filter((group) => asked !== '' || only === null || only === group)
    .map((group) => ({ group, cards: found.filter((card) => card.group === group) }))
    .filter((section) => section.cards.length > 0);

  return (
    <section>
      <div className={styles['bar']}>
        <h2 className={styles['heading']}>{t('start.samples')}</h2>
        <TextInput
          className={styles['search'] ?? ''}
          size="xs"
          value={query}
          aria-label={t('start.search')}
          placeholder={t('start.search')}
          leftSection={<Search size={14} aria-hidden />}
          rightSection={
            query === '' ? null : (
              <button
                type="button"
                className={styles['clear']}
                aria-label={t('start.clear')}
                onClick={() => setQuery('')}
              >
                <X size={14} />
              </button>
            )
          }
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || query === '') return;
            event.preventDefault();
            setQuery('');
          }}
        />
      </div>
      <div className={styles['groups']} role="group" aria-label={t('start.show')}>
        {[null, ...groups].map((group) => (
          <button
            key={group ?? 'all'}
            type="button"
            className={styles['pill']}
            aria-pressed={asked === '' && only === group}
            onClick={() => {
              setQuery('');
              setOnly(group);
            }}
          >
            {group === null ? t('start.all') : t(`start.group.${group}`)}
          </button>
        ))}
      </div>
      <p className={styles['status']} role="status">
        {asked === ''
          ? ''
          : found.length === 0
            ? t('start.nothing', { query: asked })
            : t('start.found', { count: found.length })}
      </p>
      {shown.map((section) => (
        <section key={section.group} className={styles['section']} data-group={section.group}>
          <h3 className={styles['title']}>{t(`start.group.${section.group}`)}</h3>
          <ul className={`${cardGrid['grid']} ${styles['grid']}`}>
            {section.cards.map((card) => (
              <li key={card.id}>
                <button
                  type="button"
                  className={`${cardGrid['card']} ${styles['card']}`}
                  disabled={opening !== null}
                  data-opening={opening === card.id || undefined}
                  onClick={() => onOpen(card.id)}
                >
                  <span className={styles['icon']}>
                    {opening === card.id ? <Loader size={18} type="oval" /> : <Icon name={card.icon} size={20} />}
                  </span>
                  <span className={styles['name']}>{card.title}</span>
                  <span className={styles['summary']}>{card.summary}</span>
                  <span className={styles['fact']}>{card.fact}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}
