// `npm run build`: builds the app into out/, whether or not something changed.
import { build } from './setup/build.mjs';
import { say } from './setup/say.mjs';

await build().catch((error) => {
  say(error.message);
  process.exit(1);
});
