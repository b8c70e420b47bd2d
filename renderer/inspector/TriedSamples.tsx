// What a layer that varies samples makes of some of them while training: before and after, drawn anew at will.
import { Button } from '@mantine/core';
import { ArrowRight, Dices } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeId } from '../../shared/network/document';
import type { Result } from '../../shared/result';
import type { LayerTrial } from '../../shared/data/shown';
import { api } from '../api';
import { NumbersView } from '../screens/NumbersView';
import { useDocumentStore } from '../stores/documentStore';
import styles from './TriedSamples.module.css';

/** A person is still typing. */
const settleMs = 250;

export function TriedSamples({ id }: { readonly id: NodeId }) {
  const { t } = useTranslation();
  const network = useDocumentStore((state) => state.document?.network);
  const data = useDocumentStore((state) => state.document?.data);
  const [draw, setDraw] = useState(1);
  const [trial, setTrial] = useState<Result<LayerTrial> | null>(null);
  useEffect(() => {
    const { document } = useDocumentStore.getState();
    if (!document?.data) return undefined;
    let gone = false;
    const timer = setTimeout(() => {
      void api.call('tryLayer', { document, layer: id, draw }).then((answer) => {
        if (!gone) setTrial(answer);
      });
    }, settleMs);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [network, data, id, draw]);
  if (!data || trial === null) return null;
  if (!trial.ok) return <p className={styles['note']}>{trial.problem.message}</p>;
  return (
    <>
      <ul className={styles['pairs']} aria-label={t('inspector.tried.samples')}>
        {trial.value.samples.map(({ before, after }, at) => (
          <li key={at}>
            <NumbersView numbers={before} label={t('inspector.tried.before', { n: at + 1 })} />
            <ArrowRight size={13} aria-hidden />
            <NumbersView numbers={after} label={t('inspector.tried.after', { n: at + 1 })} />
          </li>
        ))}
      </ul>
      <div className={styles['foot']}>
        <p className={styles['note']}>{t('inspector.tried.help')}</p>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Dices size={12} aria-hidden />}
          onClick={() => setDraw((before) => before + 1)}
        >
          {t('inspector.tried.again')}
        </Button>
      </div>
    </>
  );
}
