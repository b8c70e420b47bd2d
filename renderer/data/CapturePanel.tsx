// Own classes from the camera: name a class, hold its button, and pictures of it are taken until it is let go.
import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { Camera, Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/result';
import { CameraView } from '../screens/CameraView';
import { ProblemCard } from '../screens/ProblemCard';
import { useCamera } from '../screens/useCamera';
import { captureObjection, captureSide, keepCaptured, mostOfClass, type CapturedClass } from './capture';
import classes from './CapturePanel.module.css';
import { openDataFile } from './openDataFile';

/** Pictures a second while a button is held: fast enough to be quick, slow enough for them to differ. */
const everyMs = 150;

export function CaptureDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('data.capture.title')} size="lg">
      <CapturePanel onDone={onClose} />
    </Modal>
  );
}

function CapturePanel({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  const camera = useCamera();
  const [kinds, setKinds] = useState<readonly CapturedClass[]>(() =>
    [1, 2].map((id) => ({ id, name: t('data.capture.className', { number: id }), pictures: [] })),
  );
  const [held, setHeld] = useState<number | null>(null);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const next = useRef(3);
  const { start, frame, state } = camera;

  // The dialog was opened for the camera; it closes with it.
  useEffect(start, [start]);

  useEffect(() => {
    if (held === null || state !== 'on') return;
    const take = () => {
      const url = frame(captureSide, captureSide)?.toDataURL('image/jpeg', 0.9);
      if (url === undefined) return;
      setKinds((before) =>
        before.map((kind) =>
          kind.id === held && kind.pictures.length < mostOfClass
            ? { ...kind, pictures: [...kind.pictures, url] }
            : kind,
        ),
      );
    };
    take();
    const timer = setInterval(take, everyMs);
    const letGo = () => setHeld(null);
    window.addEventListener('pointerup', letGo);
    window.addEventListener('blur', letGo);
    return () => {
      clearInterval(timer);
      window.removeEventListener('pointerup', letGo);
      window.removeEventListener('blur', letGo);
    };
  }, [held, state, frame]);

  const change = (id: number, part: Partial<CapturedClass>) =>
    setKinds((before) => before.map((kind) => (kind.id === id ? { ...kind, ...part } : kind)));
  const onKey = (event: KeyboardEvent, id: number, down: boolean) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) setHeld(down ? id : null);
  };
  const objection = captureObjection(kinds);
  const use = async () => {
    setSaving(true);
    const kept = await keepCaptured(kinds);
    setSaving(false);
    if (!kept.ok) {
      setProblem(kept.problem);
      return;
    }
    onDone();
    await openDataFile(kept.value);
  };

  return (
    <div className={classes.capture}>
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      {state === 'failed' && (
        <ProblemCard problem={{ code: 'camera.none', severity: 'error', message: t('screens.noCamera') }} />
      )}
      <p className={classes.words}>{t('data.capture.words')}</p>
      <div className={classes.columns}>
        <CameraView camera={camera} square />
        <ul className={classes.list}>
          {kinds.map((kind) => (
            <li key={kind.id}>
              <div className={classes.row}>
                <TextInput
                  aria-label={t('data.capture.name')}
                  value={kind.name}
                  maxLength={100}
                  onChange={(event) => change(kind.id, { name: event.currentTarget.value })}
                />
                <Button
                  {...(held === kind.id ? { color: 'red' } : {})}
                  leftSection={<Camera size={14} />}
                  disabled={state !== 'on' || saving}
                  aria-pressed={held === kind.id}
                  aria-label={t('data.capture.holdFor', { name: kind.name })}
                  onPointerDown={(event) => event.button === 0 && setHeld(kind.id)}
                  onKeyDown={(event) => onKey(event, kind.id, true)}
                  onKeyUp={(event) => onKey(event, kind.id, false)}
                >
                  {t('data.capture.hold')}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('data.capture.remove', { name: kind.name })}
                  onClick={() =>
                    kind.pictures.length > 0
                      ? change(kind.id, { pictures: [] })
                      : setKinds((before) => before.filter(({ id }) => id !== kind.id))
                  }
                >
                  <Trash2 size={14} />
                </ActionIcon>
              </div>
              <div className={classes.strip}>
                <span className={classes.count}>
                  {t('data.pictures', { count: kind.pictures.length, n: kind.pictures.length })}
                </span>
                {kind.pictures.slice(-6).map((url, index) => (
                  <img key={`${kind.pictures.length}-${index}`} src={url} alt="" />
                ))}
              </div>
            </li>
          ))}
        </ul>
      </div>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<Plus size={14} />}
          onClick={() => {
            const id = next.current++;
            setKinds((before) => [...before, { id, name: t('data.capture.className', { number: id }), pictures: [] }]);
          }}
        >
          {t('data.capture.add')}
        </Button>
        <span className={classes.objection}>{objection === null ? '' : t(`data.capture.objection.${objection}`)}</span>
        <Button disabled={objection !== null} loading={saving} onClick={() => void use()}>
          {t('data.capture.use')}
        </Button>
      </div>
    </div>
  );
}
