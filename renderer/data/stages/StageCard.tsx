// One stage on the way from the file to the network: what it does and by which settings, beside how the sample looks
// behind it.
import { Badge, Button } from '@mantine/core';
import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Stages.module.css';

interface Props {
  readonly title: string;
  readonly help: string;
  readonly icon?: ReactNode;
  readonly trainingOnly?: boolean;
  /** A plain sentence below the help. */
  readonly note?: string | undefined;
  /** Numbers that it goes by. */
  readonly figures?: ReactNode;
  /** Its settings, opened by a button. */
  readonly settings?: ReactNode;
  readonly tools?: ReactNode;
  readonly children?: ReactNode;
}

export function StageCard(props: Props) {
  const { t } = useTranslation();
  const { title, settings } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li className={classes.stage} data-training={props.trainingOnly || undefined}>
      <div className={classes.words}>
        <h3 className={classes.title}>
          {props.icon}
          {title}
          {props.trainingOnly === true && (
            <Badge size="sm" variant="light" radius="sm" className={classes.badge ?? ''}>
              {t('data.stages.trainingOnly')}
            </Badge>
          )}
          {props.tools}
        </h3>
        <p className={classes.help}>{props.help}</p>
        {props.note !== undefined && <p className={classes.note}>{props.note}</p>}
        {props.figures}
        {settings !== undefined && (
          <>
            <Button
              size="compact-xs"
              variant="subtle"
              className={classes.change ?? ''}
              leftSection={<SlidersHorizontal size={12} aria-hidden />}
              aria-label={t('data.stages.changeOf', { stage: title })}
              aria-expanded={open}
              aria-controls={id}
              onClick={() => setOpen(!open)}
            >
              {t('data.stages.change')}
            </Button>
            <div id={id} className={classes.settings} hidden={!open}>
              {open && settings}
            </div>
          </>
        )}
      </div>
      <div className={classes.view}>{props.children}</div>
    </li>
  );
}
