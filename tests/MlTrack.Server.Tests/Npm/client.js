// Drives the npm package "mlflow" against the server whose address is the first argument; exits with 1 and the reason if an answer is wrong.
const assert = require('assert');
const MLflow = require('mlflow');

// The package prints every body that it sends.
console.log = () => {};

async function main(endpoint, password) {
  const headers = password ? { Authorization: 'Basic ' + Buffer.from('admin:' + password).toString('base64') } : {};
  const client = new MLflow({ endpoint, headers });
  const { experiment_id } = await client.Experiments.create({ name: 'from-node' });
  const { experiment } = await client.Experiments.get({ experiment_id });
  assert.strictEqual(experiment.name, 'from-node');
  // Not setExperimentTag: the package leaves out a slash of its path.

  const { run } = await client.Runs.create({ experiment_id, user_id: 'node', start_time: 1700000000000, tags: [{ key: 'a', value: 'b' }] });
  const run_id = run.info.run_id;
  await client.Runs.logParameter({ run_id, key: 'lr', value: '0.1' });
  for (let step = 0; step < 3; step++) {
    await client.Runs.logMetric({ run_id, key: 'loss', value: 1 / (step + 1), timestamp: 1700000000000 + step, step });
  }
  await client.Runs.logBatch({ run_id, metrics: [{ key: 'auc', value: 0.9, timestamp: 1, step: 0 }], params: [{ key: 'layers', value: '3' }], tags: [{ key: 'c', value: 'd' }] });
  await client.Runs.setTag({ run_id, key: 'gone', value: 'soon' });
  await client.Runs.deleteTag({ run_id, key: 'gone' });
  await client.Runs.update({ run_id, status: 'FINISHED', end_time: 1700000001000 });

  const found = (await client.Runs.get({ run_id })).run;
  assert.strictEqual(found.info.status, 'FINISHED');
  assert.strictEqual(found.info.end_time, 1700000001000);
  assert.deepStrictEqual(found.data.params.map(p => p.key + '=' + p.value).sort(), ['layers=3', 'lr=0.1']);
  assert.ok(!found.data.tags.some(tag => tag.key === 'gone'));
  const { metrics } = await client.Metrics.getHistory({ run_id, metric_key: 'loss' });
  assert.deepStrictEqual(metrics.map(m => m.step), [0, 1, 2]);

  const { runs } = await client.Runs.search({ experiment_ids: [experiment_id], filter: 'metrics.auc > 0.5', max_results: 10 });
  assert.deepStrictEqual(runs.map(r => r.info.run_id), [run_id]);
  const { root_uri } = await client.Artifacts.list({ run_id });
  assert.strictEqual(root_uri, found.info.artifact_uri);

  await client.Runs.delete({ run_id });
  assert.strictEqual((await client.Runs.get({ run_id })).run.info.lifecycle_stage, 'deleted');
  await client.Runs.restore({ run_id });
  await client.Experiments.update({ experiment_id, new_name: 'renamed' });
  await client.Experiments.delete({ experiment_id });
  await client.Experiments.restore({ experiment_id });
  await assert.rejects(client.Experiments.create({ name: 'renamed' }), /RESOURCE_ALREADY_EXISTS/);
  await assert.rejects(client.Runs.get({ run_id: 'f'.repeat(32) }), /RESOURCE_DOES_NOT_EXIST/);
}

main(process.argv[2], process.argv[3]).catch(fault => {
  console.error(fault);
  process.exit(1);
});
