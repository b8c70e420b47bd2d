// Where the window begins: samples that train in under a minute, recent projects, a new one, or one of your own.
import { Button, Loader } from '@mantine/core';
import { FilePlus2, FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ArchitectureProject, OpenedProject, RecentProject, SampleProject } from '../../shared/ipc';
import type { Problem, Result } from '../../shared/result';
import { api } from '../api';
import { leaveThen, openFile, openWithDialog } from '../commands/project';
import { formatAgo } from '../screens/format';
import { ProblemCard } from '../screens/ProblemCard';
import { enterProject } from './enterProject';
import { Gallery } from './Gallery';
import classes from './StartScreen.module.css';

interface Lists {
  readonly recent: readonly RecentProject[];
  readonly samples: readonly SampleProject[];
  readonly architectures: readonly ArchitectureProject[];
}

export function StartScreen() {
  const { t } = useTranslation();
  const [lists, setLists] = useState<Lists | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** What is being opened: a sample's id or a path. */
  const [opening, setOpening] = useState<string | null>(null);

  useEffect(() => {
    let here = true;
    void api.call('listProjects', {}).then((answer) => {
      if (!here) return;
      if (answer.ok) setLists(answer.value);
      else setProblem(answer.problem);
    });
    return () => {
      here = false;
    };
  }, []);

  const open = (key: string, ask: () => Promise<Result<OpenedProject | null>>) =>
    leaveThen(() => {
      setOpening(key);
      setProblem(null);
      void ask().then((opened) => {
        setOpening(null);
        if (!opened.ok) setProblem(opened.problem);
        else if (opened.value !== null) enterProject(opened.value);
      });
    });

  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div>
          <h1 className={classes.title}>{t('start.title')}</h1>
          <p className={classes.lead}>{t('start.lead')}</p>
        </div>
        <div className={classes.buttons}>
          <Button
            variant="default"
            leftSection={<FolderOpen size={14} />}
            disabled={opening !== null}
            onClick={() => open('dialog', openWithDialog)}
          >
            {t('start.open')}
          </Button>
          <Button
            leftSection={<FilePlus2 size={14} />}
            disabled={opening !== null}
            onClick={() => open('new', () => api.call('newProject', { name: t('start.untitled') }))}
          >
            {t('start.new')}
          </Button>
        </div>
      </header>
      {problem !== null && <ProblemCard problem={problem} onDismiss={() => setProblem(null)} />}
      {lists === null ? (
        problem === null && <Loader className={classes.loader ?? ''} />
      ) : (
        <div className={classes.columns}>
          <Gallery
            samples={lists.samples}
            architectures={lists.architectures}
            opening={opening}
            onOpen={(id) => open(id, () => api.call('openSample', { id }))}
          />
          <section className={classes.recent}>
            <h2 className={classes.heading}>{t('start.recent')}</h2>
            {lists.recent.length === 0 ? (
              <p className={classes.none}>{t('start.noRecent')}</p>
            ) : (
              <ul className={classes.list}>
                {lists.recent.map((project) => (
                  <li key={project.path}>
                    <button
                      type="button"
                      className={classes.project}
                      disabled={!project.exists || opening !== null}
                      title={project.path}
                      onClick={() => open(project.path, () => openFile(project.path))}
                    >
                      <span className={classes.projectName}>{project.name}</span>
                      <span className={classes.projectWhen}>
                        {project.exists ? formatAgo(project.savedAt) : t('start.missing')}
                      </span>
                      <span className={classes.projectPath}>{project.path}</span>
                    </button>
                  </li>
                ))}
              </ul>
            )}
            <p className={classes.hint}>{t('start.dropHint')}</p>
          </section>
        </div>
      )}
    </div>
  );
}
