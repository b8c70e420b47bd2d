// Fields for lists of numbers that are typed as one line of text.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumbersParam, ShapeParam } from '../../shared/params';
import { shapeInWords, type Shape } from '../../shared/shape';
import type { FieldProps } from './form';
import { readNumbers, writeNumbers } from './numbersText';
import { readShape, writeShape } from './shapeText';
import styles from './fields.module.css';

/** Several numbers in one line of text; what cannot be read yet stays in the field. */
function ListField({
  id,
  written,
  read,
  placeholder,
  unreadable,
  invalid,
  onChange,
}: Pick<FieldProps, 'id' | 'invalid'> & {
  readonly written: string;
  readonly read: (text: string) => readonly number[] | null;
  readonly placeholder: string;
  /** What to say where the text cannot be read. */
  readonly unreadable: string;
  readonly onChange: (values: readonly number[]) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <TextInput
      id={id}
      value={draft ?? written}
      placeholder={placeholder}
      error={draft !== null && read(draft) === null ? unreadable : invalid}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setDraft(text);
        const next = read(text);
        if (next !== null) onChange(next);
      }}
      onBlur={() => setDraft(null)}
    />
  );
}

export function NumbersField({ id, param, value, invalid, onChange }: FieldProps<NumbersParam>) {
  const { t } = useTranslation();
  return (
    <ListField
      id={id}
      written={writeNumbers(Array.isArray(value) ? (value as readonly number[]) : param.default)}
      read={readNumbers}
      placeholder={t('inspector.numbersExample')}
      unreadable={t('inspector.numbersUnreadable')}
      invalid={invalid}
      onChange={onChange}
    />
  );
}

export function ShapeField({ id, param, value, invalid, onChange }: FieldProps<ShapeParam>) {
  const { t } = useTranslation();
  const shape = Array.isArray(value) ? (value as Shape) : [];
  const inWords = shape.length > 0 && !shape.includes(-1) && !invalid ? shapeInWords(shape) : '';
  return (
    <div>
      <ListField
        id={id}
        written={writeShape(shape)}
        read={(text) => readShape(text) as readonly number[] | null}
        placeholder={param.empty ?? t('inspector.shapeExample')}
        unreadable={t('inspector.shapeUnreadable')}
        invalid={invalid}
        onChange={onChange}
      />
      {inWords !== '' && <p className={styles['inWords']}>{inWords}</p>}
    </div>
  );
}
