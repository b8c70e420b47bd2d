// Buttons that move a step of an ordered list up and down, and take it away.
import { ActionIcon } from '@mantine/core';
import { ChevronDown, ChevronUp, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './OrderTools.module.css';

interface Props {
  /** The step's name. */
  readonly step: string;
  /** Left out where the step keeps its place. */
  readonly order?: {
    readonly first: boolean;
    readonly last: boolean;
    readonly onMove: (by: 1 | -1) => void;
  };
  readonly onRemove: () => void;
}

export function OrderTools({ step, order, onRemove }: Props) {
  const { t } = useTranslation();
  return (
    <span className={classes.tools}>
      {order && (
        <>
          <ActionIcon
            size="sm"
            disabled={order.first}
            aria-label={t('data.preparation.up', { step })}
            onClick={() => order.onMove(-1)}
          >
            <ChevronUp size={14} />
          </ActionIcon>
          <ActionIcon
            size="sm"
            disabled={order.last}
            aria-label={t('data.preparation.down', { step })}
            onClick={() => order.onMove(1)}
          >
            <ChevronDown size={14} />
          </ActionIcon>
        </>
      )}
      <ActionIcon size="sm" aria-label={t('data.preparation.remove', { step })} onClick={onRemove}>
        <Trash2 size={13} />
      </ActionIcon>
    </span>
  );
}
