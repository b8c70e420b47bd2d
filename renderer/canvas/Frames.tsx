// Frames around the layers of each block, behind the cards. A frame's title chooses the block; its form is in the
// inspector.
import { ViewportPortal } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { blocksAround, blocksOf, membersOf } from '../../shared/network/blocks';
import type { Block, Network } from '../../shared/network/document';
import { blockOf, selectBlock } from '../stores/blockActions';
import { useDocumentStore } from '../stores/documentStore';
import { useUiStore } from '../stores/uiStore';
import { networkBox, type HeightOf } from './geometry';
import styles from './Frames.module.css';

const air = 14;
const titleHeight = 26;
/** Between the titles and the cards, where a wire from the row above runs back. */
const wireRoom = 16;

interface Frame {
  readonly block: Block;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where frames stand, the outer ones first and larger by what is inside. */
function framesOf(network: Network, heightOf: HeightOf): readonly Frame[] {
  return blocksOf(network)
    .map((block) => {
      const members = membersOf(network, block.id);
      const box = networkBox(members, heightOf);
      const within = members.reduce((most, node) => {
        const around = blocksAround(network, node);
        return Math.max(
          most,
          around.findIndex(({ id }) => id === block.id),
        );
      }, 0);
      return { block, box, within };
    })
    .sort((a, b) => b.within - a.within)
    .flatMap(({ block, box, within }) => {
      if (box === null) return [];
      const side = air * (within + 1);
      const above = side + wireRoom + titleHeight * (within + 1);
      return [
        {
          block,
          left: box.left - side,
          top: box.top - above,
          width: box.right - box.left + 2 * side,
          height: box.bottom - box.top + above + side,
        },
      ];
    });
}

export function Frames({ heightOf }: { readonly heightOf: HeightOf }) {
  const { t } = useTranslation();
  const network = useDocumentStore((state) => state.document?.network);
  const selected = useUiStore((state) => state.selectedNodes);
  if (network?.blocks === undefined) return null;
  const chosen = blockOf(network, selected)?.id;
  return (
    <ViewportPortal>
      {framesOf(network, heightOf).map(({ block, left, top, width, height }) => (
        <div
          key={block.id}
          className={styles['frame']}
          data-chosen={block.id === chosen || undefined}
          style={{ transform: `translate(${left}px, ${top}px)`, width, height }}
        >
          <button
            type="button"
            className={`${styles['title']} nodrag nopan`}
            aria-label={
              block.repeat > 1 ? `${block.name}, ${t('canvas.repeated', { count: block.repeat })}` : block.name
            }
            onClick={() => selectBlock(block.id)}
            onDoubleClick={(event) => {
              // Not the canvas' double click, which adds a layer.
              event.stopPropagation();
              window.document.getElementById('block-name')?.focus();
            }}
          >
            <bdi>{block.name}</bdi>
            {block.repeat > 1 && <span className={styles['repeat']}>×{block.repeat}</span>}
          </button>
        </div>
      ))}
    </ViewportPortal>
  );
}
