import { writePlots } from './report/write-plots.ts';

// `npm run bench:plot [-- DIR]`: draws the pictures of cost against size again from the results of several sizes.

const [directory = 'bench/results'] = process.argv.slice(2);
const paths = writePlots(directory);
if (paths.length === 0) {
  console.error(`${directory} holds results of fewer than two sizes: run npm run bench -- --size 2.5m, 25m, 60m first`);
  process.exitCode = 1;
}
for (const path of paths) console.log(path);
