// What this machine can train on, asked for once and on request, and how fast each engine is on the open network.
import { create } from 'zustand';
import type { Problem } from '../../shared/result';
import type { ProjectDocument } from '../../shared/network/document';
import type { DeviceReport, EngineTimes } from '../../shared/run/devices';
import { api } from '../api';

interface DevicesState {
  readonly report: DeviceReport | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
  /** Of `timed`, as it was then; null before the engines were timed. */
  readonly times: EngineTimes | null;
  readonly timed: Pick<ProjectDocument, 'network' | 'data'> | null;
}

export const useDevicesStore = create<DevicesState>()(() => ({
  report: null,
  problem: null,
  loading: false,
  times: null,
  timed: null,
}));

/** Asks the engine; an answer already there is kept unless `again`. */
export async function loadDevices(again = false): Promise<void> {
  const { report, loading } = useDevicesStore.getState();
  if (loading || (report !== null && !again)) return;
  useDevicesStore.setState({ loading: true });
  const answer = await api.call('devices', { closer: true });
  useDevicesStore.setState(
    answer.ok ? { report: answer.value, problem: null, loading: false } : { problem: answer.problem, loading: false },
  );
}

/** Keeps what was measured, with the network it belongs to. */
export function keepTimes(times: EngineTimes, { network, data }: ProjectDocument): void {
  useDevicesStore.setState({ times, timed: { network, data } });
}
