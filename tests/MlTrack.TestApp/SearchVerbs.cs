using System.Globalization;
using MlTrack.Internal.FileStore;
using MlTrack.Stores;

namespace MlTrack.TestApp;

/// <summary>Verbs that search a tree whose index is shared.</summary>
internal static class SearchVerbs
{
    /// <summary><c>search ROOT CACHE</c>: reads filters, a line each, and prints of each the ids of the runs, until its input ends.</summary>
    public static void Search(string[] args)
    {
        var store = Open(args);
        Program.WaitForStart();
        while (Console.In.ReadLine() is { } filter)
        {
            Console.Out.WriteLine(Find(store, filter));
            Console.Out.Flush();
        }
    }

    /// <summary><c>build-index ROOT CACHE COUNT</c>: makes the index from nothing <c>COUNT</c> times, saves it each time, and prints what was found last.</summary>
    public static void BuildIndex(string[] args)
    {
        Program.WaitForStart();
        var found = "";
        for (var i = int.Parse(args[2], CultureInfo.InvariantCulture); i > 0; i--)
        {
            var store = Open(args);
            found = Find(store, "");
            store.Index!.Save();
        }

        Console.Out.WriteLine(found);
    }

    /// <summary><c>save-index-until-killed ROOT CACHE</c>: saves the index over and over.</summary>
    public static void SaveIndexUntilKilled(string[] args)
    {
        var store = Open(args);
        Find(store, "");
        Program.WaitForStart();
        while (true)
        {
            store.Index!.Save();
        }
    }

    private static FileTrackingStore Open(string[] args) => new(args[0], new MlTrackClientOptions { IndexFolder = args[1] });

    private static string Find(FileTrackingStore store, string filter) =>
        string.Join(" ", store.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, Filter = filter }).GetAwaiter().GetResult().Items.Select(run => run.Info.RunId));
}
