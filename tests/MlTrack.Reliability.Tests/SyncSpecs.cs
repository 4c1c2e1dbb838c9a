using System.Globalization;
using MlTrack.Stores;
using MlTrack.Tests.Support;
using MlTrack.Tests.Sync;

namespace MlTrack.Reliability.Tests;

/// <summary>Senders in processes of their own that are killed, and that send the same tree at once, while a training goes on.</summary>
public sealed class SyncSpecs
{
    [Fact]
    public async Task A_sender_that_is_killed_over_and_over_costs_and_doubles_nothing()
    {
        using var folder = new TempFolder();
        var (root, there) = (folder.PathOf("mlruns"), folder.PathOf("there"));
        await using var source = MlTrackClient.Open(root);
        var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
        using var done = new CancellationTokenSource();
        var writing = Task.Run(() => Train(run, done.Token));
        var random = new Random(Scale.Seed);
        for (var round = 0; round < Scale.Of(200); round++)
        {
            using var sender = TestApp.Start("sync", root, there);
            await sender.ReadyAsync();
            sender.Go();
            await Task.Delay(random.Next(1, 300));
            await sender.KillAsync();
        }

        await done.CancelAsync();
        await writing;
        await run.EndAsync();
        await SendToTheEndAsync(root, there);

        await TrackingStores.File(there).ShouldShowAsync(source, because: string.Create(CultureInfo.InvariantCulture, $"(seed {Scale.Seed})"));
    }

    [Fact]
    public async Task Two_senders_of_one_tree_cost_and_double_nothing()
    {
        using var folder = new TempFolder();
        var (root, there) = (folder.PathOf("mlruns"), folder.PathOf("there"));
        await using var source = MlTrackClient.Open(root);
        using var one = TestApp.Start("sync", root, there);
        using var other = TestApp.Start("sync", root, there);
        await one.ReadyAsync();
        await other.ReadyAsync();
        one.Go();
        other.Go();
        for (var i = 0; i < 5; i++)
        {
            var run = await source.StartRunAsync(new RunOptions { ExperimentId = "0", CaptureGit = false });
            using var done = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
            Train(run, done.Token);
            await run.EndAsync();
        }

        one.Tell("stop");
        other.Tell("stop");
        await one.EndAsync();
        await other.EndAsync();
        await SendToTheEndAsync(root, there);

        await TrackingStores.File(there).ShouldShowAsync(source);
    }

    private static async Task SendToTheEndAsync(string root, string there)
    {
        using var last = TestApp.Start("sync", root, there);
        await last.ReadyAsync();
        last.Go();
        last.Tell("stop");
        (await last.EndAsync()).Trim().Should().Be("complete");
    }

    private static void Train(Run run, CancellationToken stop)
    {
        for (var step = 0; !stop.IsCancellationRequested; step++)
        {
            run.LogMetric("loss", 1.0 / (step + 1), step).LogMetric("val/loss", step, step);
            if (step % 100 == 0)
            {
                run.LogParam("p" + step.ToString(CultureInfo.InvariantCulture), step).SetTag("step", step.ToString(CultureInfo.InvariantCulture));
            }

            Thread.Sleep(1);
        }
    }
}
