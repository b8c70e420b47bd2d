// What the desktop shows of a training: no sleep while it goes on, a notification at its end when nobody is looking.
import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import type { EventMessage } from '../../shared/run/events';

export interface TrainingSigns {
  follow(message: EventMessage): void;
}

export function createTrainingSigns(window: () => BrowserWindow | null): TrainingSigns {
  let blocker: number | null = null;
  function stayAwake(awake: boolean): void {
    if (awake && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!awake && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  }
  function notify(title: string, body: string): void {
    const target = window();
    if (target === null || target.isDestroyed() || target.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body, silent: false });
    notification.on('click', () => {
      if (target.isDestroyed()) return;
      target.show();
      target.focus();
    });
    notification.show();
    target.flashFrame(true);
  }
  return {
    follow(message) {
      for (const event of message.events) {
        if (event.type === 'started' || event.type === 'resumed') stayAwake(true);
        else if (event.type === 'paused') stayAwake(false);
        else if (event.type === 'finished') {
          stayAwake(false);
          if (event.reason !== 'stopped')
            notify(
              'Training is done',
              event.reason === 'earlyStopping'
                ? 'It stopped early: the validation loss got no better.'
                : `Best epoch: ${event.bestEpoch}.`,
            );
        } else if (event.type === 'failed') {
          stayAwake(false);
          notify('Training has stopped', event.problem.message);
        }
      }
    },
  };
}
