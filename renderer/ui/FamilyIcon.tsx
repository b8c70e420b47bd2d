// A layer's icon in its family's colour, on a tile of the same hue.
import type { LayerDefinition } from '../../shared/layers/layer';
import { Icon } from './Icon';
import styles from './FamilyIcon.module.css';

export function FamilyIcon({
  definition,
  size = 15,
}: {
  readonly definition: LayerDefinition;
  readonly size?: number;
}) {
  return (
    <span
      className={styles['tile']}
      style={{ '--family': `var(--family-${definition.family})` } as React.CSSProperties}
    >
      <Icon name={definition.icon} size={size} />
    </span>
  );
}
