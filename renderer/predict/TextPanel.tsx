// A text for the network: typed, pasted or taken from a sample.
import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** As much as travels to the engine in one piece; a network sees far less. */
const longest = 100_000;

export function TextPanel({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Textarea
      aria-label={t('predict.text')}
      placeholder={t('predict.textHere')}
      autosize
      minRows={5}
      maxRows={16}
      dir="auto"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.slice(0, longest))}
    />
  );
}
