// A language model at work: it goes on with a text, or answers where its recipe knows a way of asking, token by token.
import { Button, Textarea } from '@mantine/core';
import { Square } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultsOf } from '../../shared/params';
import type { ParamValues, Problem } from '../../shared/result';
import type { Generated } from '../../shared/run/prediction';
import { answerOf, asks, promptOf, writingParams } from '../../shared/run/writing';
import { api } from '../api';
import { formatDuration } from '../screens/format';
import { Panel } from '../screens/Page';
import { ParamForm } from '../screens/ParamForm';
import { ProblemCard } from '../screens/ProblemCard';
import { useTask } from '../screens/useTask';
import classes from './WritePanel.module.css';

interface Piece {
  readonly asked: string;
  readonly written: string;
  readonly ended: NonNullable<Generated['text']>['ended'] | null;
  readonly tokens: number;
  readonly elapsedMs: number;
}

export function WritePanel({ runId, frame }: { readonly runId: string; readonly frame: string }) {
  const { t } = useTranslation();
  const [values, setValues] = useState<ParamValues>(defaultsOf(writingParams));
  const [text, setText] = useState('');
  const [pieces, setPieces] = useState<readonly Piece[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { running, progress, run, cancel } = useTask();
  const chat = asks(frame);

  const write = async () => {
    const asked = text;
    if (asked.trim() === '' || running) return;
    setProblem(null);
    if (chat) setText('');
    setPieces((before) => [
      ...(chat ? before.slice(-20) : []),
      { asked, written: '', ended: null, tokens: 0, elapsedMs: 0 },
    ]);
    const { temperature, topK, count, seed } = values as Record<'temperature' | 'topK' | 'count' | 'seed', number>;
    const settings = { temperature, topK, count, seed, prompt: promptOf(asked, frame) };
    const answer = await run((taskId) => api.call('generate', { taskId, runId, settings }));
    if (!answer.ok) {
      setProblem(answer.problem);
      setPieces((before) => before.slice(0, -1));
      return;
    }
    const { text: made, elapsedMs } = answer.value;
    if (made === undefined) return;
    setPieces((before) => [...before.slice(0, -1), { asked, ...made, elapsedMs }]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void write();
  };
  const last = pieces[pieces.length - 1];
  const writtenOf = (piece: Piece) => {
    const written = piece === last && piece.ended === null ? (progress?.message ?? '') : piece.written;
    return answerOf(written, frame);
  };

  return (
    <Panel title={chat ? t('predict.write.chat') : t('predict.write.title')}>
      <p className={classes.help}>{chat ? t('predict.write.chatHelp') : t('predict.write.help')}</p>
      <div className={classes.pieces} aria-live="polite" data-testid="written">
        {pieces.map((piece, at) =>
          chat ? (
            <div key={at} className={classes.turn}>
              <p className={classes.asked} dir="auto">
                {piece.asked}
              </p>
              <p className={classes.answer} dir="auto" data-busy={piece.ended === null || undefined}>
                {writtenOf(piece) || '…'}
              </p>
            </div>
          ) : (
            <p key={at} className={classes.text} dir="auto">
              <span className={classes.beginning}>{piece.asked}</span>
              {writtenOf(piece)}
            </p>
          ),
        )}
      </div>
      {last?.ended != null && !running && (
        <p className={classes.how}>
          {t(`predict.write.ended.${last.ended}`)}{' '}
          {t('predict.write.took', { count: last.tokens, time: formatDuration(last.elapsedMs) })}
        </p>
      )}
      {problem !== null && <ProblemCard problem={problem} />}
      <div className={classes.line}>
        <Textarea
          className={classes.field ?? ''}
          autosize
          minRows={1}
          maxRows={6}
          aria-label={chat ? t('predict.write.question') : t('predict.write.beginning')}
          placeholder={chat ? t('predict.write.question') : t('predict.write.beginning')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {running ? (
          <Button variant="default" leftSection={<Square size={12} />} onClick={cancel}>
            {t('predict.write.stop')}
          </Button>
        ) : (
          <Button disabled={text.trim() === ''} onClick={() => void write()}>
            {chat ? t('predict.write.ask') : t('predict.write.write')}
          </Button>
        )}
      </div>
      <div className={classes.choices}>
        <ParamForm
          schema={writingParams}
          values={values}
          onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
        />
      </div>
    </Panel>
  );
}
