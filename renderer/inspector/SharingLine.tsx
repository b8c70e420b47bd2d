// With whom a layer shares its weights, and the ways to begin and to end it.
import { Button } from '@mantine/core';
import { CornerDownRight, Link2, Unlink2 } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LayerNode } from '../../shared/network/document';
import { useDocumentStore } from '../stores/documentStore';
import { canShare, jumpTo, shareSelection, sharingOf, unshareLayer } from '../stores/sharingActions';
import styles from './Inspector.module.css';

export function SharingLine({ node }: { readonly node: LayerNode }) {
  const { t } = useTranslation();
  const network = useDocumentStore((state) => state.document?.network);
  const sharing = useMemo(() => (network ? sharingOf(network, node.id) : null), [network, node.id]);
  if (sharing === null && !canShare()) return null;
  const { owner, others } = sharing ?? { owner: null, others: [] };
  return (
    <section className={styles['section']} aria-label={t('inspector.sharing')} data-testid="sharing">
      {owner !== null && <Jump words={t('inspector.sharesWith', { name: owner.name })} to={owner} />}
      {others.map((other) => (
        <Jump key={other.id} words={t('inspector.sharedBy', { name: other.name })} to={other} />
      ))}
      {sharing !== null && <p className={styles['text']}>{t('inspector.shareHint')}</p>}
      <div className={styles['stack']}>
        <Button variant="default" leftSection={<Link2 size={14} aria-hidden />} onClick={shareSelection}>
          {t('inspector.shareAgain')}
        </Button>
        {owner !== null && (
          <Button variant="default" leftSection={<Unlink2 size={14} aria-hidden />} onClick={() => unshareLayer(node)}>
            {t('inspector.unshare')}
          </Button>
        )}
      </div>
    </section>
  );
}

function Jump({ words, to }: { readonly words: string; readonly to: LayerNode }) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<CornerDownRight size={13} aria-hidden />}
      onClick={() => jumpTo(to.id)}
    >
      {words}
    </Button>
  );
}
