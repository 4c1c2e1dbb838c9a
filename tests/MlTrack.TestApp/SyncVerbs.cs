using MlTrack.Stores;

namespace MlTrack.TestApp;

/// <summary>A sender that may be killed.</summary>
internal static class SyncVerbs
{
    /// <summary><c>sync ROOT TARGET</c>: brings a tree to another store over and over until its input ends, then once more.</summary>
    public static void Sync(string[] args)
    {
        using var client = MlTrackClient.Open(args[0]);
        var target = TrackingStores.Open(args[1]);
        Program.WaitForStart();
        var stop = Task.Run(Console.In.ReadLine);
        while (!stop.IsCompleted)
        {
            client.SyncToAsync(target).GetAwaiter().GetResult();
        }

        var last = client.SyncToAsync(target).GetAwaiter().GetResult();
        Console.Out.WriteLine(last.IsComplete ? "complete" : "incomplete " + string.Join("; ", last.Problems.Select(problem => problem.Message)));
    }
}
