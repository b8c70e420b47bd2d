// Own classes: name a class, hold its button, and pictures or sounds of it are taken until it is let go; or files of
// one's own are dropped on it. What differs from medium to medium is handed in.
import { ActionIcon, Button, FileButton, TextInput, Tooltip } from '@mantine/core';
import { FolderOpen, Plus, Trash2, Upload } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HoldButton } from '../screens/HoldButton';
import { ProblemCard } from '../screens/ProblemCard';
import { useDropTarget } from '../screens/useDropTarget';
import { formatCount } from '../ui/numbers';
import type { CapturedClass, Shot } from './capture';
import classes from './CaptureFrame.module.css';
import type { Capture } from './useCapture';

interface Props {
  readonly capture: Capture;
  /** The device at work, with its light. */
  readonly view: ReactNode;
  /** True when a button may be held. */
  readonly ready: boolean;
  readonly icon: ReactNode;
  /** MIME type of the files that can be added, such as image/*. */
  readonly accept: string;
  /** How many there are, in words. */
  readonly countOf: (count: number) => string;
  /** The last of a class are shown, so many. */
  readonly shown: number;
  readonly renderShot: (shot: Shot) => ReactNode;
  /** What stands beside a class's name in place of the button that is held; `at` is its place among the classes. */
  readonly buttonOf?: (kind: CapturedClass, at: number) => ReactNode;
  readonly onDone: () => void;
}

export function CaptureFrame(props: Props) {
  const { capture, view, accept, onDone } = props;
  const { t } = useTranslation();
  const { medium, problem, reading, objection } = capture;
  return (
    <div className={classes.capture}>
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => capture.setProblem(null)} />}
      <p className={classes.words}>{t(`data.capture.words.${medium}`)}</p>
      <div className={classes.columns}>
        {view}
        <ul className={classes.list}>
          {capture.classes.map((kind, at) => (
            <ClassRow key={kind.id} {...props} kind={kind} at={at} />
          ))}
        </ul>
      </div>
      <div className={classes.buttons}>
        <Button variant="default" leftSection={<Plus size={14} />} onClick={capture.addClass}>
          {t('data.capture.add')}
        </Button>
        <FolderButton accept={accept} capture={capture} />
        <span className={classes.objection}>
          {reading === null && objection !== null && t(`data.capture.objection.${objection}`)}
          {reading !== null && (
            <>
              <span role="status">{t('data.capture.reading', { done: reading.done + 1, total: reading.total })}</span>
              <Button variant="subtle" size="compact-xs" onClick={capture.stopReading}>
                {t('data.capture.stop')}
              </Button>
            </>
          )}
        </span>
        <Button
          disabled={objection !== null || reading !== null}
          loading={capture.saving}
          onClick={() => void capture.use().then((done) => done && onDone())}
        >
          {t(`data.capture.use.${medium}`)}
        </Button>
      </div>
    </div>
  );
}

/** Reads a folder of class folders, each file into the class that its folder is named after. */
function FolderButton({ accept, capture }: Pick<Props, 'accept' | 'capture'>) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement | null>(null);
  const take = (files: readonly File[]) => {
    const fitting = files.filter(({ type }) => type.startsWith(accept.slice(0, -1)));
    if (fitting.length > 0) void capture.readFiles(fitting, null);
    else capture.setProblem({ code: 'capture.noFiles', severity: 'error', message: t('data.capture.noFiles') });
  };
  return (
    <>
      <input
        ref={(element) => {
          input.current = element;
          if (element !== null) element.webkitdirectory = true;
        }}
        type="file"
        hidden
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <Tooltip label={t('data.capture.folderHelp')} multiline maw={300}>
        <Button
          variant="default"
          leftSection={<FolderOpen size={14} />}
          disabled={capture.reading !== null}
          onClick={() => input.current?.click()}
        >
          {t('data.capture.folder')}
        </Button>
      </Tooltip>
    </>
  );
}

function ClassRow({
  capture,
  kind,
  ready,
  icon,
  accept,
  countOf,
  shown,
  renderShot,
  buttonOf,
  at,
}: Props & { readonly kind: CapturedClass; readonly at: number }) {
  const { t } = useTranslation();
  const { medium } = capture;
  const { name } = kind;
  const take = (files: readonly File[]) => {
    if (files.length > 0 && capture.reading === null) void capture.readFiles(files, kind.id);
  };
  const drop = useDropTarget((_file, all) => take(all));
  const first = Math.max(0, kind.shots.length - shown);
  return (
    <li {...drop}>
      <div className={classes.row}>
        <TextInput
          aria-label={t('data.capture.name')}
          value={name}
          maxLength={100}
          onChange={(event) => capture.rename(kind.id, event.currentTarget.value)}
        />
        {buttonOf?.(kind, at) ?? (
          <HoldButton
            held={capture.held === kind.id}
            onHold={() => capture.hold(kind.id)}
            onLetGo={capture.letGo}
            icon={icon}
            disabled={!ready || capture.saving}
            label={t(`data.capture.holdFor.${medium}`, { name })}
          >
            {t(`data.capture.hold.${medium}`)}
          </HoldButton>
        )}
        <FileButton multiple accept={accept} onChange={take}>
          {(button) => (
            <ActionIcon {...button} variant="default" size={30} aria-label={t('data.capture.files', { name })}>
              <Upload size={14} />
            </ActionIcon>
          )}
        </FileButton>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('data.capture.remove', { name })}
          onClick={() => capture.remove(kind.id)}
        >
          <Trash2 size={14} />
        </ActionIcon>
      </div>
      <div className={classes.strip}>
        <span className={classes.count}>{countOf(kind.shots.length)}</span>
        {kind.shots.slice(first).map((shot, place) => (
          <span key={shot.id} className={classes.shot}>
            {renderShot(shot)}
            <button
              type="button"
              className={classes.discard}
              aria-label={t('data.capture.discard', { name, number: formatCount(first + place + 1) })}
              onClick={() => capture.discard(kind.id, shot.id)}
            >
              <Trash2 size={11} />
            </button>
          </span>
        ))}
      </div>
    </li>
  );
}
