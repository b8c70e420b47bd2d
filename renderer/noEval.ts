// zod compiles schemas with `new Function` unless told not to, which the page's policy forbids. Imported before anything else.
import { z } from 'zod';

z.config({ jitless: true });
