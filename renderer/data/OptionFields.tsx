// Reading options as a form; a change reads the data again once typing is over.
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { DataConfig } from '../../shared/data/config';
import { findDataKind } from '../../shared/data/kinds';
import { checkParams, type ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';
import { ParamForm } from '../screens/ParamForm';

/** Typing is over when this much time has passed. */
const settleMs = 400;

/** The kind's options, without those that mean nothing for the file's format. */
export function schemaOf(data: DataConfig): ParamSchema {
  const kind = findDataKind(data.kind);
  return kind?.form?.(data) ?? kind?.params ?? {};
}

interface Props {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  /** All values, those of other forms included. */
  readonly onSettled: (values: ParamValues) => void;
  /** Begins with what is marked advanced. */
  readonly openMore?: boolean;
}

export function OptionFields(props: Props) {
  /** What was changed and not read yet. */
  const [draft, setDraft] = useState<ParamValues>({});
  const values = { ...props.values, ...draft };
  const settle = useDebouncedCallback((next: ParamValues) => {
    const shown = Object.fromEntries(Object.keys(props.schema).map((name) => [name, next[name] as ParamValue]));
    if (checkParams(props.schema, shown) === null) props.onSettled(next);
  }, settleMs);
  // What was read (or undone) is the truth again.
  useEffect(() => setDraft({}), [props.values]);
  return (
    <ParamForm
      openMore={props.openMore ?? false}
      schema={props.schema}
      values={values}
      onChange={(name: string, value: ParamValue) => {
        const next = { ...props.values, ...withDefaults(props.schema, values), [name]: value };
        setDraft((before) => ({ ...before, [name]: value }));
        settle(next);
      }}
    />
  );
}

function withDefaults(schema: ParamSchema, values: ParamValues): ParamValues {
  return Object.fromEntries(
    Object.entries(schema).map(([name, param]) => [name, values[name] ?? (param.default as ParamValue)]),
  );
}
