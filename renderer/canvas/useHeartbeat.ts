// The network beats while it learns.
import { useEffect } from 'react';
import { useRunStore } from '../stores/runStore';
import { isActive } from '../training/progress';

const beatMs = 500;

/** While a run goes on, the families' bands pulse with the engine's reports. One subscription for all cards. */
export function useHeartbeat(root: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    let last = 0;
    return useRunStore.subscribe((state, before) => {
      const element = root.current;
      if (!element) return;
      if (!isActive(state.run)) delete element.dataset['beat'];
      else if (state.batches !== before.batches && performance.now() - last > beatMs) {
        last = performance.now();
        element.dataset['beat'] = element.dataset['beat'] === 'a' ? 'b' : 'a';
      }
    });
  }, [root]);
}
