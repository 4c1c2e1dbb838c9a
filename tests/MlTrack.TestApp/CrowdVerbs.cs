using System.Globalization;
using MlTrack.Stores;

namespace MlTrack.TestApp;

/// <summary>Verbs that many processes run at once on one tree.</summary>
internal static class CrowdVerbs
{
    /// <summary><c>log-points ROOT RUN KEY WRITER COUNT</c>: logs <c>COUNT</c> points whose values tell the writer and the step.</summary>
    public static void LogPoints(string[] args)
    {
        var writer = int.Parse(args[3], CultureInfo.InvariantCulture);
        var count = int.Parse(args[4], CultureInfo.InvariantCulture);
        using var run = TrackingStores.File(args[0]).OpenRunWriterAsync(args[1]).AsTask().GetAwaiter().GetResult();
        Program.WaitForStart();
        var metric = run.OpenMetric(args[2]);
        for (var i = 0; i < count; i++)
        {
            metric.Append((writer * 1_000_000) + i, 1_700_000_000_000 + i, i);
        }
    }

    /// <summary><c>name-experiments ROOT COUNT</c>: gets or makes <c>COUNT</c> experiments and prints their ids.</summary>
    public static void NameExperiments(string[] args)
    {
        using var client = MlTrackClient.Open(args[0], Throwing);
        Program.WaitForStart();
        for (var i = 0; i < int.Parse(args[1], CultureInfo.InvariantCulture); i++)
        {
            var name = "experiment " + i.ToString(CultureInfo.InvariantCulture);
            Console.Out.WriteLine(client.GetOrCreateExperimentAsync(name).GetAwaiter().GetResult().ExperimentId);
        }
    }

    /// <summary><c>claim-params ROOT RUN VALUE COUNT</c>: logs <c>COUNT</c> params with one value and prints the keys that were taken.</summary>
    public static void ClaimParams(string[] args)
    {
        using var run = TrackingStores.File(args[0], Throwing).OpenRunWriterAsync(args[1]).AsTask().GetAwaiter().GetResult();
        Program.WaitForStart();
        for (var i = 0; i < int.Parse(args[3], CultureInfo.InvariantCulture); i++)
        {
            var key = "p" + i.ToString(CultureInfo.InvariantCulture);
            try
            {
                run.LogParam(key, args[2]);
                Console.Out.WriteLine(key);
            }
            catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.InvalidParameterValue)
            {
                // Somebody was first. An error that quotes an empty value would mean that a half-written file was read.
                if (exception.Message.Contains("value=''", StringComparison.Ordinal))
                {
                    throw;
                }
            }
        }
    }

    /// <summary><c>rewrite ROOT RUN</c>: sets one tag and renames the run over and over until its input ends.</summary>
    public static void Rewrite(string[] args)
    {
        using var run = TrackingStores.File(args[0], Throwing).OpenRunWriterAsync(args[1]).AsTask().GetAwaiter().GetResult();
        Program.WaitForStart();
        var stop = Task.Run(Console.In.ReadLine);
        for (var i = 0; !stop.IsCompleted; i++)
        {
            run.SetTag("t", new string((char)('a' + (i % 26)), 1000));
            run.SetTag("comes and goes", "here");
            run.DeleteTag("comes and goes");
            run.Update(new RunUpdate { RunName = "name-" + new string((char)('a' + (i % 26)), 50) });
        }
    }

    private static MlTrackClientOptions Throwing => new() { OnFailure = OnFailure.Throw };
}
