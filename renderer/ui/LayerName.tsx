// A layer's name while it is being typed: Enter keeps it, Escape does not, a name that cannot stand says why.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { renameLayer } from '../stores/networkActions';
import { startRenaming } from '../stores/uiStore';

interface LayerNameProps {
  readonly id: string;
  readonly name: string;
  readonly className?: string;
}

export function LayerName({ id, name, className }: LayerNameProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(name);
  const [objection, setObjection] = useState<string | null>(null);
  const finish = (keep: boolean) => {
    const refused = keep ? renameLayer(id, text) : null;
    setObjection(refused);
    if (refused === null) startRenaming(null);
  };
  return (
    <TextInput
      autoFocus
      dir="auto"
      className={className ?? ''}
      aria-label={t('canvas.layerName')}
      value={text}
      error={objection}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        setText(event.currentTarget.value);
        setObjection(null);
      }}
      onBlur={() => finish(true)}
      onDoubleClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') {
          setText(name);
          startRenaming(null);
        }
      }}
      styles={{ root: { flex: 1, minWidth: 0 }, input: { height: 22, minHeight: 22, padding: '0 6px' } }}
    />
  );
}
