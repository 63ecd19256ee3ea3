// Runs ONNX Runtime and the emulator alternately on the same models, one thread each, and prints both times per image and their ratio.
// Usage: node peers.mjs [--rounds N] [--seconds S] [--json]; build the tool first: dotnet build -c Release src/Mrq.Tool
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ort from 'onnxruntime-node';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const data = process.env.MRQ_TEST_DATA ?? join(repository, '..', 'shared', 'data');
const tool = join(repository, 'src', 'Mrq.Tool', 'bin', 'Release', 'net10.0', 'mrq.dll');
const batch = 16;
const pairs = [
  ['mobilenet_v2_1.0_224_quant', 'mobilenet_v2_1.0_224_quant.qoperator.onnx', 'uint8', 1.0],
  ['tf2_mobilenet_v2_1.0_224_ptq', 'tf2_mobilenet_v2_1.0_224_ptq.qdq_u8.onnx', 'uint8', 1.5],
  ['tf2_mobilenet_v2_1.0_224_ptq', 'tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx', 'int8', 0.8],
];

async function open(file, type) {
  const session = await ort.InferenceSession.create(join(data, 'peers', file), { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
  const array = new (type === 'int8' ? Int8Array : Uint8Array)(3 * 224 * 224).map((_, i) => (i * 7919) % 256);
  const feeds = { [session.inputNames[0]]: new ort.Tensor(type, array, [1, 3, 224, 224]) };
  return () => session.run(feeds);
}

// The best batch of 16 images, in milliseconds per image; the peers' files take one image at a time.
async function measure(run, seconds) {
  let best = Infinity;
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const start = performance.now();
    for (let i = 0; i < batch; i++) {
      await run();
    }

    best = Math.min(best, (performance.now() - start) / batch);
  }

  return best;
}

function emulator(model, seconds) {
  const output = execFileSync('dotnet', [tool, 'bench', join(data, 'models', model + '.tflite'), '--threads', '1', '--batch', String(batch), '--seconds', String(seconds), '--json']);
  return JSON.parse(output).millisecondsPerSample;
}

if (!existsSync(tool)) {
  console.error('There is no ' + tool + '; run: dotnet build -c Release src/Mrq.Tool');
  process.exit(2);
}

const results = [];
for (const [model, peer, type, target] of pairs) {
  const run = await open(peer, type);
  const [ours, theirs] = [[], []];
  for (let round = 0; round < Number(options.rounds); round++) {
    theirs.push(await measure(run, Number(options.seconds)));
    ours.push(emulator(model, options.seconds));
  }

  const [our, their] = [Math.min(...ours), Math.min(...theirs)];
  results.push({ model, peer, emulator: our, onnxRuntime: their, ratio: our / their, target });
}

if (options.json) {
  console.log(JSON.stringify({ machine: cpus()[0].model, date: new Date().toISOString(), results }, null, 2));
} else {
  console.log(cpus()[0].model + ', one thread, best of ' + options.rounds + ' rounds, milliseconds per image');
  for (const { peer, emulator: our, onnxRuntime, ratio, target } of results) {
    console.log(`${peer}: emulator ${our.toFixed(2)}, ONNX Runtime ${onnxRuntime.toFixed(2)}, ratio ${ratio.toFixed(2)} (goal ${target})`);
  }
}
