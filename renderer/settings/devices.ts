// What this machine can train on, asked for once and on request.
import { create } from 'zustand';
import type { Problem } from '../../shared/result';
import type { DeviceReport } from '../../shared/run/engine';
import { api } from '../api';

interface DevicesState {
  readonly report: DeviceReport | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
}

export const useDevicesStore = create<DevicesState>()(() => ({ report: null, problem: null, loading: false }));

/** Asks the engine; an answer already there is kept unless `again`. */
export async function loadDevices(again = false): Promise<void> {
  const { report, loading } = useDevicesStore.getState();
  if (loading || (report !== null && !again)) return;
  useDevicesStore.setState({ loading: true });
  const answer = await api.call('devices', {});
  useDevicesStore.setState(
    answer.ok ? { report: answer.value, problem: null, loading: false } : { problem: answer.problem, loading: false },
  );
}
