// Is the window its old self while the engine trains MNIST beside it? Frames at rest, on the charts, and on the canvas.
export async function measureTraining({ launch, record, say }) {
  const running = await launch();
  const { page } = running;
  await page.getByRole('button', { name: /^Handwritten digits/ }).click();
  const goTo = (step) =>
    page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: step, exact: false }).click();
  await goTo('Train');
  await page.waitForTimeout(1500);
  const rows = {};
  rows['training screen, nothing trains'] = await record(running, () => page.waitForTimeout(3000));
  await page.getByRole('button', { name: /^(Start training|Train again)$/ }).click();
  await page.locator('path[data-line]').first().waitFor({ timeout: 60_000 });
  rows['training screen, MNIST trains'] = await record(running, () => page.waitForTimeout(6000));
  await goTo('Network');
  await page.waitForTimeout(800);
  rows['canvas, MNIST trains'] = await record(running, () => page.waitForTimeout(3000));
  await page
    .getByRole('button', { name: /Stop/ })
    .first()
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await running.close();
  say(
    'The window while a network trains: milliseconds a frame, and of them on the main thread',
    ['', 'fps', 'median', '95 %', '99 %', 'worst', 'script', 'style', 'layout', 'all'],
    Object.entries(rows).map(([name, of]) => [
      name,
      ...[of.fps, of.p50, of.p95, of.p99, of.worst, of.script, of.style, of.layout, of.task],
    ]),
  );
  return rows;
}
