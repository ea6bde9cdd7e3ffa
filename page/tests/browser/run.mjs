// Runs the checks of `checks.ts` in real browsers: npm run browsers -- PAGE [chrome|firefox] [WORD...], any of which is in a check's name
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./run.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
process.exit(await module.run(process.argv.slice(2)));
