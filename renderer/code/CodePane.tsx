// The network as source beside the canvas: Keras, PyTorch or TensorFlow.js. Selecting a layer lights its lines, and
// a click on a line selects its layer.
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { Check, Copy, Download, X } from 'lucide-react';
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceLanguages, sourceOf } from '../../shared/export/source';
import { useDocumentStore } from '../stores/documentStore';
import { changeLayout } from '../stores/settingsStore';
import { selectNodes, useUiStore } from '../stores/uiStore';
import { showMessage } from '../ui/showProblem';
import { tokensOf } from './highlight';
import classes from './CodePane.module.css';

const copiedMs = 1500;

export function CodePane() {
  const { t } = useTranslation();
  const document_ = useDeferredValue(useDocumentStore((state) => state.document));
  const analysis = useDeferredValue(useDocumentStore((state) => state.analysis));
  const selected = useUiStore((state) => state.selectedNodes);
  const [languageId, setLanguage] = useState(sourceLanguages[0]!.id);
  const [copied, setCopied] = useState(false);
  const language = sourceLanguages.find(({ id }) => id === languageId)!;
  const source = useMemo(
    () => (document_ === null || analysis === null ? null : sourceOf(language, document_, analysis)),
    [language, document_, analysis],
  );
  const list = useRef<HTMLDivElement>(null);
  const lit = useMemo(() => {
    const found = new Set<number>();
    for (const { layer, from, to } of source?.lines ?? [])
      if (selected.includes(layer)) for (let line = from; line < to; line++) found.add(line);
    return found;
  }, [source, selected]);
  const layerAt = useMemo(() => {
    const found = new Map<number, string>();
    for (const { layer, from, to } of source?.lines ?? [])
      for (let line = from; line < to; line++) if (!found.has(line)) found.set(line, layer);
    return found;
  }, [source]);
  useEffect(() => {
    const [first] = [...lit].sort((a, b) => a - b);
    if (first === undefined) return;
    list.current?.querySelector(`[data-line="${first}"]`)?.scrollIntoView?.({ block: 'nearest' });
  }, [lit]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(source?.text ?? '');
      setCopied(true);
      setTimeout(() => setCopied(false), copiedMs);
    } catch {
      showMessage(t('code.notCopied'));
    }
  };
  const save = () => {
    const url = URL.createObjectURL(new Blob([source?.text ?? ''], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = language.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const lines = (source?.text ?? '').replace(/\n$/, '').split('\n');
  const empty = source === null || source.text === '';
  return (
    <div className={classes.pane}>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label={t('code.language')}
          value={languageId}
          onChange={setLanguage}
          data={sourceLanguages.map(({ id, title }) => ({ value: id, label: title }))}
        />
        <span className={classes.tools}>
          <ActionIcon aria-label={t('code.copy')} title={t('code.copy')} disabled={empty} onClick={() => void copy()}>
            {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          </ActionIcon>
          <ActionIcon aria-label={t('code.save')} title={t('code.save')} disabled={empty} onClick={save}>
            <Download size={15} aria-hidden />
          </ActionIcon>
          <ActionIcon
            aria-label={t('code.close')}
            title={t('code.close')}
            onClick={() => changeLayout({ codeOpen: false })}
          >
            <X size={15} aria-hidden />
          </ActionIcon>
        </span>
      </div>
      {source?.notes.map((note) => (
        <p key={note} className={classes.note} role="status">
          {note}
        </p>
      ))}
      {!empty && (
        <div
          ref={list}
          className={classes.source}
          tabIndex={0}
          role="region"
          aria-label={t('code.source', { language: language.title })}
        >
          <div className={classes.sheet}>
            {lines.map((line, number) => (
              <Line
                key={number}
                number={number}
                text={line}
                syntax={language.syntax}
                lit={lit.has(number)}
                layer={layerAt.get(number) ?? null}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

interface LineProps {
  readonly number: number;
  readonly text: string;
  readonly syntax: 'python' | 'javascript';
  readonly lit: boolean;
  readonly layer: string | null;
}

const Line = memo(function Line({ number, text, syntax, lit, layer }: LineProps) {
  return (
    // The keyboard selects layers on the canvas and in the outline; here the line follows.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div
      className={classes.line}
      data-line={number}
      data-lit={lit || undefined}
      data-layer={layer ?? undefined}
      onClick={layer === null ? undefined : () => selectNodes([layer])}
    >
      <span className={classes.number} aria-hidden>
        {number + 1}
      </span>
      <code>
        {tokensOf(text, syntax).map((token, place) => (
          <span key={place} data-token={token.kind === 'plain' ? undefined : token.kind}>
            {token.text}
          </span>
        ))}
      </code>
    </div>
  );
});
