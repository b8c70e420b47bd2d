// Layers are frozen on the canvas, and a second run goes on from the weights of the first.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app';
import { card, goTo, openSample, train } from './steps';

interface Kept {
  readonly id: string;
  readonly startedFrom?: string;
  readonly plan: { readonly layers: readonly { readonly name: string; readonly frozen?: true }[] };
}

test('a frozen layer, and training on from a run', async ({ app }) => {
  const { page } = await app.launch({ size: { width: 1280, height: 800 } });
  await openSample(page, 'Iris');
  expect(await train(page)).toMatch(/^(Done|Stopped early)/);

  await goTo(page, 'Network');
  await card(page, 'dense').click();
  await page.keyboard.press('f');
  await expect(card(page, 'dense').getByTestId('frozen-mark')).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Frozen' })).toBeChecked();

  await page.getByRole('button', { name: 'Runs' }).click();
  await page.getByRole('button', { name: 'More for Run 1' }).click();
  await page.getByRole('menuitem', { name: 'Train on from here' }).click();
  await expect(page.getByText('Run 2').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^(Done|Stopped early)/).first()).toBeVisible({ timeout: 60_000 });

  const [workspace] = readdirSync(join(app.userData, 'workspaces')).filter((name) => !name.startsWith('.'));
  const runs = join(app.userData, 'workspaces', workspace!, 'runs');
  const [first, second] = readdirSync(runs)
    .sort()
    .map((id) => JSON.parse(readFileSync(join(runs, id, 'run.json'), 'utf8')) as Kept);
  expect(second!.startedFrom).toBe(first!.id);
  expect(second!.plan.layers.filter(({ frozen }) => frozen === true)).toHaveLength(1);
  // What is frozen is what the first run had learned, to the last bit.
  const { name } = second!.plan.layers.find(({ frozen }) => frozen === true)!;
  const kernel = (id: string) => {
    const bytes = readFileSync(join(runs, id, 'weights.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    const head = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    const [from, to] = head[`${name}/kernel`]!.data_offsets;
    return bytes.subarray(8 + length + from, 8 + length + to).toString('base64');
  };
  expect(kernel(second!.id)).toBe(kernel(first!.id));
});
