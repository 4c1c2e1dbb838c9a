using System.Globalization;
using MlTrack;

namespace Quickstart;

/// <summary>Reads a run back and prints it: what was logged, where it lies, how to look at it.</summary>
internal static class Summary
{
    public static async Task PrintAsync(MlTrackClient client, string runId)
    {
        var run = await client.GetRunAsync(runId);
        var experiment = await client.GetExperimentAsync(run.Info.ExperimentId);
        Console.WriteLine($"Run '{run.Info.RunName}' of experiment '{experiment.Name}': {run.Info.Status}");

        Print("params", run.Data.Params.Select(param => (param.Key, param.Value)));
        Print("metrics", await MetricsAsync(client, run));
        Print("inputs", run.Inputs.Datasets.Select(input => (input.Dataset.Name, $"digest {input.Dataset.Digest}, {input.Dataset.Profile}")));
        Print("artifacts", await ArtifactsAsync(client, runId, null));

        // The artifacts lie in a folder of the run's own folder.
        var folder = Path.GetDirectoryName(new Uri(run.Info.ArtifactUri).LocalPath);
        Console.WriteLine($"""

            It lies in {folder}
            Look at it with MLflow's own page (pip install mlflow), then open http://127.0.0.1:5000:
              MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri "{client.TrackingUri}"
            """);
    }

    private static void Print(string title, IEnumerable<(string Name, string Value)> lines)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        foreach (var (name, value) in lines.OrderBy(line => line.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {name,-28} {value}");
        }
    }

    private static async Task<List<(string Name, string Value)>> MetricsAsync(MlTrackClient client, RunRecord run)
    {
        var lines = new List<(string, string)>();
        foreach (var (key, latest) in run.Data.Metrics)
        {
            var points = 0;
            await foreach (var point in client.GetMetricHistoryAsync(run.Info.RunId, key))
            {
                points++;
            }

            lines.Add((key, latest.Value.ToString("F4", CultureInfo.InvariantCulture) + (points > 1 ? $" at step {latest.Step}, the last of {points} points" : string.Empty)));
        }

        return lines;
    }

    private static async Task<List<(string Name, string Value)>> ArtifactsAsync(MlTrackClient client, string runId, string? folder)
    {
        var lines = new List<(string, string)>();
        foreach (var artifact in await client.ListArtifactsAsync(runId, folder))
        {
            if (artifact.IsDirectory)
            {
                lines.AddRange(await ArtifactsAsync(client, runId, artifact.Path));
            }
            else
            {
                lines.Add((artifact.Path, $"{artifact.FileSize:N0} bytes"));
            }
        }

        return lines;
    }
}
