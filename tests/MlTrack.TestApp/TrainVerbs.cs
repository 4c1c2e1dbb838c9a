using System.Diagnostics;
using System.Globalization;

namespace MlTrack.TestApp;

/// <summary>A training as users write it, whose disk the test takes away.</summary>
internal static class TrainVerbs
{
    /// <summary>
    /// <c>train ROOT REPORT|THROW</c>: starts a run and prints its id. Then every line of the input is an order: <c>log FROM COUNT</c> logs that many points of
    /// <c>loss</c>, a param, and a tag, and prints <c>logged MICROSECONDS</c>, or <c>thrown CODE MESSAGE</c>; <c>end</c> ends the run and prints <c>failures
    /// TOTAL LOST CODES…</c>. Whatever the disk does, the exit code is 0.
    /// </summary>
    public static void Train(string[] args)
    {
        var options = new MlTrackClientOptions { OnFailure = Enum.Parse<OnFailure>(args[1], ignoreCase: true) };
        using var client = MlTrackClient.Open(args[0], options);
        var run = client.StartRunAsync(new RunOptions { ExperimentId = "0", RunName = "train", CaptureGit = false }).GetAwaiter().GetResult();
        Say(run.RunId);
        while (Console.In.ReadLine() is { } order)
        {
            var words = order.Split(' ');
            if (words[0] == "end")
            {
                run.EndAsync().GetAwaiter().GetResult();
                Say($"failures {run.Failures.TotalCount} {run.Failures.LostRecords} {string.Join(' ', run.Failures.CountsByKind.Keys)}");
                return;
            }

            Log(run, long.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
        }
    }

    private static void Log(Run run, long from, int count)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            for (var step = from; step < from + count; step++)
            {
                run.LogMetric("loss", step, step);
            }

            run.LogParam("p" + from.ToString(CultureInfo.InvariantCulture), from).SetTag("t", from.ToString(CultureInfo.InvariantCulture));
            Say($"logged {Stopwatch.GetElapsedTime(start).TotalMicroseconds:0}");
        }
        catch (MlTrackException exception)
        {
            Say($"thrown {exception.ErrorCode} {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
