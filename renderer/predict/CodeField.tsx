// A category of a column that has more of them than anybody would look through in a list: typed in.
import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { categoryTyped } from './categoryTyped';

interface Props {
  readonly id: string;
  readonly categories: readonly string[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

export function CodeField({ id, categories, value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <TextInput
      id={id}
      value={value ?? ''}
      placeholder={t('predict.missing')}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
      onBlur={() => value !== null && onChange(categoryTyped(categories, value))}
    />
  );
}
