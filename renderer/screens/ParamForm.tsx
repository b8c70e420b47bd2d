// A form drawn from parameter definitions, for settings outside of layers: reading options, training, exports.
import { Tooltip } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checkParam, type Param, type ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';
import { Field } from '../inspector/fields';
import { ParamList } from '../inspector/ParamList';
import classes from './ParamForm.module.css';

interface Props {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  readonly onChange: (name: string, value: ParamValue) => void;
  /** Begins with "More" open. */
  readonly openMore?: boolean;
}

/** All fields of a schema in its order; those marked advanced under "More". */
export function ParamForm({ schema, values, onChange, openMore = false }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(openMore);
  const shown = Object.entries(schema).filter(([, param]) => param.visible?.(values) ?? true);
  const usual = shown.filter(([, param]) => !param.advanced);
  const advanced = shown.filter(([, param]) => param.advanced);
  const fields = (entries: readonly (readonly [string, Param])[]) =>
    entries.map(([name, param]) => (
      <ParamRow
        key={name}
        param={param}
        value={values[name] ?? param.default}
        onChange={(value) => onChange(name, value)}
      />
    ));
  return (
    <div className={classes.form}>
      {fields(usual)}
      {advanced.length > 0 && (
        <>
          <button type="button" className={classes.more} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('screens.less') : t('screens.more')}
          </button>
          {open && fields(advanced)}
        </>
      )}
    </div>
  );
}

/** A label, its help as one sentence, and a field; reset where the value is not the default. */
export function FieldRow(props: {
  readonly label: ReactNode;
  readonly labelId?: string;
  readonly forId?: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly onReset?: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={classes.row}>
      <div className={classes.line}>
        <span className={classes.name}>
          <label id={props.labelId} htmlFor={props.forId} className={classes.label}>
            {props.label}
          </label>
          {props.onReset && (
            <Tooltip label={t('screens.reset')}>
              <button type="button" className={classes.reset} aria-label={t('screens.reset')} onClick={props.onReset}>
                <RotateCcw size={11} aria-hidden />
              </button>
            </Tooltip>
          )}
        </span>
        <div className={classes.field}>{props.children}</div>
      </div>
      {props.error ? (
        <p className={classes.error} role="alert">
          {props.error}
        </p>
      ) : (
        props.help !== undefined && <p className={classes.help}>{props.help}</p>
      )}
    </div>
  );
}

interface RowProps {
  readonly param: Param;
  readonly value: ParamValue;
  readonly onChange: (value: ParamValue) => void;
}

export function ParamRow({ param, value, onChange }: RowProps) {
  const id = useId();
  const objection = checkParam(param, value);
  const changed = JSON.stringify(value) !== JSON.stringify(param.default);
  return (
    <FieldRow
      label={param.title}
      labelId={`${id}-label`}
      forId={id}
      help={param.type === 'choice' ? (param.options.find((o) => o.value === value)?.help ?? param.help) : param.help}
      error={objection}
      onReset={changed ? () => onChange(param.default as ParamValue) : undefined}
    >
      <Field
        id={id}
        param={param}
        value={value}
        InnerForm={ParamList}
        suggestions={[]}
        invalid={objection !== null}
        onChange={onChange}
      />
    </FieldRow>
  );
}
