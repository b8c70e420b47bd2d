// Work whose jobs may be called off, as whoever started it is told.
import { type Watch, checkCancelled } from '../problem';
import { Aborted } from './pool';

/** The work's answer; where its jobs were aborted because the watch was cancelled, a DataError that says so. */
export async function orCancelled<T>(watch: Watch, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Aborted) checkCancelled(watch);
    throw error;
  }
}
