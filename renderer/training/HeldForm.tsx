// Settings with limits that the project's file keeps as well: a value beyond them stays in its field, with what is wrong
// with it, and reaches the document once it can stand there.
import { useState } from 'react';
import { checkParam, type ParamSchema } from '../../shared/params';
import type { ParamValue, ParamValues } from '../../shared/result';
import { ParamForm } from '../screens/ParamForm';

interface Props {
  readonly schema: ParamSchema;
  readonly values: ParamValues;
  readonly onChange: (name: string, value: ParamValue) => void;
}

/** What was typed, until the setting is changed from elsewhere (an undo). */
interface Held {
  readonly value: ParamValue;
  readonly instead: ParamValue | undefined;
}

export function HeldForm({ schema, values, onChange }: Props) {
  const [held, setHeld] = useState<{ readonly [name: string]: Held }>({});
  const typed = Object.entries(held).filter(([name, { instead }]) => values[name] === instead);
  const shown = { ...values, ...Object.fromEntries(typed.map(([name, { value }]) => [name, value])) };
  const take = (name: string, value: ParamValue) => {
    const fits = checkParam(schema[name]!, value) === null;
    const others = Object.fromEntries(typed.filter(([other]) => other !== name));
    setHeld(fits ? others : { ...others, [name]: { value, instead: values[name] } });
    if (fits) onChange(name, value);
  };
  return <ParamForm schema={schema} values={shown} onChange={take} />;
}
