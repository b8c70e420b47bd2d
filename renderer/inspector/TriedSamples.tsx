// What a layer that varies samples makes of some of them while training: before and after, drawn anew at will.
import { Button } from '@mantine/core';
import { ArrowRight, Dices } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NodeId } from '../../shared/network/document';
import { NumbersView } from '../screens/NumbersView';
import { useTrial } from '../screens/useTrial';
import { useDocumentStore } from '../stores/documentStore';
import styles from './TriedSamples.module.css';

export function TriedSamples({ id }: { readonly id: NodeId }) {
  const { t } = useTranslation();
  const data = useDocumentStore((state) => state.document?.data);
  const [draw, setDraw] = useState(1);
  const trial = useTrial(id, draw);
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
