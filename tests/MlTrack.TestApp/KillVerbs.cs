using System.Globalization;

namespace MlTrack.TestApp;

/// <summary>A program that logs everything there is and is killed at a random moment.</summary>
internal static class KillVerbs
{
    /// <summary>
    /// <c>log-until-killed ROOT DURABILITY SEED</c>: starts, fills and ends runs without end. Each call that has returned is acknowledged by a line:
    /// <c>run ID</c>, <c>m KEY VALUE STEP TICKS</c>, <c>p KEY VALUE</c>, <c>t KEY VALUE</c>, <c>end</c>.
    /// </summary>
    public static void LogUntilKilled(string[] args)
    {
        var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
        var options = new MlTrackClientOptions { Durability = Enum.Parse<Durability>(args[1]), OnFailure = OnFailure.Throw };
        var client = MlTrackClient.Open(args[0], options);
        Program.WaitForStart();
        while (true)
        {
            var run = client.StartRunAsync(new RunOptions { ExperimentName = "killed", RunName = "r", CaptureGit = false }).GetAwaiter().GetResult();
            Say("run " + run.RunId);
            for (var step = 0; step < random.Next(5, 60); step++)
            {
                LogOne(run, random, step);
            }

            run.EndAsync().GetAwaiter().GetResult();
            Say("end");
        }
    }

    private static void LogOne(Run run, Random random, int step)
    {
        var number = step.ToString(CultureInfo.InvariantCulture);
        var value = random.NextDouble();
        switch (random.Next(5))
        {
            case 0:
                run.LogParam("p" + number, number);
                Say($"p p{number} {number}");
                break;
            case 1:
                run.SetTag("t" + (step % 3).ToString(CultureInfo.InvariantCulture), number);
                Say($"t t{(step % 3).ToString(CultureInfo.InvariantCulture)} {number}");
                break;
            case 2:
                run.SetRunName("r" + number);
                Say($"t mlflow.runName r{number}");
                break;
            default:
                var key = "m" + (step % 4).ToString(CultureInfo.InvariantCulture);
                run.LogMetric(key, value, step);
                Say(string.Create(CultureInfo.InvariantCulture, $"m {key} {value:R} {step} {Environment.TickCount64}"));
                break;
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
