// Project name and save state, the steps as a beginner walks them, and the engine.
import { useDocumentStore } from '../stores/documentStore';
import { StepBar } from './StepBar';
import styles from './TitleBar.module.css';

export function TitleBar() {
  const name = useDocumentStore((state) => state.document?.name);
  return (
    <header className={styles['bar']}>
      <div className={styles['left']}>{name}</div>
      {name !== undefined && <StepBar />}
      <div className={styles['right']} />
    </header>
  );
}
