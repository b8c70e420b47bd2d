// Project name and save state, the steps as a beginner walks them, and the engine.
import { MenuButton } from '../commands/MenuButton';
import { useDocumentStore } from '../stores/documentStore';
import { isMac, useHostStore } from '../stores/hostStore';
import { EngineChip } from './EngineChip';
import { ProjectName } from './ProjectName';
import { StepBar } from './StepBar';
import styles from './TitleBar.module.css';

export function TitleBar() {
  const name = useDocumentStore((state) => state.document?.name);
  const host = useHostStore((state) => state.info?.host);
  // macOS has its menu bar at the top of the screen.
  const ownMenu = host !== undefined && !(host === 'electron' && isMac());
  return (
    <header className={styles['bar']}>
      <div className={styles['left']}>
        {ownMenu && <MenuButton />}
        {name === undefined ? <span className={styles['app']}>Layerloom</span> : <ProjectName name={name} />}
      </div>
      {name === undefined ? <span /> : <StepBar />}
      <div className={styles['right']}>
        <EngineChip />
      </div>
    </header>
  );
}
