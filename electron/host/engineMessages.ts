// What may come out of the engine's pipe. Native code shares that process, so nothing is taken on trust.
import type { EngineEventName } from '../engine/messages';
import { isRecord } from '../../shared/json';
import type { Result } from '../../shared/result';

export function isPong(message: unknown): boolean {
  return isRecord(message) && typeof message['pong'] === 'number';
}

export function isEngineAnswer(message: unknown): message is { readonly id: number; readonly result: Result<unknown> } {
  if (!isRecord(message) || typeof message['id'] !== 'number') return false;
  const result = message['result'];
  if (!isRecord(result)) return false;
  return result['ok'] === true
    ? 'value' in result
    : isRecord(result['problem']) && typeof result['problem']['message'] === 'string';
}

export function isEngineEvent(
  message: unknown,
): message is { readonly event: EngineEventName; readonly payload: unknown } {
  if (!isRecord(message) || !isRecord(message['payload'])) return false;
  const payload = message['payload'];
  if (message['event'] === 'run') return typeof payload['runId'] === 'string' && Array.isArray(payload['events']);
  return message['event'] === 'progress' && typeof payload['taskId'] === 'string';
}
